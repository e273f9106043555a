import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { fromRoot } from '../platform/project-root.ts';
import { difference, migrate, schemaFolders } from '../prisma/migrate.ts';
import type { DatabaseName } from '../prisma/migrate.ts';
import { fail, StackFailure } from '../stack/failure.ts';
import { withScratchPostgres } from '../stack/scratch-postgres.ts';

const databases = Object.keys(schemaFolders);

await new Command('npm run migration --')
  .description('Writes a migration: the difference between the migrations there are and the schema.')
  .addArgument(new Argument('<name>', 'what it is for, in kebab-case').argParser(checkedName))
  .addOption(new Option('-d, --database <database>', 'whose schema').choices(databases).default('engine'))
  .action(async (name: string, { database }: { database: DatabaseName }) => {
    const folder = schemaFolders[database];
    const sql = await withScratchPostgres(async (urlOf) => {
      const url = urlOf(database);
      await migrate(url, folder);
      return difference(url, folder);
    });
    if (!sql) throw new StackFailure(`The migrations of ${folder} agree with its schema; there is nothing to write.`);
    const migrations = fromRoot(folder, 'migrations');
    const target = join(migrations, `${await nextNumber(migrations)}_${name.replaceAll('-', '_')}`);
    await mkdir(target);
    await writeFile(join(target, 'migration.sql'), sql);
    process.stdout.write(`Wrote ${target}/migration.sql; read it before it is applied.\n`);
  })
  .parseAsync()
  .catch(fail);

function checkedName(name: string): string {
  if (/^[a-z][a-z0-9-]*$/.test(name)) return name;
  throw new StackFailure(`A migration's name is in kebab-case, such as add-visit-team, not ${name}.`);
}

async function nextNumber(migrations: string): Promise<string> {
  const numbers = (await readdir(migrations)).map((entry) => Number.parseInt(entry, 10)).filter(Number.isFinite);
  return String(Math.max(0, ...numbers) + 1).padStart(4, '0');
}
