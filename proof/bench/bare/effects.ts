import { randomUUID } from 'node:crypto';
import type { Notifier } from '../../../activities/notices/port.ts';
import type { Settlement } from '../../../activities/settlement/port.ts';
import type { InsuranceType } from '../../../domain/policy/schema.ts';
import type { NoticeMessage } from '../../../domain/notices/message.ts';
import { plainDate } from '../../../domain/plain-date.ts';
import type { PrismaClient } from '../../../generated/engine/client.ts';
import { taskCompleted, taskOpened } from './tasks.ts';

export interface Applicant {
  readonly personId: string;
  readonly region: string;
  readonly disease: string;
  readonly institution: string;
  readonly insuranceType: InsuranceType;
}

/** One effect on a case: the how-manieth entry of its audit chain, counted by the workflow. */
export interface Step {
  readonly caseId: string;
  readonly sequence: number;
}

/** What whoever drives a case waits for; each is in the database then. */
export type Point = 'taskOpened' | 'decided' | 'closed';

interface Dependencies {
  prisma: PrismaClient;
  settlement: Settlement;
  notifier: Notifier;
  reached(caseId: string, point: Point): void;
}

export type BareEffects = Omit<ReturnType<typeof createBareEffects>, 'receive'>;

const policyVersionId = 'bare';
const sealedLength = 200;
const day = plainDate('2026-01-01');
const hash = '0'.repeat(64);

/**
 * The rows that the engine writes for an approved application, into the same tables, one transaction an effect; and
 * its calls of the two services. No rules, no encryption, no hashing, no check for repeats, and of the reads only
 * what the registries know of the person: the workflow carries along what the later effects need.
 */
export function createBareEffects({ prisma, settlement, notifier, reached }: Dependencies) {
  function entry({ caseId: subjectId, sequence }: Step, action: string, data: object) {
    const what = { action, effect: `${action}:${sequence}`, at: new Date(), actor: 'system', data };
    return prisma.auditEntry.createMany({ data: [{ subjectId, sequence, ...what, previousHash: hash, hash }] });
  }

  /** The entry, and the head of the chain that it belongs to. */
  function audit(step: Step, action: string, data: object = {}) {
    const head = { auditSequence: step.sequence, auditHash: hash };
    return [entry(step, action, data), prisma.subject.updateMany({ where: { id: step.caseId }, data: head })] as const;
  }

  function change({ caseId }: Step, data: object) {
    return prisma.applicationCase.updateMany({ where: { id: caseId }, data });
  }

  return {
    async receive(caseId: string, { personId, ...codes }: Applicant): Promise<void> {
      const receivedAt = new Date();
      const submissionId = randomUUID();
      const applicantSealed = new Uint8Array(sealedLength);
      const submission = {
        id: submissionId,
        clientId: 'bare',
        idempotencyKey: caseId,
        bodyHash: hash,
        personId,
        receivedAt,
        applicantSealed,
      };
      const row = { id: caseId, submissionId, ordinal: 0, personId, sensitive: false, receivedAt, holdsPlace: true };
      const states = { kind: 'initial', procedure: 'bare', status: 'received', stage: 'received' };
      await prisma.$transaction([
        prisma.submission.createMany({
          data: [{ ...submission, region: codes.region, channel: 'window', policyVersionId }],
        }),
        prisma.subject.createMany({
          data: [{ id: caseId, kind: 'case', region: codes.region, auditSequence: 1, auditHash: hash }],
        }),
        prisma.applicationCase.createMany({
          data: [{ ...row, ...codes, ...states }],
        }),
        entry({ caseId, sequence: 1 }, 'receive', codes),
        prisma.outbox.createMany({
          data: [{ id: `start:${caseId}`, kind: 'start', subjectId: caseId, payload: codes, notBefore: receivedAt }],
        }),
      ]);
    },

    async take(step: Step): Promise<void> {
      await prisma.$transaction([
        ...audit(step, 'take'),
        change(step, { status: 'open', stage: 'assessing', runId: randomUUID(), openedAt: new Date() }),
        prisma.outbox.deleteMany({ where: { id: `start:${step.caseId}` } }),
      ]);
    },

    async assess(step: Step, personId: string): Promise<void> {
      const include = { insurance: true, categories: true, records: true };
      const facts = await prisma.registryPerson.findUnique({ where: { personId }, include });
      const verdict = { kind: facts ? 'approve' : 'refuse' };
      const at = new Date();
      const assessment = { id: randomUUID(), caseId: step.caseId, ordinal: 0, assessedAt: at, verdict, trace: [] };
      await prisma.$transaction([
        ...audit(step, 'assess', verdict),
        change(step, { dueAt: at, stage: 'assessing' }),
        prisma.assessment.createMany({ data: [{ ...assessment, factsSealed: new Uint8Array(sealedLength) }] }),
      ]);
    },

    async openTask(step: Step, taskId: string, place: Pick<Applicant, 'region' | 'institution'>): Promise<void> {
      const stage = 'awaitingDepartment';
      await prisma.$transaction([
        ...audit(step, 'openTask', { taskId }),
        change(step, { stage }),
        ...taskOpened(prisma, step.caseId, taskId, place),
      ]);
      reached(step.caseId, 'taskOpened');
    },

    async recordAnswer(step: Step, taskId: string): Promise<void> {
      await prisma.$transaction([
        ...audit(step, 'answer', { taskId }),
        ...taskCompleted(prisma, taskId, 'recommended'),
      ]);
    },

    /** By a person, whose task it was, where there is one. */
    async decide(step: Step, taskId?: string): Promise<void> {
      const decision = {
        outcome: 'approved',
        decidedAt: new Date(),
        decidedBy: { kind: 'rules' },
        reasons: [],
        benefitFrom: new Date(day),
      };
      const answered = taskId ? taskCompleted(prisma, taskId, 'approved') : [];
      await prisma.$transaction([
        ...audit(step, 'decide', decision),
        change(step, { status: 'decided', stage: 'filing', ...decision }),
        ...answered,
      ]);
      reached(step.caseId, 'decided');
    },

    async file(step: Step, { personId: personRef, ...applied }: Applicant): Promise<void> {
      const dates = { from: day, filedOn: day, decidedAt: new Date().toISOString() };
      const { filingNumber } = await settlement.register(`${step.caseId}:file:0`, { personRef, ...applied, ...dates });
      await prisma.$transaction([
        ...audit(step, 'file', { filingNumber }),
        change(step, { stage: 'notifying', filingNumber, filedOn: new Date(day) }),
      ]);
    },

    async allotHandbook(step: Step): Promise<void> {
      const handbookNumber = randomUUID();
      await prisma.$transaction([
        ...audit(step, 'allotHandbook', { handbookNumber }),
        change(step, { handbookNumber }),
      ]);
    },

    async tell(step: Step, template: 'received' | 'approved'): Promise<void> {
      const { caseId } = step;
      const key = `${caseId}:notify:${template}:0:patient`;
      const { messageId, acceptedAt } = await notifier.accept(key, message(caseId, template));
      const notice = { key, caseId, template, recipient: 'patient', messageId, acceptedAt };
      const isLast = template === 'approved';
      await prisma.$transaction([
        ...audit(step, 'notify', { messageId }),
        change(step, isLast ? { stage: 'closed' } : {}),
        prisma.notice.createMany({ data: [notice] }),
      ]);
      if (isLast) reached(caseId, 'closed');
    },
  };
}

/** As long as the engine's to one patient. */
function message(caseRef: string, template: 'received' | 'approved'): NoticeMessage {
  const paragraph = '您的申请已经认定。'.repeat(8);
  const body = Array<string>(5).fill(paragraph);
  return {
    caseRef,
    template,
    purpose: 'decision',
    required: true,
    language: 'zh-CN',
    fallback: [],
    recipient: { role: 'patient', name: '王某兰', phone: '199-0000-0001' },
    channels: {
      sms: { text: paragraph },
      slip: { office: '王某兰', title: '告知单', body, envelope: '王某兰' },
      inApp: { title: '告知单', body },
    },
  };
}

/** The row that submissions refer to. */
export async function preparePolicy(prisma: PrismaClient): Promise<void> {
  const row = { id: policyVersionId, pack: 'bare', version: '1', packSha: '', packText: '', storedAt: new Date() };
  await prisma.policyVersion.createMany({ data: [row] });
}
