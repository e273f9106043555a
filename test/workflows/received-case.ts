import { randomUUID } from 'node:crypto';
import type { Policy } from '../../domain/policy/schema.ts';
import { Prisma } from '../../generated/engine/client.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { AgentDetails, PersonDetails } from '../../store/cases/details.ts';
import { insertInto } from '../../store/one-statement.ts';
import { startMessage } from '../../store/outbox/start-message.ts';
import { chainStart, link, type AuditLink } from '../../store/subjects/audit-chain.ts';
import { newSubjects } from '../../store/subjects/subject.ts';
import type { ApplicationInput } from '../../workflows/messages.ts';
import { referenceOf, rizhao, type Story } from './stories.ts';

const patient: PersonDetails = { idNumber: '990101190001010000', name: '示例患者', phone: '199-0000-0001' };
const enteredBy = 'desk-1';
const startedWithinMs = 5_000;

/** What a case has unless a story differs: a resident's tumour. */
const usual = {
  disease: 'malignantTumor',
  kind: 'initial',
  procedure: 'immediate',
  institution: 'demo-first-peoples-hospital',
  papers: [],
} as const;

export interface ReceivedCase {
  readonly personId: string;
  /** What its workflow starts with. */
  readonly start: ApplicationInput;
  readonly writes: readonly Prisma.Sql[];
}

/** What the API writes of a submission of one case: the rows, and the message that starts its workflow. */
export function receivedCase(story: Story, receivedAt: Date, { seal }: Sealer): ReceivedCase {
  const {
    policy = rizhao,
    agent = null,
    known: _known,
    personId = randomUUID(),
    papers,
    ...about
  } = {
    ...usual,
    ...story,
  };
  const submission = submissionOf({ policy, personId, receivedAt, agent }, seal);
  const row = {
    ...about,
    id: randomUUID(),
    submissionId: submission.id,
    ordinal: 0,
    personId,
    region: policy.region.code,
    sensitive: false,
    insuranceType: 'resident',
    status: 'received',
    stage: 'received',
    holdsPlace: true,
    receivedAt,
  };
  const { id: caseId, region, procedure } = row;
  const involved = [{ subject: enteredBy, rule: 'entered' as const }];
  const opening = { ordinal: 0, because: 'submitted' as const, assessed: 0, involved };
  const start = { caseId, region, procedure, policy: referenceOf(policy), enteredBy, opening };
  const writes = [
    insertInto('Submission', [submission]),
    ...firstEntry(row),
    insertInto('Outbox', [startMessage(start, new Date(receivedAt.getTime() + startedWithinMs))]),
    ...papersOf(row, papers),
  ];
  return { personId, start, writes };
}

interface Submitted {
  readonly policy: Policy;
  readonly personId: string;
  readonly receivedAt: Date;
  readonly agent: AgentDetails | null;
}

function submissionOf({ policy, personId, receivedAt, agent }: Submitted, seal: Sealer['seal']) {
  return {
    id: randomUUID(),
    clientId: enteredBy,
    idempotencyKey: randomUUID(),
    bodyHash: '',
    region: policy.region.code,
    channel: 'hospital',
    policyVersionId: policy.id,
    personId,
    applicantSealed: seal(patient),
    agentSealed: agent ? seal(agent) : null,
    receivedAt,
  } satisfies Prisma.SubmissionCreateManyInput;
}

type CaseRow = Prisma.ApplicationCaseCreateManyInput & { readonly id: string; readonly receivedAt: Date };

/** The case with its subject, whose audit chain begins with the receipt. */
function firstEntry(row: CaseRow): Prisma.Sql[] {
  const { id, region, receivedAt: at, disease, procedure, kind } = row;
  const data = { disease, procedure, channel: 'hospital', kind };
  const received = { effect: 'receive:0', at, actor: enteredBy, action: 'received', data };
  const entry = link(chainStart, { subjectId: id, sequence: 1, ...received });
  return [
    newSubjects([{ id, kind: 'case', region, auditSequence: entry.sequence, auditHash: entry.hash }]),
    insertInto('ApplicationCase', [row]),
    insertInto('AuditEntry', [entry as AuditLink & { data: Prisma.InputJsonObject }]),
  ];
}

function papersOf({ submissionId, disease, receivedAt }: CaseRow, papers: NonNullable<Story['papers']>): Prisma.Sql[] {
  if (papers.length === 0) return [];
  const uploaded = { mediaType: 'application/pdf', size: 1, uploadedBy: enteredBy, uploadedAt: receivedAt };
  const documents = papers.map(({ documentId: id }) => ({ id, sha256: id, ...uploaded }));
  return [
    Prisma.sql`${insertInto('Document', documents)} ON CONFLICT DO NOTHING`,
    insertInto(
      'SubmissionDocument',
      papers.map((paper) => ({ ...paper, submissionId, disease })),
    ),
  ];
}
