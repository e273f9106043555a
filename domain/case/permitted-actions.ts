import type { AnswerOutcome } from '../tasks/answers.ts';
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

export const taskStates = ['ready', 'claimed', 'completing', 'completed', 'cancelled'] as const;
export type TaskState = (typeof taskStates)[number];

export interface TaskStanding {
  readonly state: TaskState;
  /** Whoever has delegated it 委派 and gets it back. */
  readonly delegator: string | null;
  /** By what it was answered. */
  readonly answer?: AnswerOutcome | null;
}

const taskTable = actionTable('task', ({ state }: TaskStanding) => state, {
  claimTask: ({ state }) => state === 'ready',
  releaseTask: ({ state, delegator }) => state === 'claimed' && delegator === null,
  assignTask: ({ state }) => state === 'ready' || state === 'claimed',
  transferTask: ({ state, delegator }) => state === 'claimed' && delegator === null,
  delegateTask: ({ state, delegator }) => state === 'claimed' && delegator === null,
  returnDelegation: ({ state, delegator }) => state === 'claimed' && delegator !== null,
  /** The one to whom it was delegated says what they think; the delegator answers. */
  completeTask: ({ state, delegator }) => state === 'claimed' && delegator === null,
  /** An opinion may be changed while nobody has acted on it; a decision, and what the applicant was told, stands. */
  takeBackTask: ({ state, answer }) =>
    state === 'completed' && (answer === 'recommended' || answer === 'notRecommended'),
  commentTask: ({ state }) => state === 'ready' || state === 'claimed',
  attachToTask: ({ state }) => state === 'claimed',
  recuseFromTask: ({ state }) => state === 'ready' || state === 'claimed',
});

export const { actions: taskActions, permitted: permittedTaskActions, check: checkPermittedTaskAction } = taskTable;

export type TaskAction = (typeof taskActions)[number];
