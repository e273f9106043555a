import { Command, InvalidArgumentError } from 'commander';
import { fail } from '../cli/stack/failure.ts';
import { compare, type Options } from './comparison.ts';
import { report } from './report.ts';
import { withSurroundings } from './surroundings.ts';

await new Command('npm run bench:floor --')
  .description('Measures the engine beside bare Temporal, on a stack of its own that is gone afterwards.')
  .option('-n, --cases <number>', 'applications through each side, in all', atLeastOne, 600)
  .option('-r, --rounds <number>', 'turns that each side takes', atLeastOne, 5)
  .option('-c, --concurrency <number>', 'applications at a time', atLeastOne, 16)
  .option('--stubs', 'answer for the two services in this process', false)
  .option('--json', 'print the figures as JSON', false)
  .action(async (options: Options & { json: boolean }) => {
    const figures = await withSurroundings(options.stubs, (surroundings) => compare(options, surroundings));
    process.stdout.write(options.json ? `${JSON.stringify(figures, null, 2)}\n` : report(figures));
    process.exit(0);
  })
  .parseAsync()
  .catch(fail);

function atLeastOne(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('A whole number from 1.');
}
