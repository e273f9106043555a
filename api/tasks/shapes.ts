import { z } from 'zod';
import { taskActions, taskStates } from '../../domain/tasks/permitted-actions.ts';
import { outcomes } from '../../domain/case/decision.ts';
import { answerOutcomes } from '../../domain/tasks/answers.ts';
import { subjectKinds } from '../../domain/tasks/subjects.ts';
import { taskKindNames } from '../../domain/tasks/kinds.ts';
import { dossierShape, paper } from '../cases/dossier-view.ts';
import { openPoint, reason } from '../cases/shapes.ts';

const instant = z.iso.datetime();

/** What human work is about. */
export const aboutWhat = z
  .object({ kind: z.enum(subjectKinds), id: z.uuid() })
  .meta({ id: 'Subject', description: 'What it is about' });

export const taskSummary = z
  .object({
    id: z.uuid(),
    subject: aboutWhat,
    applicationId: z.uuid().nullable().describe('Of a task about a case, the case'),
    kind: z.enum(taskKindNames),
    region: z.string(),
    institution: z.string().nullable(),
    candidate: z.string().describe('Role whose members may claim it'),
    specialty: z.string().nullable().describe('Only those who have it are offered the task'),
    state: z.enum(taskStates),
    assignee: z.string().nullable(),
    delegator: z.string().nullable().describe('Who gets it back from the assignee 委派'),
    version: z.int(),
    priority: z.object({ major: z.int(), minor: z.int() }).describe('Smaller goes first'),
    createdAt: instant,
    claimedAt: instant.nullable(),
    warnAt: instant.nullable(),
    dueAt: instant,
    warnedAt: instant.nullable(),
    breachedAt: instant.nullable(),
    escalatedAt: instant.nullable(),
    completedAt: instant.nullable(),
    completedBy: z.string().nullable(),
    onBehalfOf: z.string().nullable().describe('The absent colleague for whom it was completed'),
    answer: z.enum(answerOutcomes).nullable(),
    nobodyLeft: z
      .boolean()
      .describe('Separation of duties 不相容岗位分离 leaves nobody of those whom the staff register has for it'),
    standIn: z.string().nullable().describe('Role of whoever does it in their stead'),
    permittedActions: z.array(z.enum(taskActions)).describe('What the caller can do to it now'),
    links: z.object({ self: z.string(), application: z.string().nullable() }),
  })
  .meta({ id: 'TaskSummary' });

/** An answer as it stands: as its form asks for it, reasons with their clauses and words of their own. */
const answerGiven = z.looseObject({ outcome: z.enum(answerOutcomes) }).meta({ id: 'AnswerGiven' });

const appealed = z
  .object({
    grounds: z.string().describe('Why the decision is thought wrong, in the words of whoever appeals'),
    at: instant,
    papers: z.array(paper).describe('Those that came with it'),
    decision: z
      .object({
        outcome: z.enum(outcomes),
        decidedAt: instant,
        decidedBy: z.enum(['rules', 'person', 'panel']),
        role: z.string().nullable(),
        reasons: z.array(reason),
      })
      .nullable()
      .describe('The decision that is looked at again'),
  })
  .meta({ id: 'AppealMade' });

export const taskDetail = taskSummary
  .extend({
    appeal: appealed.nullable().describe('Of a task about an appeal 异议复核, for those who may work on it'),
    open: z.array(openPoint).describe('What the rules left open, for whoever may know; answered by place, from 0'),
    dossier: dossierShape.nullable().describe('null where the caller may not read the papers'),
    refusalReasons: z.array(reason).nullable().describe('What may be refused for; an answer names code and params'),
    form: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('JSON Schema of the answer; null once the task is over'),
    follows: z
      .object({
        kind: z.enum(taskKindNames),
        by: z.string(),
        onBehalfOf: z.string().nullable(),
        role: z.string(),
        at: instant,
        answer: answerGiven,
      })
      .nullable()
      .describe('The answer that led here: an opinion, or why it was sent back 退回; for those who may work on it'),
    stepsIn: z
      .object({ role: z.string(), where: z.string() })
      .nullable()
      .describe('Of a task with nobody left: to whom the pack has it assigned; null also where nobody has said'),
    rejection: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .describe('Why the case refused the last answer'),
  })
  .meta({ id: 'Task' });

export const taskPage = z.object({ items: z.array(taskSummary), next: z.string().nullable() }).meta({ id: 'TaskPage' });

export const taskCount = z
  .object({ count: z.int(), exact: z.boolean().describe('false: there are more') })
  .meta({ id: 'TaskCount' });

export const taskNote = z
  .object({
    id: z.uuid(),
    taskId: z.uuid().describe('The task at which it was written'),
    at: instant,
    author: z.string(),
    onBehalfOf: z.string().nullable(),
    text: z.string().nullable(),
    documentId: z.uuid().nullable(),
    evidence: z.string().nullable().describe('As which evidence of the disease the paper counts'),
  })
  .meta({ id: 'TaskNote' });

export const taskEvent = z
  .object({
    at: instant,
    action: z.string(),
    actor: z.string(),
    onBehalfOf: z.string().nullable(),
    assignee: z.string().nullable().describe('Who held the task after it'),
    note: z.string().nullable(),
  })
  .meta({ id: 'TaskEvent' });
