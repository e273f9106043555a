import { createTaskActivities } from '../../activities/tasks/task-activities.ts';
import { composeTasks } from '../../api/tasks/compose.ts';
import { serve } from '../../worker/served-effects.ts';
import { taskEffects } from '../../workflows/tasks/effects.ts';
import type { Capability } from '../capability.ts';

/** 待办: human work, whatever it is about. */
export const tasks: Capability = {
  word: 'tasks',
  routes: composeTasks,
  effects: ({ store, subjects, tasks: rows }) => [
    serve(taskEffects, createTaskActivities({ cases: store, subjects, tasks: rows })),
  ],
};
