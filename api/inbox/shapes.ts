import { z } from 'zod';
import { inboxKinds } from '../../domain/inbox/kinds.ts';
import { taskKindNames } from '../../domain/tasks/kinds.ts';
import { aboutWhat, taskCount, taskDetail } from '../tasks/shapes.ts';

const instant = z.iso.datetime();

/** What of the inbox is asked for. */
export const inboxWish = {
  kind: z.enum(inboxKinds).optional(),
  taskKind: z.enum(taskKindNames).optional().describe('Tasks of this kind alone'),
  region: z.string().optional(),
};

export const inboxEntry = z
  .object({
    kind: z.enum(inboxKinds),
    code: z.string().describe('What is to be done: the kind of a task, the cause of a contact'),
    title: z.string().describe('The same in words, in the language asked for'),
    subject: aboutWhat,
    region: z.string(),
    state: z.enum(['mine', 'free']).describe('free: nobody has it; the caller may take it, or name who does it'),
    holder: z.string().nullable().describe('The caller, or the absent colleague for whom the caller stands in'),
    priority: z.object({ major: z.int(), minor: z.int() }).describe('Smaller goes first'),
    dueAt: instant.nullable(),
    since: instant.nullable().describe('Since when it waits, where it has no deadline'),
    version: z.int().nullable().describe('Which whoever acts on it names; null where nobody has to'),
    links: z.object({ self: z.string(), action: z.string().describe('Where it is done, taken or given out') }),
  })
  .meta({ id: 'InboxEntry' });

export const inboxPage = z
  .object({ items: z.array(inboxEntry), next: z.string().nullable() })
  .meta({ id: 'InboxPage' });

export const inboxCount = z
  .object({ ballot: taskCount, contact: taskCount, opinion: taskCount, task: taskCount })
  .meta({ id: 'InboxCount' });

export const nextEntry = inboxEntry
  .extend({ task: taskDetail.nullable().describe('The task, claimed; null where it is something else') })
  .meta({ id: 'NextEntry' });
