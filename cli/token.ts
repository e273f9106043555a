import { Argument, Command } from 'commander';
import { roles } from '../domain/access.ts';
import type { Role } from '../domain/access.ts';
import { PrismaClient } from '../generated/engine/client.ts';
import { connect } from '../platform/database.ts';
import { runningStack } from './demo/running-stack.ts';
import { missingEntry } from './demo/staff-import.ts';
import { fail } from './stack/failure.ts';
import { homeFolder } from './stack/home.ts';
import { issueToken } from './stack/issuer.ts';

interface Options {
  region?: string[];
  institution?: string;
  subject?: string;
  ttl: string;
}

await new Command('npm run token --')
  .description("Prints a bearer token of the embedded stack's issuer.")
  .addArgument(new Argument('<role...>', 'what the bearer may do').choices(roles))
  .option('-r, --region <region...>', 'regions that the token reaches (default: every region)')
  .option('-i, --institution <institution>', 'institution of the bearer')
  .option('-s, --subject <subject>', 'who bears it (default: the first role)')
  .option('-t, --ttl <duration>', 'how long it holds', '8h')
  .action(async (held: Role[], { region, institution, subject, ttl }: Options) => {
    const token = await issueToken(homeFolder(), {
      subject: subject ?? `${held[0]}-1`,
      roles: held,
      regions: region ?? '*',
      ttl,
      ...(institution ? { institution } : {}),
    });
    process.stdout.write(`${token}\n`);
    const note = await noteOf(subject ?? `${held[0]}-1`, held);
    if (note) process.stderr.write(`${note}\n`);
  })
  .parseAsync()
  .catch(fail);

/** A stack that does not run has no register to look into. */
async function noteOf(subject: string, held: readonly Role[]): Promise<string | undefined> {
  const stack = await runningStack(undefined).catch(() => undefined);
  if (!stack) return undefined;
  const { prisma, close } = connect(PrismaClient, stack.databaseUrl, { max: 1 });
  try {
    return await missingEntry(prisma, subject, held);
  } finally {
    await close();
  }
}
