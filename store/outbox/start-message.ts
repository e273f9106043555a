import type { ProcedureName } from '../../domain/policy/schema.ts';
import type { Involvement } from '../../domain/tasks/four-eyes.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import type { ApplicationInput, Opening } from '../../workflows/messages.ts';
import { saying, type OutboxMessage } from './message.ts';
import { outboxMessages } from './outbox-messages.ts';

/** Which opening of the case it is, and what opened it. */
export type OpenedBecause = Pick<Opening, 'ordinal' | 'because' | 'messageId'>;

/** The row of the case as it was entered. */
interface Entered {
  readonly id: string;
  readonly region: string;
  readonly procedure: ProcedureName;
  readonly treatingPhysician: string | null;
  readonly submission: { readonly clientId: string; readonly policyVersionId: string };
}

/** Read from the record, it is the same whenever it is read before the opening is taken. */
export async function startOf(
  prisma: PrismaClient,
  entered: Entered,
  because: OpenedBecause,
): Promise<ApplicationInput> {
  const { id: caseId, region, procedure, submission, treatingPhysician } = entered;
  const { clientId: enteredBy, policyVersionId } = submission;
  const { pack, version, packSha, overlaySha, id } = await prisma.policyVersion.findUniqueOrThrow({
    where: { id: policyVersionId },
  });
  const involved: Involvement[] = [
    { subject: enteredBy, rule: 'entered' },
    ...(treatingPhysician ? [{ subject: treatingPhysician, rule: 'treatingPhysician' } as const] : []),
    ...(because.because === 'appealed' ? await whoDecided(prisma, caseId) : []),
  ];
  const assessed = await prisma.assessment.count({ where: { caseId } });
  return {
    caseId,
    region,
    procedure,
    policy: { pack, version, packSha, overlaySha, id },
    enteredBy,
    opening: { ...because, assessed, involved },
  };
}

/** Everybody who answered a task of the case, and whom they stood in for. */
async function whoDecided(prisma: PrismaClient, caseId: string): Promise<Involvement[]> {
  const tasks = await prisma.task.findMany({
    where: { subjectId: caseId, state: 'completed' },
    select: { completedBy: true, assignee: true, onBehalfOf: true },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  const people = tasks.flatMap(({ completedBy, assignee, onBehalfOf }) => [completedBy ?? assignee, onBehalfOf]);
  return [...new Set(people)].flatMap((subject) => (subject ? [{ subject, rule: 'decided' } as const] : []));
}

/** The message that starts it, where nobody has by then. */
export function startMessage(start: ApplicationInput, notBefore: Date): OutboxMessage {
  const { caseId, opening } = start;
  return { id: outboxMessages.start(caseId, opening.ordinal), subjectId: caseId, notBefore, ...saying('start', start) };
}
