import type { Decision } from '../domain/case/decision.ts';
import type { CaseStatus, Stage } from '../domain/case/stage.ts';
import type { ApplicationKind, ClinicalRecord, Facts, Reason, TraceStep, Verdict } from '../domain/eligibility/verdict.ts';
import type { Channel, InsuranceType, ProcedureName } from '../domain/policy/schema.ts';
import type { NoticeMessage } from '../domain/notices/message.ts';
import type { PlainDate } from '../domain/plain-date.ts';
import type { AgentDetails, PersonDetails } from '../records/details.ts';

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
  readonly status: CaseStatus;
  readonly runId: string | null;
  readonly decision: Decision | null;
  readonly filingNumber: string | null;
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
  /** The outbox message that the workflow took: its effect is this one, so it need not be sent again. */
  readonly took?: string;
  /** The task that this effect completes. */
  readonly completes?: string;
  readonly notices?: readonly NewNotice[];
}

export interface CaseChange {
  status?: CaseStatus;
  stage?: Stage;
  runId?: string;
  openedAt?: Date;
  dueAt?: Date;
  breachedAt?: Date;
  decision?: Decision;
  holdsPlace?: boolean;
  filing?: { number: string; on: PlainDate };
}

export interface NewAssessment {
  readonly ordinal: number;
  readonly verdict: Verdict;
  readonly trace: readonly TraceStep[];
  readonly facts: Facts;
}

export interface NewTask {
  readonly id: string;
  readonly kind: 'officerDecision';
  readonly candidate: string;
  readonly open: readonly Reason[];
  readonly dueAt: Date;
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
  /**
   * Does one effect at most once. `key` is step + ordinal; a repeat returns the result recorded under it without
   * asking `act` again. `act` may be asked more than once when others write the case meanwhile.
   */
  effect<R extends object>(
    caseId: string,
    key: string,
    act: (found: StoredCase) => CaseEffect<R> | Promise<CaseEffect<R>>,
  ): Promise<R>;
  /** Recognitions that the person holds by other cases. */
  recognisedOf(found: StoredCase): Promise<Facts['recognised']>;
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

/** What a renewal or a change of institution makes of an entitlement that is there already. */
export interface EntitlementChange {
  readonly filingNumber: string;
  readonly from: PlainDate;
  readonly until?: PlainDate;
  readonly institution?: string;
  readonly reason: ApplicationKind;
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
