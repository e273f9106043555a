import { randomUUID } from 'node:crypto';
import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Prisma, PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RunStatement } from '../../platform/database.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { requirePermission } from '../http/authentication.ts';
import { absenteeOf, findTask, mayWorkOn, requireAction, type TaskRow } from './task-rows.ts';

interface Dependencies {
  prisma: PrismaClient;
  run: RunStatement;
  sealer: Sealer;
  clock: Clock;
}

export type TaskNotes = ReturnType<typeof createTaskNotes>;

/** What reviewers write on a task and add to it, and its history. It changes nothing that another may be looking at. */
export function createTaskNotes({ prisma, run, sealer, clock }: Dependencies) {
  return {
    async comment(id: string, text: string, caller: Caller) {
      const task = await findTask(run, id);
      requireAction('commentTask', task, caller);
      return add(task, caller, { textSealed: sealer.seal(text) });
    },

    /** @throws DomainError DOCUMENT_UNKNOWN unless the caller has uploaded it. */
    async attach(id: string, documentId: string, text: string | undefined, caller: Caller) {
      const task = await findTask(run, id);
      requireAction('attachToTask', task, caller);
      if ((await prisma.document.count({ where: { id: documentId, uploadedBy: caller.subject } })) === 0) {
        throw new DomainError('DOCUMENT_UNKNOWN', `You have not uploaded a document ${documentId}.`, {
          params: { document: documentId },
        });
      }
      return add(task, caller, { documentId, ...(text !== undefined && { textSealed: sealer.seal(text) }) });
    },

    /** All that was written at the steps of what the task is about, oldest first. */
    async notes(id: string, caller: Caller) {
      const { subjectId } = await readable(id, caller);
      const rows = await prisma.note.findMany({ where: { subjectId }, orderBy: [{ at: 'asc' }, { id: 'asc' }] });
      return rows.map(noteView);
    },

    /** Oldest first. */
    async events(id: string, caller: Caller) {
      await readable(id, caller);
      const rows = await prisma.taskEvent.findMany({ where: { taskId: id }, orderBy: { id: 'asc' } });
      return rows.map(({ at, action, actor, onBehalfOf, assignee, noteSealed }) => ({
        at: at.toISOString(),
        action,
        actor,
        onBehalfOf,
        assignee,
        note: noteSealed && (sealer.open(noteSealed) as string),
      }));
    },
  };

  async function add(
    task: TaskRow,
    caller: Caller,
    said: Pick<Prisma.NoteUncheckedCreateInput, 'textSealed' | 'documentId'>,
  ) {
    const by = {
      id: randomUUID(),
      subjectId: task.subjectId,
      taskId: task.id,
      at: clock.now(),
      author: caller.subject,
      onBehalfOf: absenteeOf(task, caller) ?? null,
    };
    return noteView(await prisma.note.create({ data: { ...by, ...said } }));
  }

  async function readable(id: string, caller: Caller): Promise<TaskRow> {
    const task = await findTask(run, id);
    requirePermission('listTasks', caller, task);
    if (mayWorkOn(task, caller)) return task;
    const params = { operation: 'readTaskNotes', reason: 'barred' };
    throw new DomainError('NOT_PERMITTED', 'What colleagues wrote is for those who may work on the task.', { params });
  }

  function noteView({ id, taskId, at, author, onBehalfOf, textSealed, documentId }: Prisma.NoteGetPayload<object>) {
    return {
      id,
      taskId,
      at: at.toISOString(),
      author,
      onBehalfOf,
      documentId,
      text: textSealed && (sealer.open(textSealed) as string),
    };
  }
}
