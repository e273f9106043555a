import type { Outcome } from '../case/decision.ts';
import type { Reason } from '../eligibility/verdict.ts';
import type { Panel } from './panel.ts';

/** What of a ballot 票 is counted. */
export interface BallotView {
  readonly subject: string;
  readonly opinion: Outcome;
  /** Of a refusal. */
  readonly reasons: readonly Reason[];
}

export interface PanelRuling {
  readonly outcome: Outcome;
  readonly reasons: readonly Reason[];
}

/**
 * What the ballots of one member decide. A quorum is as many ballots as the pack names experts, all of one opinion;
 * where they differ, more than half of the experts and the further ones together. Whoever is silent counts for nobody.
 */
export function tally(panel: Panel, ballots: readonly BallotView[]): PanelRuling | 'noQuorum' {
  const refusals = ballots.filter(({ opinion }) => opinion === 'notRecognised');
  const approvals = ballots.length - refusals.length;
  if (ballots.length < panel.experts) return 'noQuorum';
  const differ = approvals > 0 && refusals.length > 0;
  const whole = Math.max(panel.experts + panel.further, ballots.length);
  if (differ && 2 * Math.max(approvals, refusals.length) <= whole) return 'noQuorum';
  return approvals > refusals.length
    ? { outcome: 'approved', reasons: [] }
    : { outcome: 'notRecognised', reasons: distinct(refusals.flatMap(({ reasons }) => reasons)) };
}

/** How many further experts to ask now; none while somebody who was asked has yet to answer. */
export function nextCall(
  panel: Panel,
  { waiting, ballots }: { readonly waiting: number; readonly ballots: readonly BallotView[] },
): number {
  const undecided = ballots.length >= panel.experts && tally(panel, ballots) === 'noQuorum';
  return waiting === 0 && undecided ? Math.max(0, panel.experts + panel.further - ballots.length) : 0;
}

/** Each reason once, in an order that says nothing of who gave it. */
function distinct(reasons: readonly Reason[]): Reason[] {
  const byText = new Map(reasons.map((reason) => [textOf(reason), reason]));
  return [...byText].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, reason]) => reason);
}

function textOf({ code, clause, params }: Reason): string {
  return JSON.stringify([code, clause, Object.entries(params).toSorted(([one], [other]) => (one < other ? -1 : 1))]);
}
