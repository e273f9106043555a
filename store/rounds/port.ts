/** Rounds 批次 of the monthly batch: what their coordinator and their trigger need of the records. */
import type { Outcome } from '../../domain/case/decision.ts';
import type { Application, Reason } from '../../domain/eligibility/verdict.ts';
import type { CarriedBecause } from '../../domain/notices/round-notices.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import type { RoundTimes } from '../../domain/rounds/calendar.ts';
import type { Candidate } from '../../domain/rounds/draw.ts';
import type { RoundState } from '../../domain/rounds/standing.ts';
import type { BallotView, PanelRuling } from '../../domain/rounds/tally.ts';
import type { MemberToDraw } from './members-to-draw.ts';
import type { RoundFigures } from './figures.ts';
import type { RoundOpened } from './opening.ts';

export interface StoredRound extends RoundTimes {
  readonly id: string;
  readonly region: string;
  readonly state: RoundState;
  readonly policyVersionId: string;
}

export interface DrawnMember {
  readonly caseId: string;
  readonly specialty: string | null;
  /** In the order drawn. */
  readonly judges: readonly string[];
}

/** A member whose experts, some of them, are silent. */
export interface SilentMember {
  readonly caseId: string;
  readonly called: number;
  /** In the order in which they were called. */
  readonly silent: readonly string[];
  /** Those drawn who have not been called and have declared no conflict since, in the order drawn. */
  readonly next: readonly string[];
}

export interface Substitution {
  readonly caseId: string;
  /** How many had been called, as it was read: who finds another number has been overtaken. */
  readonly called: number;
  readonly replaced: readonly string[];
  readonly by: readonly string[];
}

export interface MemberToTally {
  readonly caseId: string;
  readonly state: 'judging' | 'asked';
  /** It waits for this round still: not withdrawn, not decided, not opened again. */
  readonly waits: boolean;
  readonly hasJudges: boolean;
  readonly ballots: readonly BallotView[];
}

export type Tallied = { readonly caseId: string } & (
  | ({ readonly state: 'ruled' } & PanelRuling)
  | { readonly state: 'carried'; readonly because: CarriedBecause }
  | { readonly state: 'left' }
);

export interface CarriedMember {
  readonly caseId: string;
  readonly because: CarriedBecause;
}

export interface RoundRuling {
  readonly round: string;
  readonly outcome: Outcome;
  readonly reasons: readonly Reason[];
  readonly signedBy: string;
  /** One for all members. */
  readonly decidedAt: Date;
  /** What it approved of the same person beside this, and nothing else has concluded yet. */
  readonly together: readonly ApprovedBeside[];
}

export interface ApprovedBeside extends Omit<Application, 'receivedOn'> {
  readonly receivedAt: Date;
}

/** What happened to a round by itself, once under its effect. */
export interface RoundStep {
  readonly effect: string;
  readonly action: string;
  readonly at: Date;
  /** Ids, codes and counts only. */
  readonly data: object;
  /** The round moves on from any of these. */
  readonly from?: readonly RoundState[];
  readonly to?: RoundState;
}

/** Every call may be repeated: what has been done is found done. */
export interface RoundStore {
  /** @throws DomainError NOT_FOUND */
  get(roundId: string): Promise<StoredRound>;
  figures(roundId: string): Promise<RoundFigures>;
  /** What a step that has been done recorded. */
  done(roundId: string, effect: string): Promise<object | undefined>;
  /** False when the round is in none of the states from which it moves on; then nothing is recorded. */
  record(roundId: string, step: RoundStep): Promise<boolean>;

  /**
   * Makes members of the next cases that were complete by the cut-off and are in no other round; undefined after the
   * last.
   */
  addMembers(roundId: string, after: string | undefined, limit: number): Promise<string | undefined>;
  /** @param by conflicts declared later are left for the time after the draw */
  membersToDraw(roundId: string, by: Date): Promise<readonly MemberToDraw[]>;
  /**
   * The seed and the register of experts, kept the first time.
   * @param away whoever is absent throughout these days counts as absent
   */
  keepRegister(
    roundId: string,
    seed: string,
    at: Date,
    away: { readonly from: PlainDate; readonly until: PlainDate },
  ): Promise<KeptRegister>;
  /** The judges of all members, the first of them called, and the round opened for ballots: all of it or nothing. */
  callPanel(roundId: string, drawn: readonly DrawnMember[], experts: number, step: RoundStep): Promise<void>;

  /** Marks those who were asked and are silent; how many. */
  remind(roundId: string, at: Date): Promise<number>;
  /** Members with experts who were asked before then and are silent, in the order of their cases. */
  silentMembers(
    roundId: string,
    askedBefore: Date,
    after: string | undefined,
    limit: number,
  ): Promise<readonly SilentMember[]>;
  substitute(roundId: string, substitutions: readonly Substitution[], at: Date): Promise<void>;

  /** Members that are judged still, in the order of their cases. */
  membersToTally(roundId: string, limit: number): Promise<readonly MemberToTally[]>;
  storeTally(roundId: string, tallied: readonly Tallied[]): Promise<void>;
  /** How many were carried to a later round, by the reason. */
  carriedBecause(roundId: string): Promise<Readonly<Partial<Record<CarriedBecause, number>>>>;
  /** Members carried to a later round whose people have not been told so. */
  carriedUntold(roundId: string, limit: number): Promise<readonly CarriedMember[]>;

  /**
   * What a signed round has ruled on the case that it woke by this message.
   * @throws DomainError STATE_CONFLICT when nothing signed says so.
   */
  rulingBehind(messageId: string, caseId: string): Promise<RoundRuling>;
  /** Puts the next messages that wake members of a signed round on their way; how many. */
  wakeMembers(roundId: string, limit: number, at: Date): Promise<number>;
  /**
   * Members that were woken and whose case has not answered yet; one that refused has left.
   * @param from the first that was awaited before: none before it is
   */
  membersAwaited(
    roundId: string,
    from: string | undefined,
  ): Promise<{ readonly count: number; readonly first?: string }>;
}

export interface KeptRegister {
  readonly seed: string;
  readonly register: readonly Candidate[];
}

/** Rounds as they are opened. */
export interface RoundBook {
  /** All that count for the month. */
  ofMonth(
    region: string,
    month: string,
  ): Promise<readonly (Pick<RoundTimes, 'code' | 'month' | 'closesAt'> & { readonly state: RoundState })[]>;
  /** Whether anybody had applied in the region by then. */
  hadApplications(region: string, by: Date): Promise<boolean>;
  /** Changes nothing where it was there. */
  open(times: RoundTimes, opened: RoundOpened): Promise<void>;
  /**
   * Opens the round that follows from another, and records so with that one: both once, whoever asks again.
   * @returns false when another has its code already; then nothing is recorded
   */
  openAfter(roundId: string, step: RoundStep, times: RoundTimes, opened: RoundOpened): Promise<boolean>;
}
