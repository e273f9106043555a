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

    /** Oldest first. */
    async notes(id: string, caller: Caller) {
      await requireReader(id, caller);
      const rows = await prisma.taskNote.findMany({ where: { taskId: id }, orderBy: [{ at: 'asc' }, { id: 'asc' }] });
      return rows.map(noteView);
    },

    /** Oldest first. */
    async events(id: string, caller: Caller) {
      await requireReader(id, caller);
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
    said: Pick<Prisma.TaskNoteUncheckedCreateInput, 'textSealed' | 'documentId'>,
  ) {
    const by = { author: caller.subject, onBehalfOf: absenteeOf(task, caller) ?? null };
    return noteView(
      await prisma.taskNote.create({ data: { id: randomUUID(), taskId: task.id, at: clock.now(), ...by, ...said } }),
    );
  }

  async function requireReader(id: string, caller: Caller): Promise<void> {
    const task = await findTask(run, id);
    requirePermission('listTasks', caller, task);
    if (!mayWorkOn(task, caller)) {
      const params = { operation: 'readTaskNotes', reason: 'barred' };
      throw new DomainError('NOT_PERMITTED', 'What colleagues wrote is for those who may work on the task.', {
        params,
      });
    }
  }

  function noteView({ id, at, author, onBehalfOf, textSealed, documentId }: Prisma.TaskNoteGetPayload<object>) {
    return {
      id,
      at: at.toISOString(),
      author,
      onBehalfOf,
      documentId,
      text: textSealed && (sealer.open(textSealed) as string),
    };
  }
}
