import type { Decision } from '../../domain/case/decision.ts';
import type { CaseIdentity } from '../../domain/case/identity.ts';
import type { CaseEnding, CaseStatus } from '../../domain/case/stage.ts';
import type { ToldCourse } from '../../domain/continuity/recognition-course.ts';
import type { RecognitionState } from '../../domain/continuity/recognition-state.ts';
import type { AskedFor } from '../../domain/eligibility/asked-for.ts';
import type { ApplicationKind, ClinicalRecord, Facts } from '../../domain/eligibility/verdict.ts';
import type { Channel, InsuranceType, ProcedureName } from '../../domain/policy/schema.ts';
import type { Effect } from '../subjects/effects.ts';
import type { Letter } from '../subjects/letters.ts';
import type { OpenedBecause } from '../../domain/case/case-message.ts';
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
  /** As it stands now; and as it was applied for, where that was another. */
  readonly insuranceType: InsuranceType;
  readonly appliedUnder: InsuranceType | null;
  readonly institution: string | null;
  readonly procedure: ProcedureName;
  readonly channel: Channel;
  /** Subject who entered it; `system` where nobody did. */
  readonly enteredBy: string;
  readonly treatingPhysician: string | null;
  readonly policyVersionId: string;
  readonly receivedAt: Date;
  /** How it is known for whom it was entered. */
  readonly identity: CaseIdentity;
  readonly holdsPlace: boolean;
  /** How often it was opened before; when the last time, where it was opened again. */
  readonly opening: number;
  readonly reopenedAt: Date | null;
  /** Null while the clock stands, and before anybody is asked. */
  readonly dueAt: Date | null;
  readonly breachedAt: Date | null;
  readonly majorPriority: number | null;
  readonly minorPriority: number | null;
  readonly status: CaseStatus;
  /** Entries of its audit chain so far. */
  readonly auditSequence: number;
  readonly runId: string | null;
  readonly decision: Decision | null;
  readonly filingNumber: string | null;
  readonly handbookNumber: string | null;
  readonly recognitionState: RecognitionState | null;
  /** What registers have made of it so far; null where they said nothing. */
  readonly course: ToldCourse | null;
  readonly recognitionTurn: number | null;
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
   * asking `act` again. `act` may be asked more than once when others write the case meanwhile, or approve another of
   * the person's.
   * @param otherwise the key of what `act` does instead, should it say so: of the two an attempt does one
   */
  effect<R extends object>(
    caseId: string,
    key: string,
    act: (stored: StoredCase) => OneOf<Effect<R, CaseWrite>> | Promise<OneOf<Effect<R, CaseWrite>>>,
    otherwise?: string,
  ): Promise<R>;
  /**
   * The same of an effect that somebody has asked for, by an answer to a task or a message to the case: what they said
   * is read in the same statement. A repeat needs no letter any more.
   * @throws DomainError NOT_IN_RECORD where the record does not say so, FOUR_EYES where a rule bars who answered
   */
  effectOf<Said, R extends object>(
    caseId: string,
    key: string,
    letter: Letter<Said>,
    act: (stored: StoredCase, said: Said) => OneOf<Effect<R, CaseWrite>> | Promise<OneOf<Effect<R, CaseWrite>>>,
    otherwise?: string,
  ): Promise<R>;
  /** Why the case was opened again, and what had happened to it before. @throws DomainError NOT_FOUND */
  reopened(caseId: string, opening: number): Promise<Reopened>;
  /** What a person last asked the applicant for 补正, with their words for them; none where nobody did. */
  askedFor(caseId: string): Promise<AskedFor>;
  /** What the person who last refused the case, or did not accept it, added for the patient. */
  noteToPatient(caseId: string): Promise<string | undefined>;
  /** What an effect that has been done recorded. @throws DomainError NOT_FOUND */
  resultOf<R extends object>(caseId: string, key: string): Promise<R>;
  /** How an opening was concluded; null where it is not yet. */
  conclusionOf(caseId: string, opening: number): Promise<Conclusion | null>;
  /** Each time another one: what handbooks are numbered by. */
  nextHandbookSerial(): Promise<number>;
  /** Whether another case holds what this one would: the place of its person and disease. */
  isPlaceTaken(of: Pick<StoredCase, 'id' | 'personId' | 'disease' | 'kind'>): Promise<boolean>;
  /** Cases by which the person holds something now. */
  heldBy(personId: string): Promise<readonly string[]>;
}

/** How an opening of a case was concluded. */
export type Conclusion = Decision | { readonly ending: CaseEnding; readonly reason?: string };

/** How a case came to a later opening. */
export interface Reopened extends OpenedBecause {
  /** Assessments made before. */
  readonly assessed: number;
  /** Everybody who answered a task of the case, and whom they stood in for. */
  readonly answered: readonly string[];
}
/** An effect, or what is done instead of it. */
export type OneOf<E> = E & { readonly isOtherwise?: true };

/** One run of the procedure over a case. */
export interface CaseOpening {
  readonly caseId: string;
  /** How often it was opened before. */
  readonly opening: number;
}

export interface Contacts {
  readonly patient: PersonDetails;
  readonly agent: (AgentDetails & { readonly consentToDiagnosis: boolean }) | null;
}
