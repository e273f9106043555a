import { actionTable } from '../access/action-table.ts';
import type { AnswerOutcome } from './answers.ts';

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
