/** `npm run audit-anchors`: do the audit chains still agree with the anchors that were taken over them? */
import { Command } from 'commander';
import { z } from 'zod';
import { PrismaClient } from '../generated/engine/client.ts';
import { postgresUrl, readConfig } from '../platform/config.ts';
import { connect } from '../platform/database.ts';
import { verifyReadAnchors } from '../store/reads/anchors.ts';
import { verifyAnchors } from '../store/subjects/audit-anchors.ts';
import { runningStack } from '../proof/demo/running-stack.ts';
import { fail } from '../stack/failure.ts';

const said = {
  order: 'does not follow the anchor before it',
  root: 'is not the hash of the chain heads under it',
  chain: 'case changed since',
} as const;

const saidOfReads = {
  order: 'reads: does not follow the anchor before it',
  rows: 'reads: rows were changed, added or taken away since',
} as const;

await new Command('npm run audit-anchors --')
  .description(
    'Holds audit chains and the record of reads against the daily anchors; exit code 1 when anything was changed.',
  )
  .addHelpText('after', '\nReads the database of the running embedded stack, or the one that DATABASE_URL names.')
  .action(audit)
  .parseAsync()
  .catch(fail);

async function audit(): Promise<void> {
  const { prisma, close } = connect(PrismaClient, await databaseUrl(), { max: 2 });
  try {
    const latest = await prisma.auditAnchor.findFirst({ orderBy: { day: 'desc' } });
    process.stdout.write(latest ? `latest root  ${latest.root}\n` : 'no anchor has been taken yet\n');
    for await (const { day, what, subjectId } of verifyAnchors(prisma)) {
      process.stdout.write(`${day}  ${said[what]}${subjectId ? `: ${subjectId}` : ''}\n`);
      process.exitCode = 1;
    }
    for await (const { day, what } of verifyReadAnchors(prisma)) {
      process.stdout.write(`${day}  ${saidOfReads[what]}\n`);
      process.exitCode = 1;
    }
  } finally {
    await close();
  }
}

async function databaseUrl(): Promise<string> {
  if (!process.env.DATABASE_URL) return (await runningStack(undefined)).readerUrl;
  return readConfig(z.object({ DATABASE_URL: postgresUrl }), process.env).DATABASE_URL;
}
