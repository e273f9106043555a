import { z } from 'zod';
import type { Caller } from '../../domain/access/access.ts';
import type { Operation } from '../../domain/access/grants.ts';
import { answerSchema } from '../../domain/tasks/answers.ts';
import type { TaskDetails } from '../../store/tasks/task-details.ts';
import type { TaskRow } from '../../store/tasks/task-rows.ts';
import type { PresenceOf } from '../http/authentication.ts';
import { languageHeader } from '../../platform/http/language.ts';
import { route } from '../http/route.ts';
import type { StaffRegister } from '../staff/register.ts';
import type { TaskDesk } from './desk.ts';
import { ofTask } from './disclosed.ts';
import type { HandingOn } from './handing-on.ts';
import type { TaskNotes } from './notes.ts';
import type { TaskReads } from './reads.ts';
import { taskDetail, taskNote } from './shapes.ts';
import type { StandAside } from './standing-aside.ts';
import type { TakeBack } from './taking-back.ts';
import { freeText } from '../../domain/written-text.ts';

interface Dependencies {
  /** @throws DomainError NOT_FOUND */
  getTask(id: string): Promise<TaskRow>;
  /** The same with the file 案卷 of its case. */
  getDetails(id: string): Promise<TaskDetails>;
  presenceOf: PresenceOf;
  register: StaffRegister;
  reads: TaskReads;
  desk: TaskDesk;
  handingOn: HandingOn;
  standAside: StandAside;
  takeBack: TakeBack;
  notes: TaskNotes;
}

const params = z.object({ id: z.uuid() });
const version = z.int().min(0).describe('Version of the task that the caller saw');
const text = freeText(2_000);
const person = z.string().min(1).max(200).describe('Subject of the staff register');

const seen = z
  .strictObject({ version, note: text.optional().describe('Why; kept sealed') })
  .meta({ id: 'TaskVersion' });
const toSomebody = z.strictObject({ version, to: person, note: text.optional() }).meta({ id: 'TaskHandover' });
const withOpinion = z.strictObject({ version, opinion: text }).meta({ id: 'TaskOpinion' });
const completion = z.strictObject({ version, decision: answerSchema }).meta({ id: 'TaskCompletion' });
const comment = z.strictObject({ text }).meta({ id: 'TaskComment' });
const attachment = z
  .strictObject({
    documentId: z.uuid(),
    evidence: z.string().min(1).optional().describe('As which evidence of the disease it counts; none = as an aside'),
    text: text.optional(),
  })
  .meta({ id: 'TaskAttachment' });

/** What reviewers and supervisors do to tasks. Each names the version that its caller saw, but for notes. */
export function taskVerbRoutes({
  getTask,
  getDetails,
  presenceOf,
  register,
  reads,
  desk,
  handingOn,
  standAside,
  takeBack,
  notes,
}: Dependencies) {
  return [
    verb('claim', 'claimTask', 'Take the task 签收', seen, (task, body, caller) =>
      desk.claim(task, body.version, caller),
    ),
    verb('release', 'releaseTask', 'Give the task back to the queue 退签', seen, (task, body, caller) =>
      desk.release(task, body.version, caller, body.note),
    ),
    verb('assign', 'assignTask', 'Give it to somebody 指派', toSomebody, async (task, body, caller) =>
      handingOn.assign(task, body.version, await register.require(body.to), caller, body.note),
    ),
    verb(
      'transfer',
      'transferTask',
      'Hand it on to a colleague for good 转办',
      toSomebody,
      async (task, body, caller) =>
        handingOn.transfer(task, body.version, await register.require(body.to), caller, body.note),
    ),
    verb(
      'delegation',
      'delegateTask',
      'Have a colleague look at it; it comes back 委派',
      toSomebody,
      async (task, body, caller) =>
        handingOn.delegate(task, body.version, await register.require(body.to), caller, body.note),
    ),
    verb(
      'opinion',
      'returnDelegation',
      'Give a delegated task back, with what one thinks',
      withOpinion,
      (task, body, caller) => handingOn.returnDelegation(task, body.version, body.opinion, caller),
    ),
    verb('recusal', 'recuseFromTask', 'Say that the case is not for oneself 回避', seen, (task, body, caller) =>
      standAside(task, body.version, caller, body.note),
    ),

    route({
      method: 'post',
      path: '/v1/tasks/{id}/completion',
      operationId: 'completeTask',
      summary: 'Answer it 办结; what may be answered, the form of the task says',
      tags: ['tasks'],
      access: 'completeTask',
      discloses: ofTask,
      params,
      headers: languageHeader,
      body: completion,
      replies: {
        200: { description: 'The answer stands', schema: taskDetail },
        202: { description: 'Stored; the case takes it as soon as it can', schema: taskDetail },
      },
      async handle({ params: { id }, body: said, headers, caller: alone, ...call }) {
        const task = await getDetails(id);
        const caller = task.assignee === alone.subject ? alone : { ...alone, ...(await presenceOf(alone.subject)) };
        const taken = await desk.complete(task, said.version, said.decision, caller);
        const language = headers['accept-language'];
        if (taken === undefined) return { status: 202, body: await reads.get(id, caller, language) };
        const body = await reads.getAnswered(id, taken, { ...call, caller }, language);
        return { status: 200, body, isWritten: true };
      },
    }),

    route({
      method: 'post',
      path: '/v1/tasks/{id}/retraction',
      operationId: 'takeBackTask',
      summary: "Take one's answer back while nobody has acted on it 撤销办理",
      description: 'The step is opened anew, as another task.',
      tags: ['tasks'],
      access: 'takeBackTask',
      discloses: ofTask,
      params,
      headers: languageHeader,
      body: seen,
      replies: {
        200: { description: 'Taken back', schema: taskDetail },
        202: { description: 'Stored; the case takes it as soon as it can', schema: taskDetail },
      },
      async handle({ params: { id }, body, headers, caller }) {
        const taken = await takeBack(await getTask(id), body.version, caller, body.note);
        return { status: taken ? 200 : 202, body: await reads.get(id, caller, headers['accept-language']) };
      },
    }),

    note('comments', 'commentTask', 'Write something on it', comment, (id, body, caller) =>
      notes.comment(id, body.text, caller),
    ),
    note('attachments', 'attachToTask', 'Add a paper that the caller has uploaded', attachment, (id, body, caller) =>
      notes.attach(id, body, caller),
    ),
  ];

  /** An act on one task's row. */
  function verb<Body>(
    name: string,
    operation: Operation,
    summary: string,
    body: z.ZodType<Body>,
    act: (task: TaskRow, body: Body, caller: Caller) => Promise<void>,
  ) {
    return route({
      method: 'post',
      path: `/v1/tasks/{id}/${name}`,
      operationId: operation,
      summary,
      tags: ['tasks'],
      access: operation,
      discloses: ofTask,
      params,
      headers: languageHeader,
      body,
      replies: { 200: { description: 'The task as it stands now', schema: taskDetail } },
      async handle({ params: { id }, body, headers, caller }) {
        await act(await getTask(id), body, caller);
        return { status: 200, body: await reads.get(id, caller, headers['accept-language']) };
      },
    });
  }

  function note<Body>(
    name: string,
    operation: Operation,
    summary: string,
    body: z.ZodType<Body>,
    add: (id: string, body: Body, caller: Caller) => Promise<z.input<typeof taskNote>>,
  ) {
    return route({
      method: 'post',
      path: `/v1/tasks/{id}/${name}`,
      operationId: operation,
      summary,
      tags: ['tasks'],
      access: operation,
      discloses: 'nothing',
      params,
      body,
      replies: { 201: { description: 'Added', schema: taskNote } },
      async handle({ params: { id }, body, caller }) {
        return { status: 201, body: await add(id, body, caller) };
      },
    });
  }
}
