import { Argument, Command, Option } from 'commander';
import { reaches } from '../domain/access/access.ts';
import { departments, type Department } from '../domain/access/departments.ts';
import { roles, tasksAreTakenBy } from '../domain/access/grants.ts';
import type { Caller } from '../domain/access/access.ts';
import { PrismaClient } from '../generated/engine/client.ts';
import { connect } from '../platform/database.ts';
import { runningStack } from '../proof/demo/running-stack.ts';
import { missingEntry } from '../proof/demo/staff-import.ts';
import { regionsOfPacks } from './policy/files.ts';
import { fail } from '../stack/failure.ts';
import { homeFolder } from '../stack/home.ts';
import { issueToken } from '../stack/issuer.ts';

interface Options {
  region?: string[];
  institution?: string;
  department?: Department;
  subject?: string;
  ttl: string;
}

await new Command('npm run token --')
  .description("Prints a bearer token of the embedded stack's issuer.")
  .addArgument(new Argument('<role...>', 'what the bearer may do').choices(roles))
  .addOption(
    new Option('-r, --region <region...>', 'regions that the token reaches (default: every region)').choices(
      regionsOfPacks(),
    ),
  )
  .option('-i, --institution <institution>', 'institution of the bearer; a hospital role has no queue without one')
  .addOption(
    new Option('-d, --department <department>', 'whose registers an external system reports of').choices(departments),
  )
  .option('-s, --subject <subject>', 'who bears it (default: the first role)')
  .option('-t, --ttl <duration>', 'how long it holds', '8h')
  .action(async (held: Caller['roles'], { region, institution, department, subject, ttl }: Options) => {
    const caller = {
      subject: subject ?? `${held[0]}-1`,
      roles: held,
      regions: region ?? '*',
      ...(institution ? { institution } : {}),
      ...(department ? { department } : {}),
    } satisfies Caller;
    const token = await issueToken(homeFolder(), { ...caller, ttl });
    process.stdout.write(`${token}\n`);
    for (const note of [noteOnQueues(caller), await noteOnRegister(caller)])
      if (note) process.stderr.write(`${note}\n`);
  })
  .parseAsync()
  .catch(fail);

function noteOnQueues(caller: Caller): string | undefined {
  if (!caller.roles.some(tasksAreTakenBy) || reaches('claimTask', caller).length > 0) return undefined;
  return (
    `Tasks for ${caller.roles.join(' and ')} are those of one institution: without --institution this ` +
    'token has no queue.'
  );
}

/** A stack that does not run has no register to look into. */
async function noteOnRegister({ subject, roles: held }: Caller): Promise<string | undefined> {
  const stack = await runningStack(undefined).catch(() => undefined);
  if (!stack) return undefined;
  const { prisma, close } = connect(PrismaClient, stack.databaseUrl, { max: 1 });
  try {
    return await missingEntry(prisma, subject, held);
  } finally {
    await close();
  }
}
