import type { AnswerOutcome } from '../tasks/answers.ts';
import { permits, type Caller, type Operation, type Target } from '../access/access.ts';
import { DomainError } from '../errors.ts';
import type { Outcome } from './decision.ts';
import { isUnderWay, type VisitState } from '../visits/visit.ts';
import { stages, type CaseEnding, type Stage } from './stage.ts';

/**
 * What a person can do to a case and to its tasks: these two tables say when, the access table of the same names says
 * who. API, validators and clients read nothing else.
 */
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

const caseTable = {
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
} as const satisfies Partial<Record<Operation, (standing: CaseStanding) => boolean>>;

export type CaseAction = keyof typeof caseTable;

export const caseActions = Object.keys(caseTable) as CaseAction[];

/** What the caller can do to a case that stands so, in the order of `caseActions`. */
export function permittedActions(standing: CaseStanding, caller: Caller, target: Target): CaseAction[] {
  return caseActions.filter((action) => caseTable[action](standing) && permits(action, caller, target).permitted);
}

/** @throws DomainError STATE_CONFLICT when a case that stands so does not allow it to anybody. */
export function checkPermittedAction(action: CaseAction, standing: CaseStanding): void {
  if (caseTable[action](standing)) return;
  throw new DomainError('STATE_CONFLICT', `${action} is not possible while the case is ${standing.stage}.`, {
    params: { action, state: standing.stage },
  });
}

export const taskStates = ['ready', 'claimed', 'completing', 'completed', 'cancelled'] as const;
export type TaskState = (typeof taskStates)[number];

export interface TaskStanding {
  readonly state: TaskState;
  /** Whoever has delegated it 委派 and gets it back. */
  readonly delegator: string | null;
  /** By what it was answered. */
  readonly answer?: AnswerOutcome | null;
}

const taskTable = {
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
} as const satisfies Partial<Record<Operation, (standing: TaskStanding) => boolean>>;

export type TaskAction = keyof typeof taskTable;

export const taskActions = Object.keys(taskTable) as TaskAction[];

export function permittedTaskActions(standing: TaskStanding, caller: Caller, target: Target): TaskAction[] {
  return taskActions.filter((action) => taskTable[action](standing) && permits(action, caller, target).permitted);
}

/** @throws DomainError STATE_CONFLICT when a task that stands so does not allow it to anybody. */
export function checkPermittedTaskAction(action: TaskAction, standing: TaskStanding): void {
  if (taskTable[action](standing)) return;
  throw new DomainError('STATE_CONFLICT', `${action} is not possible while the task is ${standing.state}.`, {
    params: { action, state: standing.state },
  });
}
