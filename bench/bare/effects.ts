import { randomUUID } from 'node:crypto';
import type { Notifier, Settlement } from '../../activities/ports.ts';
import type { InsuranceType } from '../../domain/policy/schema.ts';
import type { NoticeMessage } from '../../domain/notices/message.ts';
import { plainDate } from '../../domain/plain-date.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';

export interface Applicant {
  readonly personId: string;
  readonly institution: string;
  readonly insuranceType: InsuranceType;
}

interface Dependencies {
  prisma: PrismaClient;
  settlement: Settlement;
  notifier: Notifier;
  /** Told when the decision is in the database, which is when the engine answers. */
  decided(caseId: string): void;
  /** Told after the last effect. */
  closed(caseId: string): void;
}

export type BareEffects = Omit<ReturnType<typeof createBareEffects>, 'receive'>;

const policyVersionId = 'bare';
const sealedLength = 200;
const day = plainDate('2026-01-01');

/**
 * The rows that the engine writes for an approved application, into the same tables, one transaction an effect; and
 * its calls of the two services. No rules, no encryption, no hashing, no check for repeats, and of the reads only
 * what the registries know of the person: the workflow carries along what the later effects need.
 */
export function createBareEffects({ prisma, settlement, notifier, decided, closed }: Dependencies) {
  function audit(caseId: string, sequence: number, action: string, data: object = {}) {
    const entry = { caseId, sequence, action, effect: `${action}:0`, at: new Date(), actor: 'system', data };
    return prisma.auditEntry.createMany({ data: [{ ...entry, previousHash: '0'.repeat(64), hash: '0'.repeat(64) }] });
  }

  function change(caseId: string, auditSequence: number, data: object) {
    return prisma.applicationCase.updateMany({ where: { id: caseId }, data: { ...data, auditSequence, auditHash: '0'.repeat(64) } });
  }

  return {
    async receive(caseId: string, { personId, institution, insuranceType }: Applicant): Promise<void> {
      const receivedAt = new Date();
      const submissionId = randomUUID();
      const applicantSealed = new Uint8Array(sealedLength);
      const submission = { id: submissionId, clientId: 'bare', idempotencyKey: caseId, bodyHash: '0'.repeat(64), personId, receivedAt, applicantSealed };
      const row = { id: caseId, submissionId, ordinal: 0, personId, sensitive: false, insuranceType, institution, receivedAt };
      const codes = { kind: 'initial', procedure: 'immediate', status: 'received', stage: 'received', disease: 'malignantTumor' };
      await prisma.$transaction([
        prisma.submission.createMany({ data: [{ ...submission, region: 'rizhao', channel: 'window', policyVersionId }] }),
        prisma.applicationCase.createMany({
          data: [{ ...row, ...codes, region: 'rizhao', holdsPlace: true, auditSequence: 1, auditHash: '0'.repeat(64) }],
        }),
        audit(caseId, 1, 'receive', codes),
        prisma.outbox.createMany({ data: [{ id: `start:${caseId}`, kind: 'start', caseId, payload: codes, notBefore: receivedAt }] }),
      ]);
    },

    async take(caseId: string): Promise<void> {
      await prisma.$transaction([
        audit(caseId, 2, 'take'),
        change(caseId, 2, { status: 'open', stage: 'assessing', runId: randomUUID(), openedAt: new Date() }),
        prisma.outbox.deleteMany({ where: { id: `start:${caseId}` } }),
      ]);
    },

    async assess(caseId: string, personId: string): Promise<void> {
      const include = { insurance: true, categories: true, records: true };
      const facts = await prisma.registryPerson.findUnique({ where: { personId }, include });
      const verdict = { kind: facts ? 'approve' : 'refuse' };
      const at = new Date();
      await prisma.$transaction([
        audit(caseId, 3, 'assess', verdict),
        change(caseId, 3, { dueAt: at, stage: 'assessing' }),
        prisma.assessment.createMany({
          data: [{ id: randomUUID(), caseId, ordinal: 0, assessedAt: at, verdict, trace: [], factsSealed: new Uint8Array(sealedLength) }],
        }),
      ]);
    },

    async decide(caseId: string): Promise<void> {
      const decision = { outcome: 'approved', decidedAt: new Date(), decidedBy: { kind: 'rules' }, reasons: [], benefitFrom: new Date(day) };
      await prisma.$transaction([audit(caseId, 4, 'decide', decision), change(caseId, 4, { status: 'decided', stage: 'filing', ...decision })]);
      decided(caseId);
    },

    async file(caseId: string, { personId, institution, insuranceType }: Applicant): Promise<void> {
      const entitlement = { personRef: personId, region: 'rizhao', disease: 'malignantTumor', insuranceType, institution };
      const dates = { from: day, filedOn: day, decidedAt: new Date().toISOString() };
      const { filingNumber } = await settlement.register(`${caseId}:file:0`, { ...entitlement, ...dates });
      await prisma.$transaction([
        audit(caseId, 5, 'file', { filingNumber }),
        change(caseId, 5, { stage: 'notifying', filingNumber, filedOn: new Date(day) }),
      ]);
    },

    async tell(caseId: string): Promise<void> {
      const key = `${caseId}:notify:decision:0:patient`;
      const { messageId, acceptedAt } = await notifier.accept(key, message(caseId));
      const notice = { key, caseId, template: 'approved', recipient: 'patient', messageId, acceptedAt };
      await prisma.$transaction([
        audit(caseId, 6, 'notify', { messageId }),
        change(caseId, 6, { stage: 'closed' }),
        prisma.notice.createMany({ data: [notice] }),
      ]);
      closed(caseId);
    },
  };
}

/** As long as the engine's to one patient. */
function message(caseRef: string): NoticeMessage {
  const paragraph = '您的申请已经认定。'.repeat(8);
  return {
    caseRef,
    template: 'approved',
    recipient: { role: 'patient', name: '王某兰', phone: '199-0000-0001' },
    channels: { sms: { text: paragraph }, slip: { title: '告知单', body: Array(5).fill(paragraph) as string[], envelope: '王某兰' } },
  };
}

/** The row that submissions refer to. */
export async function preparePolicy(prisma: PrismaClient): Promise<void> {
  const row = { id: policyVersionId, pack: 'bare', version: '1', packSha: '', packText: '', storedAt: new Date() };
  await prisma.policyVersion.createMany({ data: [row] });
}
