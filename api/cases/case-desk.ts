import type { Caller, Operation } from '../../domain/access/access.ts';
import { checkPermittedAction, type CaseAction } from '../../domain/case/permitted-actions.ts';
import { DomainError } from '../../domain/errors.ts';
import { appealBy } from '../../domain/deadlines/deadlines.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import type { Clock } from '../../platform/clock.ts';
import { lookupId, type Sealer } from '../../platform/sealing.ts';
import { coded } from '../../store/cases/coded.ts';
import { codedVisit } from '../../store/visits/coded.ts';
import type { MessageBody } from '../../store/cases/case-messages.ts';
import { insertInto, writeAtOnce } from '../../store/one-statement.ts';
import { afterTheCall, tellMessage } from '../../store/outbox/message.ts';
import { intoOutbox } from '../../store/outbox/outbox.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { isUniqueViolation } from '../../store/rows.ts';
import { applicationWorkflowId } from '../../workflows/ids.ts';
import type { CaseMessage } from '../../workflows/messages.ts';
import { requirePermission } from '../http/authentication.ts';
import { consentIn, targetOf } from './reach-filter.ts';
import { namedUnder, requireDocuments } from './submission/documents.ts';
import type { AppealForm, SupplementForm } from './submission/form.ts';
import { checkSupplement } from './submission/requirements.ts';
import type { StartApplication } from '../temporal/workflow-starter.ts';
import { addressed, type AddressedCase } from './addressed.ts';
import { openAgain } from './open-again.ts';
import type { TellCase } from './tell.ts';
import { refusalToldAt } from './told-at.ts';

interface Dependencies {
  prisma: PrismaClient;
  sealer: Sealer;
  clock: Clock;
  policies: PolicyStore;
  /** 32 bytes in base64, for keyed hashes. */
  lookupKey: string;
  tell: TellCase;
  start: StartApplication;
}

/** Who says it, and the key under which a repeat is the same message. */
export interface Sender {
  readonly caller: Caller;
  readonly idempotencyKey: string;
}

/** Whether the case has acted on it; `sent` when it has not said yet, then the outbox goes on until it does. */
export interface Told {
  readonly messageId: string;
  readonly state: 'sent' | 'taken';
}

export type CaseDesk = ReturnType<typeof createCaseDesk>;

/** What the patient's side says to a case after its receipt. Each message is durable once it is answered. */
export function createCaseDesk({ prisma, sealer, clock, policies, lookupKey, tell, start }: Dependencies) {
  return {
    /** 补正; a case that lapsed is opened again by it. @throws DomainError STATE_CONFLICT where nothing is asked for */
    async supply(id: string, form: SupplementForm, sender: Sender): Promise<Told> {
      const found = await permitted(id, 'supplyCase', sender.caller);
      checkSupplement(form, sender.caller);
      await requireDocuments(prisma, namedUnder('/body', form.documents), sender.caller);
      return deliver(found, sender, { kind: 'supplied', body: form, papers: form.documents });
    },

    /** 撤回申请 */
    async withdraw(id: string, said: MessageBody, sender: Sender): Promise<Told> {
      return deliver(await permitted(id, 'withdrawCase', sender.caller), sender, { kind: 'withdrawn', body: said });
    },

    /** 异议复核, by people who had no part in the refusal. @throws DomainError APPEAL_TOO_LATE, PARAMETER_NOT_CONFIGURED */
    async appeal(id: string, form: AppealForm, sender: Sender): Promise<Told> {
      const found = await permitted(id, 'appealCase', sender.caller);
      await requireDocuments(prisma, namedUnder('/body', form.documents), sender.caller);
      return deliver(found, sender, {
        kind: 'appealed',
        body: form,
        papers: form.documents,
        check: () => checkInTime(found),
      });
    },

    /** A home visit 上门服务 is a service: whoever wants none says so, and nothing else changes (PRACTICE #3). */
    async declineVisit(id: string, visitId: string, said: MessageBody, sender: Sender): Promise<Told> {
      const found = await permitted(id, 'declineVisit', sender.caller);
      const visit = found.visits.find((each) => each.id === visitId);
      if (!visit)
        throw new DomainError('NOT_FOUND', `The application has no visit ${visitId}.`, { params: { visit: visitId } });
      return deliver(found, sender, { kind: 'visitDeclined', body: said, to: visit.workflowId });
    },
  };

  /**
   * @throws DomainError NOT_FOUND, NOT_PERMITTED, STATE_CONFLICT; a repeat of what was said is answered whatever the
   * state
   */
  async function permitted(id: string, action: CaseAction & Operation, caller: Caller): Promise<AddressedCase> {
    const row = await prisma.applicationCase.findUnique({ where: { id }, include: addressed });
    if (!row) throw new DomainError('NOT_FOUND', `There is no application ${id}.`, { params: { application: id } });
    requirePermission(action, caller, targetOf(row, caller, consentIn(row, sealer)));
    return coded(row);
  }

  async function checkInTime(found: AddressedCase): Promise<void> {
    const until = appealBy(await policies.get(found.submission.policyVersionId), await refusalToldAt(prisma, found));
    if (!until || clock.now() < until) return;
    throw new DomainError('APPEAL_TOO_LATE', 'The time for a review of this decision is over.', {
      params: { until: until.toISOString() },
    });
  }

  async function deliver(found: AddressedCase, { caller, idempotencyKey }: Sender, saying: Saying): Promise<Told> {
    const { kind, body, papers = [], check, to = applicationWorkflowId(found.id, found.opening) } = saying;
    const id = lookupId(lookupKey, [caller.subject, saying.to ?? found.id, kind, idempotencyKey].join('\n'));
    const earlier = await repeated(id, body);
    if (earlier) return earlier;
    checkPermittedAction(actionOf[kind], {
      ...found,
      visits: found.visits.map(codedVisit),
      appealed: found.messages.length > 0,
    });
    await check?.();
    const message = {
      id,
      caseId: found.id,
      kind,
      sentBy: caller.subject,
      sentAt: clock.now(),
      state: 'sent',
      bodySealed: sealer.seal(body),
    } satisfies Prisma.CaseMessageCreateManyInput;
    const writes = [insertInto('CaseMessage', [message]), ...papersOf(found, papers)];
    try {
      if (kind === 'appealed') return await reopen(found, 'appealed', message, writes);
      if (kind === 'supplied' && found.status === 'ended') return await reopen(found, 'supplied', message, writes);
      return await say(found.id, to, { id, kind, by: caller.subject }, message.sentAt, writes);
    } catch (error) {
      if (!isUniqueViolation(error, 'id')) throw error;
      return (await repeated(id, body))!;
    }
  }

  async function say(
    caseId: string,
    workflowId: string,
    message: CaseMessage,
    now: Date,
    saying: readonly Prisma.Sql[],
  ): Promise<Told> {
    await writeAtOnce(prisma, [...saying, intoOutbox(tellMessage(caseId, { workflowId, message }, afterTheCall(now)))]);
    const taken = await tell(workflowId, message);
    return { messageId: message.id, state: taken ? 'taken' : 'sent' };
  }

  async function reopen(
    found: AddressedCase,
    because: 'supplied' | 'appealed',
    message: Prisma.CaseMessageCreateManyInput,
    saying: readonly Prisma.Sql[],
  ): Promise<Told> {
    const opening = await openAgain(prisma, found, because, message, saying);
    // Where this does not reach Temporal, the outbox does.
    await start(opening).catch(() => undefined);
    return { messageId: message.id, state: 'sent' };
  }

  async function repeated(id: string, body: MessageBody): Promise<Told | undefined> {
    const earlier = await prisma.caseMessage.findUnique({ where: { id } });
    if (!earlier) return undefined;
    if (canonicalJson(sealer.open(earlier.bodySealed!)) !== canonicalJson(body)) {
      throw new DomainError('IDEMPOTENCY_CONFLICT', 'This Idempotency-Key came before with another body.', {
        params: { message: id },
      });
    }
    if (earlier.state === 'refused') throw refusalIn(earlier.rejection);
    return { messageId: id, state: earlier.state as Told['state'] };
  }
}

/** Papers join those of the submission; one that is there already stays. */
function papersOf({ submissionId, disease }: AddressedCase, papers: SupplementForm['documents']): Prisma.Sql[] {
  if (papers.length === 0) return [];
  return [
    Prisma.sql`${insertInto(
      'SubmissionDocument',
      papers.map((paper) => ({ ...paper, submissionId, disease })),
    )} ON CONFLICT DO NOTHING`,
  ];
}

function refusalIn(rejection: unknown): DomainError {
  const { code, message, params } = rejection as Pick<DomainError, 'code' | 'message' | 'params'>;
  return new DomainError(code, message, { params });
}

interface Saying {
  readonly kind: SaidByPeople;
  readonly body: MessageBody;
  readonly papers?: SupplementForm['documents'];
  /** The workflow that is told, where it is not the case's. */
  readonly to?: string;
  /** What else must hold, unless it has been said before. */
  readonly check?: () => Promise<void>;
}

type SaidByPeople = 'supplied' | 'withdrawn' | 'appealed' | 'visitDeclined';

const actionOf = {
  supplied: 'supplyCase',
  withdrawn: 'withdrawCase',
  appealed: 'appealCase',
  visitDeclined: 'declineVisit',
} as const satisfies Record<SaidByPeople, CaseAction>;
