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
import type { Effect } from '../subjects/effects.ts';
import type { CaseWrite } from './case-writes.ts';
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
  readonly breachedAt: Date | null;
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
    act: (found: StoredCase) => Effect<R, CaseWrite> | Promise<Effect<R, CaseWrite>>,
  ): Promise<R>;
  /** What a message to the case says beside codes. @throws DomainError NOT_FOUND */
  messageBody(messageId: string): Promise<MessageBody>;
  /** What an effect that has been done recorded. @throws DomainError NOT_FOUND */
  resultOf<R extends object>(caseId: string, key: string): Promise<R>;
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
