import type { ProcedureName } from '../../domain/policy/schema.ts';
import type { Involvement } from '../../domain/tasks/four-eyes.ts';
import type { Prisma, PrismaClient } from '../../generated/engine/client.ts';
import { outboxMessages } from './outbox-messages.ts';

/** What an opening of a case starts with, in ids and codes; workflows/messages.ts ApplicationInput. */
interface CaseStart {
  readonly caseId: string;
  readonly region: string;
  readonly procedure: ProcedureName;
  readonly policy: {
    readonly pack: string;
    readonly version: string;
    readonly packSha: string;
    readonly overlaySha: string | null;
    readonly id: string;
  };
  readonly enteredBy: string;
  readonly opening: OpenedBecause & { readonly assessed: number; readonly involved: readonly Involvement[] };
}

/** Which opening of the case it is, and what opened it. */
export interface OpenedBecause {
  readonly ordinal: number;
  readonly because: 'submitted' | 'supplied' | 'appealed';
  readonly messageId?: string;
}

/** The row of the case as it was entered. */
interface Entered {
  readonly id: string;
  readonly region: string;
  readonly procedure: ProcedureName;
  readonly treatingPhysician: string | null;
  readonly submission: { readonly clientId: string; readonly policyVersionId: string };
}

/** Read from the record, it is the same whenever it is read before the opening is taken. */
export async function startOf(prisma: PrismaClient, entered: Entered, because: OpenedBecause): Promise<CaseStart> {
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

/** The outbox row that starts it, where nobody has by then. */
export function startMessage(start: CaseStart, notBefore: Date): Prisma.OutboxCreateManyInput {
  const { caseId, opening } = start;
  const payload = start as unknown as Prisma.InputJsonObject;
  return { id: outboxMessages.start(caseId, opening.ordinal), kind: 'start', subjectId: caseId, payload, notBefore };
}
