import { DefaultLogger, Runtime } from '@temporalio/worker';
import { Command, InvalidArgumentError } from 'commander';
import { fail } from '../../stack/failure.ts';
import { compare, type Options } from './comparison.ts';
import type { Path } from './path.ts';
import { report } from './report.ts';
import { withSurroundings } from './surroundings.ts';

/** The command that compares a path with its bare workflows. */
export async function comparing(name: string, description: string, path: Path): Promise<void> {
  await new Command(`npm run ${name} --`)
    .description(`${description}, on a stack of its own that is gone afterwards.`)
    .option('-n, --cases <number>', 'applications through each side, in all', atLeastOne, 600)
    .option('-r, --rounds <number>', 'turns that each side takes', atLeastOne, 5)
    .option('-c, --concurrency <number>', 'applications at a time', atLeastOne, 16)
    .option('--stubs', 'answer for the two services in this process', false)
    .option('--json', 'print the figures as JSON', false)
    .action(async (options: Options & { json: boolean }) => {
      Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
      const workflows = path.bare.map(({ workflow }) => workflow);
      const figures = await withSurroundings(workflows, options.stubs, (surroundings) =>
        compare(path, options, surroundings),
      );
      process.stdout.write(options.json ? `${JSON.stringify(figures, null, 2)}\n` : report(path, figures));
      process.exit(0);
    })
    .parseAsync()
    .catch(fail);
}

function atLeastOne(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('A whole number from 1.');
}
