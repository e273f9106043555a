/** What keeps recognitions, and the record itself, right after the decision: over ports of its own. */
import type { ApplicationKind } from '../domain/eligibility/verdict.ts';
import type { RegistryEvent } from '../domain/continuity/registry-event.ts';
import type { Ending } from '../domain/continuity/renewal.ts';
import type { PlainDate } from '../domain/plain-date.ts';
import type { Policy, ProcedureName } from '../domain/policy/schema.ts';

/** The policy that a region is under today, and how a case names it. */
export interface PolicyInForce {
  readonly policy: Policy;
  readonly reference: {
    readonly pack: string;
    readonly version: string;
    readonly packSha: string;
    readonly overlaySha: string | null;
    readonly id: string;
  };
}

export interface PoliciesInForce {
  /** @throws DomainError PACK_UNKNOWN, REGION_NOT_OPEN */
  openRegion(region: string): PolicyInForce;
  all(): readonly PolicyInForce[];
}

export interface OpenCase {
  readonly caseId: string;
  /** How often it was opened before. */
  readonly opening: number;
}

/** Somebody is still expected at the home of the patient of a case that is over. */
export interface OpenVisit {
  readonly caseId: string;
  readonly workflowId: string;
}

export interface RegistryEvents {
  /** Of what waits for this person, the event that counts from the earliest day; of one day, the first received. */
  next(personId: string): Promise<RegistryEvent | undefined>;
  /** @throws DomainError NOT_FOUND */
  get(eventId: string): Promise<{ readonly event: RegistryEvent; readonly overtaken: boolean }>;
  /** It waits no more: everything that it means is done. */
  close(eventId: string, at: Date): Promise<void>;
}

export interface Recognitions {
  /** Cases of the person that are not decided yet. */
  openOf(personId: string): Promise<readonly OpenCase[]>;
  /** Visits under way of cases that are decided; a case that is not stops its own. */
  visitsOf(personId: string): Promise<readonly OpenVisit[]>;
  /** Whether each of these messages was taken or refused by its case. */
  allAnswered(messageIds: readonly string[]): Promise<boolean>;
  /** Those whose term ends by this day, in the order of day and id. */
  endingBy(day: PlainDate, after: Cursor | undefined, limit: number): Promise<readonly EndingCase[]>;
  ending(caseId: string): Promise<EndingCase>;
  /**
   * Opens a renewal for the person, prefilled from the case. Once for each case; when the person has filed one
   * meanwhile, that is it, and the answer false.
   */
  openRenewal(caseId: string, renewal: NewRenewal): Promise<boolean>;
}

export interface Cursor {
  readonly until: PlainDate;
  readonly caseId: string;
}

export interface EndingCase extends Ending {
  readonly caseId: string;
  readonly region: string;
  readonly disease: string;
  /** The renewal's case, where there is one. */
  readonly renewedBy?: OpenCase & {
    readonly why: 'notRecognised' | 'withdrawn' | 'lapsed' | 'notAccepted' | 'personDied' | null;
  };
}

export interface NewRenewal {
  readonly policy: PolicyInForce['reference'];
  readonly procedure: ProcedureName;
  readonly sensitive: boolean;
  readonly kind: ApplicationKind & 'renewal';
  readonly at: Date;
}

export interface Alarms {
  /** Once; raised again when it was over. */
  raise(alarm: {
    readonly id: string;
    readonly subjectId?: string;
    readonly problem: string;
    readonly params: object;
    readonly at: Date;
  }): Promise<void>;
  clear(id: string, at: Date): Promise<void>;
}

export interface UndecidedCase extends OpenCase {
  readonly status: 'received' | 'open';
  /** An alarm about it is up. */
  readonly alarmed: boolean;
}

/** What the record says must be with Temporal. */
export interface Ledger {
  /** Cases received before then that are not decided, in the order of their ids. */
  undecided(before: Date, after: string | undefined, limit: number): Promise<readonly UndecidedCase[]>;
  /** Puts the message that starts the case as it is opened last into the outbox, unless it is there. */
  requeueStart(caseId: string, at: Date): Promise<void>;
  /** The same for answers and messages under way; returns how many were missing. */
  requeueUnderWay(at: Date): Promise<number>;
  /** Rounds opened before then that are not published. */
  roundsUnderWay(before: Date): Promise<readonly string[]>;
  /** Puts the message that starts the round's coordinator into the outbox, unless it is there. */
  requeueRound(roundId: string, at: Date): Promise<void>;
  /** Events that were set aside wait again. */
  retrySetAside(raisedBefore: Date, at: Date): Promise<number>;
  /** Alarms about cases that have come to their end since. */
  clearAlarmsOver(at: Date): Promise<void>;
}

/** What Temporal says of the run that an opening of a case is. */
export type ExecutionState = 'running' | 'closed' | 'unknown';
export type ExecutionOf = (opening: OpenCase) => Promise<ExecutionState>;
/** Of the coordinator of a round. */
export type ExecutionOfRound = (roundId: string) => Promise<ExecutionState>;
