/** `npm run chaos`: whether every case comes out once, whatever dies on its way (docs/OPERATIONS.md, Chaos). */
import { randomInt } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { partNames, type PartName } from '../proof/chaos/ground.ts';
import { reportOf } from '../proof/chaos/report.ts';
import { run, type Plan } from '../proof/chaos/run.ts';
import { progress } from '../proof/demo/progress.ts';
import { fail } from '../stack/failure.ts';

interface Options extends Plan {
  json: boolean;
}

await new Command('npm run chaos --')
  .description(
    'Kills parts of a stack of its own while cases are decided and claims settled, and counts what came of each.',
  )
  .option('-c, --cases <number>', 'applications', atLeastOne, 500)
  .option('-l, --claims <number>', 'claims of providers, spread over the cases', wholeNumber, 2_500)
  .option('-p, --parts <names>', `which parts are killed: some of ${partNames.join(',')}`, partsIn, [...partNames])
  .option('-k, --kills <number>', 'how often each part is killed', wholeNumber, 12)
  .option(
    '-s, --seed <number>',
    'decides the mix of cases and who is killed when',
    wholeNumber,
    randomInt(1, 1_000_000),
  )
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

function atLeastOne(text: string): number {
  const number = wholeNumber(text);
  if (number > 0) return number;
  throw new InvalidArgumentError('At least 1.');
}

function partsIn(text: string): PartName[] {
  return text.split(',').map((name) => {
    const part = partNames.find((known) => known === name);
    if (part) return part;
    throw new InvalidArgumentError(`${name} is none of ${partNames.join(', ')}.`);
  });
}
