import type { Operation, Role } from '../access.ts';
import { DomainError } from '../errors.ts';
import type { Stage } from './stage.ts';

/** What a person can do to a case; the names are those of the access table, which says how far each reaches. */
export const caseActions = [
  'claimTask',
  'releaseTask',
  'completeTask',
  'replayDecision',
] as const satisfies readonly Operation[];

export type CaseAction = (typeof caseActions)[number];

/** Running the rules again is possible as soon as they have run once. */
const onceAssessed = {
  handlingOfficer: ['replayDecision'],
  supervisor: ['replayDecision'],
  administrator: ['replayDecision'],
} as const satisfies Partial<Record<Role, readonly CaseAction[]>>;

const actions = {
  received: {},
  assessing: {},
  awaitingOfficer: {
    ...onceAssessed,
    handlingOfficer: ['claimTask', 'releaseTask', 'completeTask', 'replayDecision'],
    supervisor: ['releaseTask', 'replayDecision'],
  },
  awaitingBatch: onceAssessed,
  awaitingReviewChain: onceAssessed,
  filing: onceAssessed,
  notifying: onceAssessed,
  closed: onceAssessed,
} as const satisfies Record<Stage, Partial<Record<Role, readonly CaseAction[]>>>;

/** What any of the roles can do to a case at this stage, in the order of `caseActions`. */
export function permittedActions(stage: Stage, roles: readonly Role[]): CaseAction[] {
  const byRole: Partial<Record<Role, readonly CaseAction[]>> = actions[stage];
  return caseActions.filter((action) => roles.some((role) => byRole[role]?.includes(action)));
}

/** Throws STATE_CONFLICT when the case is not at a stage where these roles can do it. */
export function checkPermittedAction(action: CaseAction, stage: Stage, roles: readonly Role[]): void {
  if (permittedActions(stage, roles).includes(action)) return;
  throw new DomainError('STATE_CONFLICT', `${action} is not possible while the case is ${stage}`, {
    params: { action, state: stage },
  });
}
