import { z } from 'zod';
import { taskStates } from '../../records/coded.ts';
import { reason } from '../reads/shapes.ts';

export const taskSummary = z
  .object({
    id: z.uuid(),
    applicationId: z.uuid(),
    kind: z.string(),
    region: z.string(),
    institution: z.string().nullable(),
    candidate: z.string().describe('Role whose members may claim it'),
    state: z.enum(taskStates),
    assignee: z.string().nullable(),
    version: z.int(),
    createdAt: z.iso.datetime(),
    dueAt: z.iso.datetime(),
    links: z.object({ self: z.string(), application: z.string() }),
  })
  .meta({ id: 'TaskSummary' });

export const taskDetail = taskSummary
  .extend({
    open: z.array(reason).describe('What the rules left open; answered by place, from 0'),
    form: z.record(z.string(), z.unknown()).describe('JSON Schema of the decision'),
    rejection: z.object({ code: z.string(), message: z.string() }).nullable().describe('Why the case refused the last answer'),
    completedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Task' });
