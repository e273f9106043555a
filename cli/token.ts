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
import { readLines, registryEntry } from '../examples/format.ts';
import { fromRoot } from '../platform/project-root.ts';
import { issueProviderSecret } from '../platform/provider-credentials.ts';
import { fail, StackFailure } from '../stack/failure.ts';
import { homeAt, homeFolder } from '../stack/home.ts';
import { issueToken } from '../stack/issuer.ts';

interface Options {
  payloads: boolean;
  provider?: string[];
  holder?: string;
  alone: boolean;
  file?: string;
  region?: string[];
  institution?: string;
  department?: Department;
  subject?: string;
  person?: string;
  name?: string;
  ttl: string;
}

await new Command('npm run token --')
  .description(
    "Prints a bearer token of the embedded stack's issuer, or a provider's secret for the settlement service.",
  )
  .addArgument(new Argument('[role...]', 'what the bearer may do').choices(roles))
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
  .option(
    '--person <identity number>',
    'whom the bearer is verified to be: an applicant sees and appeals what is about them',
  )
  .option('-n, --name <name>', "their name (default: that of the demo's people)")
  .option('-t, --ttl <duration>', 'how long it holds', '8h')
  .addOption(
    new Option(
      '-p, --provider <institution...>',
      'instead of a role: a new secret to settle the claims of an institution, or of several as a platform',
    ).conflicts(['region', 'institution', 'subject', 'person', 'name', 'ttl']),
  )
  .option('--holder <name>', 'of a platform (default: the institution)')
  .option('--alone', "the provider's secret before this one counts no more", false)
  .option('--file <path>', "PROVIDER_CREDENTIALS of the settlement service (default: the embedded stack's)")
  .option('--payloads', 'instead of a role: what opens /codec of the running stack, for payloads in Temporal UI', false)
  .action(async (held: Caller['roles'], options: Options, command: Command) => {
    if (options.payloads) return void process.stdout.write(`${(await runningStack(undefined)).codecToken}\n`);
    if (options.provider && held.length === 0) return providerSecret({ ...options, provider: options.provider });
    if (options.provider || held.length === 0) command.error('error: name either roles or --provider');
    const { region, institution, department, subject, person, name, ttl } = options;
    if (name !== undefined && person === undefined) command.error('error: --name is that of --person');
    const caller = {
      subject: subject ?? `${held[0]}-1`,
      roles: held,
      regions: region ?? '*',
      ...(institution ? { institution } : {}),
      ...(department ? { department } : {}),
    } satisfies Caller;
    const verified = person === undefined ? {} : { person: { idNumber: person, name: name ?? nameOf(person) } };
    const token = await issueToken(homeFolder(), { ...caller, ...verified, ttl });
    process.stdout.write(`${token}\n`);
    for (const note of [noteOnQueues(caller), await noteOnRegister(caller)])
      if (note) process.stderr.write(`${note}\n`);
  })
  .parseAsync()
  .catch(fail);

/** Known to nobody but whom it is given: the service keeps its SHA-256. */
function providerSecret({ provider, holder, alone, file }: Options & { provider: string[] }): void {
  const named = holder ?? (provider.length === 1 ? provider[0]! : undefined);
  if (named === undefined) throw new StackFailure('A platform of several institutions needs a name: --holder NAME.');
  const path = file ?? homeAt(homeFolder()).providers;
  const asked = { holder: named, institutions: provider, alone };
  process.stdout.write(`${issueProviderSecret(path, asked)}\n`);
  process.stderr.write(`${named} settles the claims of ${provider.join(', ')}; its SHA-256 is in ${path}.\n`);
}

/** Of the demo's people. */
function nameOf(person: string): string {
  const known = readLines(fromRoot('examples', 'rizhao', 'registry.ndjson'), registryEntry);
  const entry = known.find(({ idNumber }) => idNumber === person);
  if (entry) return entry.name;
  throw new StackFailure(`Nobody of the demo has the number ${person}: give the name with --name.`);
}

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
