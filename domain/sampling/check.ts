/** What becomes of a decision that is looked at again. It stands until a person acts on it. */
import { actionTable } from '../access/action-table.ts';
import type { Outcome } from '../case/decision.ts';

/** noJudge: nobody may judge it who had nothing to do with it. */
export const sampledStates = ['drawn', 'judging', 'agreed', 'disagreed', 'handled', 'noJudge'] as const;
export type SampledState = (typeof sampledStates)[number];

export const opinionStates = ['waiting', 'given', 'replaced', 'recused'] as const;
export type OpinionState = (typeof opinionStates)[number];

/** What a supervisor says of a disagreement. */
export const handlings = ['confirmedOriginal', 'toBeCorrected'] as const;
export type Handling = (typeof handlings)[number];

/** How a decision that was wrong is put right: by people and by the procedures that there are. */
export const consequences = ['recognitionBeforeOffice', 'appealInvited', 'reapplicationInvited'] as const;
export type Consequence = (typeof consequences)[number];

/** One opinion that differs is a disagreement. Undefined while opinions are awaited. */
export function conclusion(
  original: Outcome,
  wanted: number,
  opinions: readonly Outcome[],
): 'agreed' | 'disagreed' | 'noJudge' | undefined {
  if (opinions.length < wanted) return undefined;
  if (opinions.length === 0) return 'noJudge';
  return opinions.every((opinion) => opinion === original) ? 'agreed' : 'disagreed';
}

/** What has become of the decision since. */
export interface Since {
  /** It is still the one that holds. */
  readonly stands: boolean;
  /** The person may still ask for 异议复核. */
  readonly inTime: boolean;
}

/** null where there is nothing left to put right. */
export function consequenceOf(original: Outcome, { stands, inTime }: Since): Consequence | null {
  if (!stands) return null;
  if (original === 'approved') return 'recognitionBeforeOffice';
  return inTime ? 'appealInvited' : 'reapplicationInvited';
}

/** What a supervisor has said of a disagreement. */
export interface Handled {
  readonly handling: Handling;
  readonly follows: Consequence | null;
  readonly by: string;
  /** ISO instant. */
  readonly at: string;
}

/** Who may judge one decision, and whom of them it has been put to. */
export interface Judging {
  /** In the order drawn. */
  readonly judges: readonly string[];
  /** How many of them have been called. */
  readonly called: number;
  /** Opinions that it takes. */
  readonly wanted: number;
  readonly asked: readonly { readonly subject: string; readonly state: OpinionState; readonly overdue: boolean }[];
  /** Who must not judge it any more, whatever was drawn. */
  readonly barred: readonly string[];
}

export interface Calls {
  /** Silent for too long, or barred since. */
  readonly replaced: readonly string[];
  readonly called: readonly string[];
  /** Fewer than before where nobody is left to call. */
  readonly wanted: number;
}

/** Whom to call now, and in whose stead; somebody silent is waited for while nobody else is left. */
export function callsFor({ judges, called, wanted, asked, barred }: Judging): Calls {
  const standby = judges.slice(called).filter((subject) => !barred.includes(subject));
  const given = asked.filter(({ state }) => state === 'given').length;
  const waiting = asked.filter(({ state }) => state === 'waiting');
  const out = waiting.filter(({ subject }) => barred.includes(subject));
  const vacant = wanted - given - waiting.length + out.length;
  const silent = waiting
    .filter((one) => one.overdue && !out.includes(one))
    .slice(0, Math.max(0, standby.length - vacant));
  const calls = standby.slice(0, vacant + silent.length);
  const replaced = [...out, ...silent];
  return {
    replaced: replaced.map(({ subject }) => subject),
    called: calls,
    wanted: given + waiting.length - replaced.length + calls.length,
  };
}

export interface SampledStanding {
  readonly state: SampledState;
  readonly follows: Consequence | null;
  /** What follows from a correction has been done. */
  readonly followed: boolean;
}

const sampledTable = actionTable('check', ({ state }: SampledStanding) => state, {
  judgeSampled: ({ state }) => state === 'judging',
  recuseFromSampled: ({ state }) => state === 'judging',
  handleDisagreement: ({ state }) => state === 'disagreed',
  concludeCorrection: ({ follows, followed }) => follows === 'recognitionBeforeOffice' && !followed,
});

export const {
  actions: sampledActions,
  permitted: permittedSampledActions,
  check: checkPermittedSampledAction,
} = sampledTable;

export type SampledAction = (typeof sampledActions)[number];
