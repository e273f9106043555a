import type { TaskActivities } from '../../activities/tasks/task-activities.ts';
import { effects, effectTable } from '../effects.ts';

export const taskEffects = effectTable<TaskActivities>('caseStore', {
  openTask: 'Put the task into the queue 待办',
  markTask: 'Record that the deadline comes, or has passed 预警 超期',
  recordAnswer: 'Record the answer 办理',
  recordTakenBack: 'Record that an answer is taken back 撤销办理',
});

export const tasks = effects(taskEffects);
