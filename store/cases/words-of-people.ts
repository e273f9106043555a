/** What people wrote for the applicant: it stays sealed where they said it, and is opened where it is told. */
import type { AskedFor } from '../../domain/eligibility/asked-for.ts';
import type { Answer } from '../../domain/tasks/answers.ts';
import { Prisma } from '../../generated/engine/client.ts';
import type { RunStatement } from '../../platform/database.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { MessageBody } from './case-messages.ts';

/** In the answer of a task, or in the message of an expert of a round. */
export async function lastAskedFor(run: RunStatement, sealer: Sealer, caseId: string): Promise<AskedFor> {
  const [asked] = await run<{ sealed: Uint8Array | null }>(Prisma.sql`
    SELECT "sealed" FROM (
      SELECT "resultSealed" AS "sealed", "completedAt" AS "at" FROM "Task"
        WHERE "subjectId" = ${caseId}::uuid AND "state" = 'completed' AND "answer" = 'supplementRequested'
      UNION ALL SELECT "bodySealed", "sentAt" FROM "CaseMessage"
        WHERE "caseId" = ${caseId}::uuid AND "kind" = 'roundAsks' AND "state" = 'taken') AS asked
    ORDER BY "at" DESC LIMIT 1`);
  if (!asked?.sealed) return [];
  return (sealer.open(asked.sealed) as MessageBody | Answer<'supplementRequested'>).also ?? [];
}

export async function lastNoteToPatient(
  run: RunStatement,
  sealer: Sealer,
  caseId: string,
): Promise<string | undefined> {
  const [refused] = await run<{ sealed: Uint8Array | null }>(Prisma.sql`
    SELECT "resultSealed" AS "sealed" FROM "Task"
    WHERE "subjectId" = ${caseId}::uuid AND "state" = 'completed' AND "answer" IN ('notRecognised', 'notAccepted')
    ORDER BY "completedAt" DESC LIMIT 1`);
  if (!refused?.sealed) return undefined;
  return (sealer.open(refused.sealed) as Answer<'notRecognised' | 'notAccepted'>).noteToPatient;
}
