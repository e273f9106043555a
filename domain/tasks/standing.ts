/** What somebody can do to a task as it stands, and for whom they do it. */
import { peopleActedFor, permits, type Caller, type Target } from '../access/access.ts';
import type { Role } from '../access/grants.ts';
import { permittedTaskActions, type TaskAction, type TaskStanding } from './permitted-actions.ts';
import type { Barred } from './four-eyes.ts';

export interface StandingTask extends TaskStanding {
  readonly region: string;
  readonly institution: string | null;
  readonly candidate: Role;
  readonly assignee: string | null;
  readonly completedBy: string | null;
  readonly onBehalfOf: string | null;
  readonly barred: Barred;
}

type HeldTask = Pick<StandingTask, 'assignee' | 'region'>;

/** The absent colleague whose task it is, where the caller acts as their substitute. */
export function absenteeOf({ assignee, region }: HeldTask, caller: Caller): string | undefined {
  return assignee !== null && assignee !== caller.subject && peopleActedFor(caller, region).includes(assignee)
    ? assignee
    : undefined;
}

/** Everybody whom an act of the caller counts as an act of. */
export function actorsOn(task: HeldTask, caller: Caller): string[] {
  const absentee = absenteeOf(task, caller);
  return absentee === undefined ? [caller.subject] : [caller.subject, absentee];
}

function isBarred(task: StandingTask, caller: Caller): boolean {
  return actorsOn(task, caller).some((subject) => task.barred[subject] !== undefined);
}

/** Once it is completed, it is the task of whoever completed it, and of whoever they did it for. */
export function targetOf(task: StandingTask, { subject }: Caller): Target {
  if (task.state !== 'completed') return task;
  return { ...task, assignee: task.completedBy === subject ? subject : (task.onBehalfOf ?? task.completedBy) };
}

/** Not for those who are barred. */
const ofUninvolved: readonly TaskAction[] = ['claimTask', 'completeTask'];

export function actionsOn(task: StandingTask, caller: Caller): TaskAction[] {
  const permitted = permittedTaskActions(task, caller, targetOf(task, caller));
  return isBarred(task, caller) ? permitted.filter((action) => !ofUninvolved.includes(action)) : permitted;
}

/** Who may take it, has it, or oversees it, without being barred: what colleagues wrote is for them. */
export function mayWorkOn(task: StandingTask, caller: Caller): boolean {
  const target = targetOf(task, caller);
  const working = ['claimTask', 'completeTask', 'commentTask'] as const;
  return !isBarred(task, caller) && working.some((operation) => permits(operation, caller, target).permitted);
}
