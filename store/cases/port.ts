import type { Decision } from '../../domain/case/decision.ts';
import type { CaseStatus } from '../../domain/case/stage.ts';
import type { ToldCourse } from '../../domain/continuity/recognition-course.ts';
import type { RecognitionState } from '../../domain/continuity/recognition-state.ts';
import type { ApplicationKind, ClinicalRecord, Facts } from '../../domain/eligibility/verdict.ts';
import type { Channel, InsuranceType, ProcedureName } from '../../domain/policy/schema.ts';
import type { Effect } from '../subjects/effects.ts';
import type { MessageBody } from './case-messages.ts';
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
  /** What registers have made of it so far; null where they said nothing. */
  readonly course: ToldCourse | null;
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
    act: (stored: StoredCase) => Effect<R, CaseWrite> | Promise<Effect<R, CaseWrite>>,
  ): Promise<R>;
  /** What a message to the case says beside codes. @throws DomainError NOT_FOUND */
  messageBody(messageId: string): Promise<MessageBody>;
  /** What an effect that has been done recorded. @throws DomainError NOT_FOUND */
  resultOf<R extends object>(caseId: string, key: string): Promise<R>;
  /** Each time another one: what handbooks are numbered by. */
  nextHandbookSerial(): Promise<number>;
  /** Recognitions that the person holds by other cases. */
  recognisedOf(of: Pick<StoredCase, 'id' | 'personId'>): Promise<Facts['recognised']>;
  /** Cases by which the person holds something now. */
  heldBy(personId: string): Promise<readonly string[]>;
}

/** One run of the procedure over a case. */
export interface CaseOpening {
  readonly caseId: string;
  /** How often it was opened before. */
  readonly opening: number;
}

export interface Contacts {
  readonly patient: PersonDetails;
  readonly agent: AgentDetails | null;
}
