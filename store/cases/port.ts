import type { Decision } from '../../domain/case/decision.ts';
import type { RecognitionState } from '../../domain/continuity/recognition-state.ts';
import type { CaseEnding, CaseStatus, Stage } from '../../domain/case/stage.ts';
import type {
  ApplicationKind,
  ClinicalRecord,
  Facts,
  Reason,
  TraceStep,
  Verdict,
} from '../../domain/eligibility/verdict.ts';
import type { Channel, InsuranceType, ProcedureName } from '../../domain/policy/schema.ts';
import type { AnswerOutcome } from '../../domain/tasks/answers.ts';
import type { Barred } from '../../domain/tasks/four-eyes.ts';
import type { TaskKind } from '../../domain/tasks/kinds.ts';
import type { NoticeMessage } from '../../domain/notices/message.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import type { HandbookRecipient } from '../../domain/handbook/handbook.ts';
import type { VisitState } from '../../domain/visits/visit.ts';
import type { MessageBody } from './case-messages.ts';
import type { AgentDetails, PersonDetails } from './details.ts';

/** A case as effects see it. Instants are Dates, days are PlainDates. */
export interface StoredCase {
  readonly id: string;
  readonly personId: string;
  readonly region: string;
  readonly disease: string;
  readonly sensitive: boolean;
  readonly kind: ApplicationKind;
  readonly insuranceType: InsuranceType;
  readonly institution: string | null;
  readonly procedure: ProcedureName;
  readonly channel: Channel;
  readonly policyVersionId: string;
  readonly receivedAt: Date;
  /** How often it was opened before; when the last time, where it was opened again. */
  readonly opening: number;
  readonly reopenedAt: Date | null;
  readonly majorPriority: number | null;
  readonly minorPriority: number | null;
  readonly status: CaseStatus;
  readonly runId: string | null;
  readonly decision: Decision | null;
  readonly filingNumber: string | null;
  readonly handbookNumber: string | null;
  readonly recognitionState: RecognitionState | null;
  /** Records that the submitting hospital sent along. */
  readonly records: readonly ClinicalRecord[];
  readonly papers: Facts['papers'];
  /** Whom to tell. */
  readonly contacts: Contacts;
}

/** One effect on one case: what changes, and the audit entry that says so. All of it in one transaction. */
export interface CaseEffect<R extends object> {
  /** Workflow time, never the wall clock: a retry does not re-date. */
  readonly at: Date;
  /** `system`, `rules`, or a person's subject. */
  readonly actor: string;
  readonly action: string;
  /** What was done, in ids and codes; kept in the audit entry, and returned again should the effect run twice. */
  readonly result: R;
  readonly change?: CaseChange;
  readonly assessment?: NewAssessment;
  readonly task?: NewTask;
  /** The outbox messages that need not be sent again: Temporal has the run that they asked for. */
  readonly took?: readonly string[];
  /** The message to the case that this effect acts on. */
  readonly hears?: string;
  /** The task that this effect completes, and how it was answered. */
  readonly completes?: { readonly taskId: string; readonly outcome: AnswerOutcome };
  /** Tasks that wait for nobody any more; `all` that the case has. */
  readonly cancels?: readonly string[] | 'all';
  readonly marks?: TaskMarked;
  /** A new place in the queues, smaller first, for every open task of the case. */
  readonly reprioritises?: number;
  /** What another than its people tells the case; the outbox sends it until the case has taken it or said why not. */
  readonly tells?: TellingCase;
  readonly newVisit?: NewVisit;
  readonly visit?: VisitChange;
  readonly notices?: readonly NewNotice[];
}

export interface CaseChange {
  status?: CaseStatus;
  stage?: Stage;
  runId?: string;
  openedAt?: Date;
  acceptedAt?: Date;
  acceptedBy?: string;
  /** null while the clock stands still. */
  dueAt?: Date | null;
  waitingSince?: Date | null;
  supplyBy?: Date | null;
  majorPriority?: number;
  minorPriority?: number;
  /** The first of an opening stands. */
  breachedAt?: Date;
  /** All that were sent along or supplied. */
  records?: readonly ClinicalRecord[];
  institution?: string;
  ending?: CaseEnding;
  endedAt?: Date;
  decision?: Decision;
  holdsPlace?: boolean;
  filing?: { number: string; on: PlainDate };
  handbookNumber?: string;
  handbookPickedUpAt?: Date;
  handbookPickedUpBy?: HandbookRecipient;
  insuranceType?: InsuranceType;
  recognitionState?: RecognitionState | null;
}

export interface TellingCase {
  readonly workflowId: string;
  readonly message: { readonly id: string; readonly kind: 'personDied'; readonly by: string; readonly on: PlainDate };
}

export interface NewAssessment {
  readonly ordinal: number;
  readonly verdict: Verdict;
  readonly trace: readonly TraceStep[];
  readonly facts: Facts;
}

export interface NewTask {
  readonly id: string;
  readonly workflowId: string;
  readonly kind: TaskKind;
  readonly ordinal: number;
  readonly institution: string | null;
  readonly open: readonly Reason[];
  /** Who the workflow knows may not do it; the store adds the conflicts that were declared. */
  readonly barred: Barred;
  /** The task whose answer led here. */
  readonly follows?: string;
  readonly warnAt: Date;
  readonly dueAt: Date;
}

export type TaskMark = 'warned' | 'breached' | 'escalated';

export interface TaskMarked {
  readonly taskId: string;
  readonly mark: TaskMark;
}

/** 上门服务, beside the decision. */
export interface NewVisit {
  readonly id: string;
  readonly workflowId: string;
  readonly trigger: string;
  readonly dueAt: Date;
}

export interface VisitChange {
  readonly id: string;
  readonly state?: VisitState;
  /** The decision waits for it. */
  readonly inPerson?: boolean;
  readonly attempts?: number;
  readonly team?: string;
  readonly slotFrom?: Date;
  readonly slotUntil?: Date;
  readonly endedAt?: Date;
  /** What was found is the sealed answer of this task; the papers are documents. */
  readonly report?: {
    readonly taskId: string;
    readonly signatureId: string;
    readonly photographIds: readonly string[];
  };
}

export interface NewNotice {
  readonly key: string;
  readonly template: string;
  readonly recipient: 'patient' | 'agent';
  readonly messageId: string;
  readonly acceptedAt: Date;
}

export interface CaseStore {
  /** @throws DomainError NOT_FOUND */
  get(caseId: string): Promise<StoredCase>;
  /** What never changes of a case. @throws DomainError NOT_FOUND */
  fixedOf(caseId: string): Promise<Pick<StoredCase, 'region' | 'procedure' | 'policyVersionId'>>;
  /**
   * Does one effect at most once. `key` is step + ordinal; a repeat returns the result recorded under it without
   * asking `act` again. `act` may be asked more than once when others write the case meanwhile.
   */
  effect<R extends object>(
    caseId: string,
    key: string,
    act: (found: StoredCase) => CaseEffect<R> | Promise<CaseEffect<R>>,
  ): Promise<R>;
  /** What a message to the case says beside codes. @throws DomainError NOT_FOUND */
  messageBody(messageId: string): Promise<MessageBody>;
  /** What an effect that has been done recorded. @throws DomainError NOT_FOUND */
  resultOf<R extends object>(caseId: string, key: string): Promise<R>;
  /** Who holds a task now. @throws DomainError NOT_FOUND */
  taskOf(taskId: string): Promise<{ readonly assignee: string | null }>;
  /** Each time another one: what handbooks are numbered by. */
  nextHandbookSerial(): Promise<number>;
  /** Recognitions that the person holds by other cases. */
  recognisedOf(found: Pick<StoredCase, 'id' | 'personId'>): Promise<Facts['recognised']>;
  /** Cases by which the person holds something now. */
  heldBy(personId: string): Promise<readonly string[]>;
}

export interface Contacts {
  readonly patient: PersonDetails;
  readonly agent: AgentDetails | null;
}

/** What other departments know of a person, wherever they keep it. */
export interface Registry {
  factsOf(personId: string): Promise<Pick<Facts, 'person' | 'insurance' | 'categories' | 'records'>>;
}

export interface Settlement {
  /** Registers once per key. */
  register(key: string, entitlement: NewEntitlement): Promise<{ filingNumber: string; filedOn: PlainDate }>;
  /** Changes once per key. */
  change(key: string, change: EntitlementChange): Promise<void>;
}

/** What becomes of an entitlement that is there already; `extend` without `until` takes its last day away. */
export interface EntitlementChange {
  readonly kind: 'change' | 'extend' | 'suspend' | 'resume' | 'end';
  readonly filingNumber: string;
  readonly from: PlainDate;
  readonly until?: PlainDate;
  readonly institution?: string;
  readonly insuranceType?: InsuranceType;
  readonly reason: string;
}

export interface NewEntitlement {
  readonly personRef: string;
  readonly region: string;
  readonly disease: string;
  readonly insuranceType: InsuranceType;
  readonly institution?: string;
  readonly from: PlainDate;
  readonly until?: PlainDate;
  readonly decidedAt: string;
  readonly filedOn: PlainDate;
}

export interface Notifier {
  /** Accepts once per key; delivery is the service's own work. */
  accept(key: string, message: NoticeMessage): Promise<{ messageId: string; acceptedAt: Date }>;
}
