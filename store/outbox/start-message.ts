import type { ProcedureName } from '../../domain/policy/schema.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import type { ApplicationStart } from '../../workflows/messages.ts';
import { saying, type OutboxMessage } from './message.ts';
import { outboxMessages } from './outbox-messages.ts';

/** The row of the case as it was entered. */
interface Entered {
  readonly id: string;
  readonly region: string;
  readonly procedure: ProcedureName;
  readonly submission: { readonly policyVersionId: string };
}

/** Read from the record, it is the same whenever it is read before the opening is taken. */
export async function startOf(
  prisma: PrismaClient,
  { id: caseId, region, procedure, submission }: Entered,
  opening: number,
): Promise<ApplicationStart> {
  const { policyVersionId: id } = submission;
  const select = { pack: true, version: true } as const;
  const policy = await prisma.policyVersion.findUniqueOrThrow({ where: { id }, select });
  return { caseId, opening, region, procedure, policy };
}

/** The message that starts it, where nobody has by then. */
export function startMessage(start: ApplicationStart, notBefore: Date): OutboxMessage {
  const { caseId, opening } = start;
  return { id: outboxMessages.start(caseId, opening), subjectId: caseId, notBefore, ...saying('start', start) };
}
