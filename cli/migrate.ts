import { Command } from 'commander';
import { migrate, schemaFolders } from '../prisma/migrate.ts';
import type { DatabaseName } from '../prisma/migrate.ts';
import { fail, StackFailure } from '../stack/failure.ts';

const urlVariables = {
  engine: 'DATABASE_URL',
  settlement: 'SETTLEMENT_DATABASE_URL',
  notification: 'NOTIFICATION_DATABASE_URL',
} as const satisfies Record<DatabaseName, string>;

await new Command('npm run migrate --')
  .description('Brings the databases to the newest migration, creating those that are absent.')
  .argument('[database...]', `which of ${Object.keys(schemaFolders).join(', ')} (default: those whose URL is set)`)
  .addHelpText('after', `\nTheir addresses come from ${Object.values(urlVariables).join(', ')}.`)
  .action(async (named: string[]) => {
    const names = Object.keys(schemaFolders) as DatabaseName[];
    const chosen = names.filter((name) => (named.length > 0 ? named.includes(name) : process.env[urlVariables[name]]));
    if (chosen.length === 0) throw new StackFailure(`Set ${Object.values(urlVariables).join(', or ')}.`);
    for (const name of chosen) await apply(name);
  })
  .parseAsync()
  .catch(fail);

async function apply(name: DatabaseName): Promise<void> {
  const url = process.env[urlVariables[name]];
  if (!url) throw new StackFailure(`Set ${urlVariables[name]} to the address of the ${name} database.`);
  const applied = await migrate(url, schemaFolders[name]);
  process.stdout.write(`${name}: ${applied.length === 0 ? 'up to date' : `applied ${applied.join(', ')}`}\n`);
}
