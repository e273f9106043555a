/**
 * A round of the monthly batch, measured from its cut-off to its publication: real applications that wait in Temporal,
 * experts who vote and a chair who signs through the API, both services behind it. The closing hour is set so that
 * everybody can vote before it.
 */
import { Client, Connection } from '@temporalio/client';
import { Command, InvalidArgumentError } from 'commander';
import { createClient } from '../demo/client.ts';
import { fail } from '../../stack/failure.ts';
import { PrismaClient } from '../../generated/engine/client.ts';
import { connect } from '../../platform/database.ts';
import { encryptedPayloads } from '../../worker/data-converter.ts';
import { register } from './applicants.ts';
import { measure, type Figures, type Options } from './batch-measures.ts';
import { batchApplicants, registerExperts } from './batch-people.ts';
import { batchReport } from './batch-report.ts';
import { startCountedApp } from './counted-app.ts';
import { withSurroundings, type Surroundings } from './surroundings.ts';

await new Command('npm run bench:batch --')
  .description('Measures rounds of the monthly batch, on a stack of its own that is gone afterwards.')
  .option(
    '-m, --members <number>',
    'members of the largest round; before it come one of a hundredth and one of a tenth',
    atLeastOne,
    10_000,
  )
  .option('-e, --experts <number>', 'experts who vote at once', atLeastThree, 16)
  .option('-c, --concurrency <number>', 'applications at a time, before the rounds', atLeastOne, 16)
  .option('--json', 'print the figures as JSON', false)
  .action(async ({ json, ...options }: Options & { json: boolean }) => {
    const figures = await withSurroundings([], false, (surroundings) => benchOn(surroundings, options));
    process.stdout.write(json ? `${JSON.stringify(figures, null, 2)}\n` : batchReport(figures));
    process.exit(0);
  })
  .parseAsync()
  .catch(fail);

async function benchOn({ settings, tell, processes }: Surroundings, options: Options): Promise<Figures> {
  const { home, urls, databases, environment, temporalAddress } = settings;
  const { DATA_KEYS: dataKeys = '', LOOKUP_KEY: lookupKey = '', PAYLOAD_KEYS: payloadKeys = '' } = environment;
  const { lines, registry } = batchApplicants(Math.ceil(options.members * 1.11) + 1);
  await register(databases.engine, { dataKeys, lookupKey }, registry);
  tell(`  ${registry.length} people are known to the registries`);
  const { prisma, close } = connect(PrismaClient, databases.engine, { max: 2 });
  const connection = await Connection.connect({ address: temporalAddress });
  const app = await startCountedApp(settings);
  let taken = 0;
  try {
    return await measure(options, {
      prisma,
      app,
      tell,
      temporal: new Client({ connection, dataConverter: encryptedPayloads(payloadKeys) }),
      call: createClient({ api: urls.app, home: home.folder, documents: home.documents, uploaded: new Map() }).call,
      experts: await registerExperts(prisma, options.experts),
      processes: new Map([...processes(), ['app', app.pid]]),
      take: (count) => lines.slice(taken, (taken += count)),
    });
  } finally {
    await app.close();
    await connection.close();
    await close();
  }
}

function atLeastOne(text: string): number {
  return atLeast(1, text);
}

/** Two judge each member, and a third where they differ. */
function atLeastThree(text: string): number {
  return atLeast(3, text);
}

function atLeast(least: number, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least) return number;
  throw new InvalidArgumentError(`A whole number from ${least}.`);
}
