/** 抽查复核: what its activities ask of the record. */
import type { Outcome } from '../../domain/case/decision.ts';
import type { Calls, Judging, SampledState } from '../../domain/sampling/check.ts';
import type { Candidate } from '../../domain/sampling/draw.ts';

export interface NewDraw {
  readonly region: string;
  /** YYYY-MM */
  readonly month: string;
  readonly percent: number;
  readonly judges: number;
  /** null where nobody has said. */
  readonly dueWorkingDays: number | null;
}

export interface SampledRef {
  readonly drawId: string;
  readonly caseId: string;
}

/** A decision that was drawn, as it stands now. */
export interface Sampled extends SampledRef, Omit<Judging, 'barred'> {
  readonly seed: string;
  readonly region: string;
  readonly dueWorkingDays: number | null;
  readonly disease: string;
  readonly institution: string | null;
  readonly policyVersionId: string;
  readonly state: SampledState;
  readonly outcome: Outcome;
  readonly opinions: readonly Outcome[];
  /** Whoever has had anything to do with the case. */
  readonly involved: readonly string[];
}

export interface Called extends Calls {
  readonly judges: readonly string[];
  readonly dueAt: Date | null;
  readonly state: SampledState;
}

export interface Invitation extends SampledRef {
  readonly template: 'appealInvited' | 'reapplicationInvited';
}

export interface Sampling {
  /** The latest month of which the region has had its own draw; undefined before the first. */
  latestMonth(region: string): Promise<string | undefined>;
  /** The draw of the month in the region, once. */
  announce(draw: NewDraw, at: Date): Promise<void>;
  /** Draws that have no cases yet. */
  announced(): Promise<readonly string[]>;
  /** Draws the cases of a draw by its seed, once; returns how many. */
  draw(drawId: string, at: Date): Promise<number>;
  /** Decisions for which somebody is to be called or replaced, in the order of their ids. */
  wanting(at: Date, after: SampledRef | undefined, limit: number): Promise<readonly SampledRef[]>;
  /** Calls judges for one under its lock. */
  call(ref: SampledRef, at: Date, decide: (decision: Sampled) => Promise<Called>): Promise<void>;
  /** Who is on the staff register of the region and not absent that day. */
  candidates(region: string, at: Date): Promise<readonly Candidate[]>;
  /** People to whom a refusal was wrong and who do not know it yet. */
  invitations(limit: number): Promise<readonly Invitation[]>;
  recordInvited(ref: SampledRef, at: Date): Promise<void>;
}
