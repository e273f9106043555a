/**
 * Writes the examples of Rizhao: one office's month under the pack and its example overlay. Nothing in them is left to
 * the moment, so that the files are the same wherever they are written: `npm run examples`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { plainDate } from '../domain/plain-date.ts';
import { loadPolicy } from '../domain/policy/load.ts';
import { fromRoot } from '../platform/project-root.ts';
import type { ExampleApplication } from './format.ts';
import { batchStories } from './office/batch-stories.ts';
import { formalStories } from './office/formal-stories.ts';
import { clearStories, doubtfulStories } from './office/immediate-stories.ts';
import { openOffice } from './office/office.ts';
import { papers } from './office/papers.ts';
import { seeded, type Random } from './office/random.ts';
import { refusedStories } from './office/refused-stories.ts';

/** The last day of the month; every record is from before it, and what is open-ended holds today as well. */
const monthEnd = plainDate('2025-06-30');
const seed = 20_250_630;

export const rizhaoPolicy = () =>
  loadPolicy(
    readFileSync(fromRoot('policies', 'rizhao-shandong-2020', '2020-1.yaml'), 'utf8'),
    readFileSync(fromRoot('examples', 'overlays', 'rizhao-shandong-2020.yaml'), 'utf8'),
  );

/** Contents by path below `examples/rizhao`. */
export function exampleFiles(): ReadonlyMap<string, string | Buffer> {
  const random = seeded(seed);
  const office = openOffice(rizhaoPolicy(), random, monthEnd);
  const stories = [...clearStories, ...doubtfulStories, ...formalStories, ...batchStories, ...refusedStories];
  for (const { times, tell } of stories) for (let count = 0; count < times; count += 1) tell(office);
  const { lines, registry } = office.files();
  return new Map<string, string | Buffer>([
    ['applications.ndjson', ndjson(inOrderOfArrival(lines, random))],
    ['registry.ndjson', ndjson(registry)],
    ...Object.entries(papers).map(([name, bytes]) => [`documents/${name}`, bytes] as const),
  ]);
}

/** People come as they come; what one person sent stays in order. */
function inOrderOfArrival(lines: readonly ExampleApplication[], random: Random): readonly ExampleApplication[] {
  const byPerson = new Map<string, ExampleApplication[]>();
  for (const line of lines) {
    const { idNumber } = line.submission.applicant;
    byPerson.set(idNumber, [...(byPerson.get(idNumber) ?? []), line]);
  }
  const visits = [...byPerson.values()];
  for (let last = visits.length - 1; last > 0; last -= 1) {
    const other = random.int(0, last);
    [visits[last], visits[other]] = [visits[other]!, visits[last]!];
  }
  return visits.flat();
}

function ndjson(lines: readonly unknown[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function writeFiles(): void {
  const files = exampleFiles();
  for (const [path, content] of files) {
    const file = fromRoot('examples', 'rizhao', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  process.stdout.write(`wrote ${files.size} files under examples/rizhao\n`);
}

if (process.argv[1] === import.meta.filename) {
  new Command('npm run examples --')
    .description('Writes the example applications under examples/rizhao anew, from the stories in examples/office.')
    .action(writeFiles)
    .parse();
}
