import type { Caller } from '../../domain/access/access.ts';
import type { Operation } from '../../domain/access/grants.ts';
import { checkPermittedCaseAction, type CaseAction } from '../../domain/case/permitted-actions.ts';
import { appealBy } from '../../domain/deadlines/deadlines.ts';
import { unknownPapers } from '../../domain/eligibility/evidence.ts';
import { DomainError } from '../../domain/errors.ts';
import { getDisease } from '../../domain/policy/recognition.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import type { Clock } from '../../platform/clock.ts';
import { lookupId, type Sealer } from '../../platform/sealing.ts';
import type { CaseMessages, MessageBody, SaidToCase } from '../../store/cases/case-messages.ts';
import type { AddressedCase, CaseReads } from '../../store/cases/case-reads.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { isUniqueViolation } from '../../store/rows.ts';
import { codedVisit } from '../../store/visits/coded.ts';
import { applicationWorkflowId } from '../../workflows/ids.ts';
import type { RequireDocuments } from '../documents/require-documents.ts';
import { namedUnder } from '../documents/require-documents.ts';
import type { StartApplication } from '../temporal/workflow-starter.ts';
import { requireCase } from './case-permission.ts';
import type { AppealForm, SupplementForm } from './submission/form.ts';
import { checkPapers, checkSupplement } from './submission/requirements.ts';
import type { TellCase } from './tell.ts';

interface Dependencies {
  cases: Pick<CaseReads, 'addressed'>;
  messages: CaseMessages;
  requireDocuments: RequireDocuments;
  sealer: Sealer;
  clock: Clock;
  policies: PolicyStore;
  /** When the patient was told of a refusal. */
  toldAt: (refused: AddressedCase) => Promise<Date>;
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
export interface SentMessage {
  readonly messageId: string;
  readonly state: 'sent' | 'taken';
}

export type CaseDesk = ReturnType<typeof createCaseDesk>;

/** What the patient's side says to a case after its receipt. Each message is durable once it is answered. */
export function createCaseDesk(parts: Dependencies) {
  const { cases, messages, requireDocuments, sealer, clock, policies, toldAt, lookupKey, tell, start } = parts;
  return {
    /** 补正; a case that lapsed is opened again by it. @throws DomainError STATE_CONFLICT where nothing is asked for */
    async supply(id: string, form: SupplementForm, sender: Sender): Promise<SentMessage> {
      const addressed = await permitted(id, 'supplyCase', sender.caller);
      checkSupplement(form, sender.caller);
      await requirePapers(addressed, form.documents);
      await requireDocuments(namedUnder('/body', form.documents), sender.caller);
      return deliver(addressed, sender, { kind: 'supplied', body: form, papers: form.documents });
    },

    /** 撤回申请 */
    async withdraw(id: string, body: MessageBody, sender: Sender): Promise<SentMessage> {
      return deliver(await permitted(id, 'withdrawCase', sender.caller), sender, { kind: 'withdrawn', body });
    },

    /** 异议复核, by people who had no part in the refusal. @throws DomainError APPEAL_TOO_LATE, PARAMETER_NOT_CONFIGURED */
    async appeal(id: string, form: AppealForm, sender: Sender): Promise<SentMessage> {
      const addressed = await permitted(id, 'appealCase', sender.caller);
      await requirePapers(addressed, form.documents);
      await requireDocuments(namedUnder('/body', form.documents), sender.caller);
      return deliver(addressed, sender, {
        kind: 'appealed',
        body: form,
        papers: form.documents,
        check: () => checkInTime(addressed),
      });
    },

    /** A home visit 上门服务 is a service: whoever wants none says so, and nothing else changes (PRACTICE #3). */
    async declineVisit(id: string, visitId: string, body: MessageBody, sender: Sender): Promise<SentMessage> {
      const addressed = await permitted(id, 'declineVisit', sender.caller);
      const visit = addressed.visits.find((each) => each.id === visitId);
      if (!visit)
        throw new DomainError('NOT_FOUND', `The application has no visit ${visitId}.`, { params: { visit: visitId } });
      return deliver(addressed, sender, { kind: 'visitDeclined', body, to: visit.workflowId });
    },
  };

  /** @throws DomainError NOT_FOUND, NOT_PERMITTED */
  async function permitted(id: string, action: CaseAction & Operation, caller: Caller): Promise<AddressedCase> {
    return requireCase(await cases.addressed(id), action, caller);
  }

  /** Under the rules of the case. @throws DomainError INVALID_REQUEST naming the codes */
  async function requirePapers({ submission, disease }: AddressedCase, papers: SupplementForm['documents']) {
    if (papers.length === 0) return;
    const policy = await policies.get(submission.policyVersionId);
    checkPapers(unknownPapers(papers, getDisease(policy, disease), '/body/documents'));
  }

  async function checkInTime(addressed: AddressedCase): Promise<void> {
    const until = appealBy(await policies.get(addressed.submission.policyVersionId), await toldAt(addressed));
    if (!until || clock.now() < until) return;
    throw new DomainError('APPEAL_TOO_LATE', 'The time for a review of this decision is over.', {
      params: { until: until.toISOString() },
    });
  }

  /** A repeat of what was said is answered whatever the state. @throws DomainError STATE_CONFLICT */
  async function deliver(
    addressed: AddressedCase,
    { caller, idempotencyKey }: Sender,
    saying: Saying,
  ): Promise<SentMessage> {
    const { kind, body, check, to } = saying;
    const id = lookupId(lookupKey, [caller.subject, to ?? addressed.id, kind, idempotencyKey].join('\n'));
    const earlier = await repeated(id, body);
    if (earlier) return earlier;
    checkPermittedCaseAction(actionOf[kind], {
      ...addressed,
      visits: addressed.visits.map(codedVisit),
      appealed: addressed.messages.length > 0,
    });
    await check?.();
    const said = {
      id,
      caseId: addressed.id,
      sentBy: caller.subject,
      sentAt: clock.now(),
      bodySealed: sealer.seal(body),
    };
    try {
      return await send(addressed, said, saying);
    } catch (error) {
      if (!isUniqueViolation(error, 'id')) throw error;
      return (await repeated(id, body))!;
    }
  }

  async function send(
    addressed: AddressedCase,
    said: Omit<SaidToCase, 'kind'>,
    { kind, papers = [], to }: Saying,
  ): Promise<SentMessage> {
    const reopens = kind === 'appealed' || (kind === 'supplied' && addressed.status === 'ended');
    if (reopens) {
      const opening = await messages.sayAnew(addressed, kind, { ...said, kind }, papers);
      // Where this does not reach Temporal, the outbox does.
      await start(opening).catch(() => undefined);
      return { messageId: said.id, state: 'sent' };
    }
    const workflowId = to ?? applicationWorkflowId(addressed.id, addressed.opening);
    await messages.say(addressed, workflowId, { ...said, kind }, papers);
    const taken = await tell(workflowId, { id: said.id, kind });
    return { messageId: said.id, state: taken ? 'taken' : 'sent' };
  }

  async function repeated(id: string, body: MessageBody): Promise<SentMessage | undefined> {
    const earlier = await messages.find(id);
    if (!earlier) return undefined;
    if (canonicalJson(sealer.open(earlier.bodySealed!)) !== canonicalJson(body)) {
      throw new DomainError('IDEMPOTENCY_CONFLICT', 'This Idempotency-Key came before with another body.', {
        params: { message: id },
      });
    }
    if (earlier.state === 'refused') throw refusalIn(earlier.rejection);
    return { messageId: id, state: earlier.state as SentMessage['state'] };
  }
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
