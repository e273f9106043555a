import { Command } from 'commander';
import { placeholderIn } from '../platform/config.ts';
import { prepare, urlVariables } from '../prisma/logins.ts';
import { databaseNames } from '../prisma/migrate.ts';
import type { DatabaseName } from '../prisma/migrate.ts';
import { fail, StackFailure } from '../stack/failure.ts';

await new Command('npm run migrate --')
  .description('Brings the databases to the newest migration, and says who may do what in them.')
  .argument('[database...]', `which of ${databaseNames.join(', ')} (default: those whose owner is set)`)
  .addHelpText(
    'after',
    `\nTheir addresses come from ${Object.values(urlVariables).flatMap(Object.values).join(', ')}; ` +
      'the user of DATABASE_READER_URL may read all of them. With POSTGRES_ADMIN_URL databases and roles are ' +
      'created as far as they are absent.',
  )
  .action(async (named: string[]) => {
    const chosen = databaseNames.filter((name) =>
      named.length > 0 ? named.includes(name) : process.env[urlVariables[name].owner],
    );
    if (chosen.length === 0) {
      const owners = Object.values(urlVariables).map(({ owner }) => owner);
      throw new StackFailure(`Set ${owners.join(', or ')}.`);
    }
    for (const name of chosen) await apply(name);
  })
  .parseAsync()
  .catch(fail);

async function apply(name: DatabaseName): Promise<void> {
  const owner = addressIn(urlVariables[name].owner);
  const writer = addressIn(urlVariables[name].writer);
  const admin = filledIn('POSTGRES_ADMIN_URL', process.env.POSTGRES_ADMIN_URL);
  const readerUrl = filledIn('DATABASE_READER_URL', process.env.DATABASE_READER_URL);
  const reader = readerUrl && inDatabase(readerUrl, owner);
  const applied = await prepare(name, { admin, owner, writer, reader });
  process.stdout.write(`${name}: ${applied.length === 0 ? 'up to date' : `applied ${applied.join(', ')}`}\n`);
}

function addressIn(variable: string): string {
  const url = process.env[variable];
  if (!url) throw new StackFailure(`Set ${variable} to an address such as postgresql://user:password@host/database.`);
  return filledIn(variable, url);
}

function filledIn<Value extends string | undefined>(variable: string, value: Value): Value {
  const placeholder = placeholderIn(value);
  if (placeholder) throw new StackFailure(`${variable} ${placeholder}.`);
  return value;
}

/** The same user, at the database of the other address. */
function inDatabase(userUrl: string, databaseUrl: string): string {
  const url = new URL(userUrl);
  url.pathname = new URL(databaseUrl).pathname;
  return url.href;
}
