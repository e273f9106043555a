import { PrismaClient } from '../../generated/engine/client.ts';
import { connect } from '../../platform/database.ts';

/**
 * Rows about cases that a database holds, for each of its cases. What the sides write the same of, they have the same
 * of.
 */
export async function rowsWritten(databaseUrl: string): Promise<number> {
  const { prisma, close } = connect(PrismaClient, databaseUrl, { max: 1 });
  const { submission, applicationCase, auditEntry, assessment, task, taskEvent, notice, outbox } = prisma;
  const cases = await applicationCase.count();
  const others = await Promise.all([
    submission.count(),
    auditEntry.count(),
    assessment.count(),
    task.count(),
    taskEvent.count(),
    notice.count(),
    outbox.count(),
  ]);
  await close();
  return others.reduce((sum, count) => sum + count, cases) / cases;
}
