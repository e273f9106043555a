/** `npm run replay-decision -- ID`: would the rules decide this case again as they did? */
import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { isDomainError } from '../domain/errors.ts';
import { PrismaClient } from '../generated/engine/client.ts';
import { systemClock } from '../platform/clock.ts';
import { keyRing, postgresUrl, readConfig } from '../platform/config.ts';
import { connect } from '../platform/database.ts';
import { sealer } from '../platform/sealing.ts';
import type { EngineDatabase } from '../store/database.ts';
import { createPersonalReads } from '../store/reads/reads.ts';
import { runningStack } from '../proof/demo/running-stack.ts';
import { replayCase } from './replay-decision/replay.ts';
import { report } from './replay-decision/report.ts';
import { fail, StackFailure } from '../stack/failure.ts';

const variables = z.object({
  DATABASE_URL: postgresUrl,
  DATA_KEYS: keyRing.meta({ description: 'with which its personal data is encrypted' }),
});

await new Command('npm run replay-decision --')
  .description(
    'Runs the rules again on the facts they saw, and checks the audit chain; exit code 1 when anything differs.',
  )
  .argument('<id>', 'of the case', uuid)
  .option('--json', 'for programs', false)
  .addHelpText(
    'after',
    '\nReads the database of the running embedded stack, or the one that DATABASE_URL and DATA_KEYS name.',
  )
  .action(replayDecision)
  .parseAsync()
  .catch(fail);

async function replayDecision(caseId: string, { json }: { json: boolean }): Promise<void> {
  const { databaseUrl, dataKeys } = await source();
  const database = connect(PrismaClient, databaseUrl, { max: 2 });
  try {
    const { replay, policy } = await replayCase(database, sealer(dataKeys), caseId);
    await putDown(database, caseId);
    process.stdout.write(`${json ? JSON.stringify(replay, null, 2) : report(replay, policy)}\n`);
    if (replay.differences.length > 0) process.exitCode = 1;
  } catch (error) {
    throw isDomainError(error) ? new StackFailure(error.message, { cause: error }) : error;
  } finally {
    await database.close();
  }
}

/** 查阅记录: what is printed is read, by whoever sits here; where it cannot be put down, it is not printed. */
async function putDown({ run }: EngineDatabase, caseId: string): Promise<void> {
  const reader = {
    reader: `cli/${userInfo().username}`,
    roles: [],
    absentees: [],
    operation: 'replayDecision',
    requestId: randomUUID(),
    at: systemClock.now(),
  };
  await createPersonalReads(run).add(reader, { cases: [caseId], kinds: ['diagnosis', 'trace'] });
}

async function source(): Promise<{ databaseUrl: string; dataKeys: string }> {
  if (!process.env.DATABASE_URL) {
    const { readerUrl, dataKeys } = await runningStack(undefined);
    return { databaseUrl: readerUrl, dataKeys };
  }
  const { DATABASE_URL: databaseUrl, DATA_KEYS: dataKeys } = readConfig(variables, process.env);
  return { databaseUrl, dataKeys };
}

function uuid(text: string): string {
  if (z.uuid().safeParse(text).success) return text;
  throw new InvalidArgumentError('The id of a case is a UUID.');
}
