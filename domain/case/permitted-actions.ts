import { actionTable } from '../access/action-table.ts';
import type { Outcome } from './decision.ts';
import { isUnderWay, type VisitState } from '../visits/visit.ts';
import { stages, type CaseEnding, type Stage } from './stage.ts';

/** How far a case has come, as far as it matters to what a person can do to it. */
export interface CaseStanding {
  readonly stage: Stage;
  readonly outcome?: Outcome | null;
  readonly ending?: CaseEnding | null;
  readonly handbookNumber?: string | null;
  /** 异议复核 has been asked for; after it, the law's own remedies are open. */
  readonly appealed?: boolean;
  readonly visits?: readonly { readonly state: VisitState }[];
  /** The rules have run on it. */
  readonly assessed?: boolean;
}

const undecided: readonly Stage[] = stages.filter(
  (stage) => stage.startsWith('awaiting') || stage === 'assessing' || stage === 'received',
);

const caseTable = actionTable('case', ({ stage }: CaseStanding) => stage, {
  /** Also once it has lapsed: supplying opens it again. */
  supplyCase: ({ stage, ending }) => stage === 'awaitingSupplement' || (stage === 'ended' && ending === 'lapsed'),
  withdrawCase: ({ stage }) => undecided.includes(stage),
  appealCase: ({ stage, outcome, appealed }) => stage === 'closed' && outcome === 'notRecognised' && !appealed,
  /** Whatever has become of the case: a visit outlives the decision. */
  declineVisit: ({ visits = [] }) => visits.some(({ state }) => isUnderWay(state)),
  readHandbook: ({ handbookNumber }) => Boolean(handbookNumber),
  handOutHandbook: ({ handbookNumber }) => Boolean(handbookNumber),
  declareConflict: ({ stage }) => undecided.includes(stage),
  replayDecision: ({ assessed }) => assessed === true,
});

export const { actions: caseActions, permitted: permittedCaseActions, check: checkPermittedCaseAction } = caseTable;

export type CaseAction = (typeof caseActions)[number];
