import { randomUUID } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import { fail } from '../../stack/failure.ts';
import { withScratchPostgres } from '../../stack/scratch-postgres.ts';
import { PrismaClient } from '../../generated/settlement/client.ts';
import { systemClock } from '../../platform/clock.ts';
import { connect } from '../../platform/database.ts';
import { digestOf } from '../../platform/http/credentials.ts';
import { serve } from '../../platform/http/serve.ts';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { migrate, schemaFolders } from '../../prisma/migrate.ts';
import { createSettlementApp } from '../../services/settlement/app.ts';
import { createClaimDesk } from '../../services/settlement/claim-desk.ts';
import { readPolicies } from '../../services/settlement/policies.ts';
import { institution, measure, type Figures, type Options } from './settlement-measures.ts';
import { settlementReport } from './settlement-report.ts';

await new Command('npm run bench:settlement --')
  .description('Measures claims against bare transactions that write the same rows, on a PostgreSQL of its own.')
  .option('-n, --claims <number>', 'claims a side and round', atLeastOne, 1_000)
  .option('-c, --concurrency <number>', 'claims at once', atLeastOne, 8)
  .option('-r, --rounds <number>', 'rounds, sides taking turns', atLeastOne, 3)
  .option('-e, --earlier <number>', 'earlier claims of the person who has many', atLeastOne, 10_000)
  .option('--json', 'print the figures as JSON', false)
  .action(async ({ json, ...options }: Options & { json: boolean }) => {
    // Default settings: what is committed is on the disk.
    const figures = await withScratchPostgres((urlOf) => benchOn(urlOf('settlement'), options), []);
    process.stdout.write(json ? `${JSON.stringify(figures, null, 2)}\n` : settlementReport(figures));
    process.exit(0);
  })
  .parseAsync()
  .catch(fail);

async function benchOn(url: string, options: Options): Promise<Figures> {
  await migrate(url, schemaFolders.settlement);
  let statements = 0;
  const database = connect(PrismaClient, url, { onStatement: () => (statements += 1) });
  const policies = readPolicies(fromRoot('examples', 'overlays'));
  const [serviceToken, secret] = [randomUUID(), randomUUID()];
  const sha256 = [digestOf(secret).toString('hex')];
  const providers = [{ holder: 'bench', institutions: [institution], sha256 }];
  const log = createLogger('settlement', 'fatal');
  const metrics = createMetrics('settlement');
  const access = { serviceToken, providers: () => providers };
  const parts = { database, clock: systemClock, log, metrics, policies, ...access };
  const served = await serve({
    app: createSettlementApp(parts),
    host: '127.0.0.1',
    port: 0,
    log,
    closers: [database.close],
  });
  try {
    const desk = createClaimDesk(database.pool, systemClock, policies);
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
    return await measure(options, {
      desk,
      pool: database.pool,
      statements: () => statements,
      async overHttp({ institution, claimNumber }, request) {
        const path = `/v1/institutions/${institution}/claims/${claimNumber}`;
        const response = await fetch(served.url + path, { method: 'PUT', headers, body: JSON.stringify(request) });
        if (response.status !== 201) throw new Error(await response.text());
        await response.arrayBuffer();
      },
    });
  } finally {
    await served.close();
  }
}

function atLeastOne(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('A whole number from 1.');
}
