/** `npm run chaos`: whether every case comes out once, whatever dies on its way (docs/OPERATIONS.md, Chaos). */
import { randomInt } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { reportOf } from './chaos/report.ts';
import { run } from './chaos/run.ts';
import { progress } from './demo/progress.ts';
import { fail } from './stack/failure.ts';

interface Options {
  cases: number;
  kills: number;
  seed: number;
  json: boolean;
}

await new Command('npm run chaos --')
  .description('Kills the parts of a stack of its own while applications are decided, and counts what came of each.')
  .option('-c, --cases <number>', 'applications', wholeNumber, 500)
  .option('-k, --kills <number>', 'how often each part is killed', wholeNumber, 12)
  .option('-s, --seed <number>', 'decides the mix of cases and who is killed when', wholeNumber, randomInt(1, 1_000_000))
  .option('--json', 'print the result for programs', false)
  .action(chaos)
  .parseAsync()
  .catch(fail);

async function chaos({ json, ...plan }: Options): Promise<void> {
  process.stderr.write(`Seed ${plan.seed}\n`);
  const folder = await mkdtemp(join(tmpdir(), 'manteban-chaos-'));
  await chmod(folder, 0o711); // PostgreSQL may run as another user
  const bar = progress('Cases', plan.cases, process.stderr);
  const tell = (line: string) => void process.stderr.write(`${line}\n`);
  const result = await run(plan, folder, { tell, onEnd: bar.step });
  bar.end();
  process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : reportOf(result));
  const failed = result.findings.length > 0;
  if (failed) process.stderr.write(`Logs and databases stay in ${folder}\n`);
  else await rm(folder, { recursive: true, force: true });
  process.exit(failed ? 1 : 0);
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError('A whole number.');
}
