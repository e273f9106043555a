import { z } from 'zod';
import { taskStates, type TaskState } from './permitted-actions.ts';
import { taskKindNames } from './kinds.ts';

const attentions = ['warned', 'breached', 'escalated', 'nobodyLeft'] as const;

const plain = {
  kind: z.enum(taskKindNames).optional(),
  state: z.enum(taskStates).optional(),
  region: z.string().optional(),
  institution: z.string().optional(),
  applicationId: z.uuid().optional(),
  assignee: z.string().optional(),
  dueBefore: z.iso.datetime({ offset: true }).optional(),
  attention: z.enum(attentions).optional().describe('Open, and this has happened to it'),
};

const mine = 'Only tasks that the caller holds, or a colleague for whom the caller stands in there today';
const overdue = 'Open, and past its deadline';
const priority = 'Major priority; smaller goes first';

/** What is asked of the list of tasks, as a filter that is kept says it. */
export const taskFilter = z
  .strictObject({
    ...plain,
    mine: z.boolean().optional().describe(mine),
    overdue: z.boolean().optional().describe(overdue),
    priority: z.int().optional().describe(priority),
  })
  .meta({ id: 'TaskFilter' });

/** The same as a query says it. */
export const taskFilterQuery = {
  ...plain,
  mine: z.stringbool().optional().describe(mine),
  overdue: z.stringbool().optional().describe(overdue),
  priority: z.coerce.number().int().optional().describe(priority),
};

export type TaskFilter = z.output<typeof taskFilter>;

const openStates: readonly TaskState[] = ['ready', 'claimed', 'completing'];

export function statesIn({ state, overdue, attention }: TaskFilter): readonly TaskState[] {
  const states = overdue || attention ? openStates : taskStates;
  return state ? states.filter((each) => each === state) : states;
}

/** Ready tasks stand as in the queue; whoever asks for a time, or for other states, has the earliest deadline first. */
export function standsAsInQueue({ state, overdue, attention, dueBefore }: TaskFilter): boolean {
  return state === 'ready' && !overdue && !attention && dueBefore === undefined;
}
