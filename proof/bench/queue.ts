import { Command, InvalidArgumentError } from 'commander';
import { fail } from '../../stack/failure.ts';
import { withScratchPostgres } from '../../stack/scratch-postgres.ts';
import { Terminal } from '../../stack/terminal.ts';
import { migrate, schemaFolders } from '../../prisma/migrate.ts';
import { queueFigures } from './queue-app.ts';
import type { Figures, Options } from './queue-measures.ts';
import { queueReport } from './queue-report.ts';

await new Command('npm run bench:queue --')
  .description('Measures the queues of reviewers, on a PostgreSQL of its own that is gone afterwards.')
  .option('-n, --tasks <number>', 'tasks in the table', atLeastOne, 1_000_000)
  .option('-b, --ballots <number>', 'ballots that experts are asked for', atLeastOne, 100_000)
  .option('-o, --contacts <number>', 'people to be sought out', atLeastOne, 100_000)
  .option('-c, --calls <number>', 'calls of each sort', atLeastOne, 200)
  .option('-r, --reviewers <number>', 'reviewers at once', atLeastOne, 50)
  .option('--json', 'print the figures as JSON', false)
  .action(async ({ json, ...options }: Options & { json: boolean }) => {
    // As a stack of its own has it: what is claimed is on the disk.
    const figures = await withScratchPostgres((urlOf) => benchOn(urlOf('manteban'), options), []);
    process.stdout.write(json ? `${JSON.stringify(figures, null, 2)}\n` : queueReport(figures));
    process.exit(0);
  })
  .parseAsync()
  .catch(fail);

async function benchOn(database: string, options: Options): Promise<Figures> {
  const terminal = new Terminal(process.stderr);
  await terminal.step('Migrations', () => migrate(database, schemaFolders.engine));
  return queueFigures(database, options, (title, step) => terminal.step(title, step));
}

function atLeastOne(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('A whole number from 1.');
}
