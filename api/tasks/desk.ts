import { randomUUID } from 'node:crypto';
import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { checkAnswer } from '../../domain/tasks/answering.ts';
import { withoutNotes, type Answer } from '../../domain/tasks/answers.ts';
import { checkNotBarred } from '../../domain/tasks/four-eyes.ts';
import type { Prisma, PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { afterTheCall, answerMessage } from '../../store/outbox/message.ts';
import { answerOutOfOutbox, intoOutboxAfter } from '../../store/outbox/outbox.ts';
import type { TaskAnswer } from '../../workflows/messages.ts';
import type { StaffRegister } from '../staff/register.ts';
import type { NamedDocument, RequireDocuments } from '../documents/require-documents.ts';
import type { AnswerTask } from './answers.ts';
import { changed, type ChangeTask } from './change.ts';
import { absenteeOf, actorsOn, requireAction, type TaskRow } from './task-rows.ts';

interface Dependencies {
  change: ChangeTask;
  requireDocuments: RequireDocuments;
  register: StaffRegister;
  sealer: Sealer;
  clock: Clock;
  answer: AnswerTask;
}

export type TaskDesk = ReturnType<typeof createTaskDesk>;

/**
 * Taking a task and answering it. Everything but an answer touches the task's row alone, under the version that the
 * reviewer saw; an answer reaches the workflow, as an Update whose id the row keeps.
 */
export function createTaskDesk({ change, requireDocuments, register, sealer, clock, answer }: Dependencies) {
  return {
    /** 签收 */
    async claim(task: TaskRow, version: number, caller: Caller) {
      requireAction('claimTask', task, caller);
      checkNotBarred(task.barred, [caller.subject]);
      if (task.specialty !== null) await requireSpecialty(task.specialty, caller);
      const set = { state: 'claimed', assignee: caller.subject, claimedAt: clock.now() };
      await change(task, version, caller, { action: 'claimTask', set, event: 'claimed' });
    },

    /** 退签 */
    async release(task: TaskRow, version: number, caller: Caller, note?: string) {
      requireAction('releaseTask', task, caller);
      const set = { state: 'ready', assignee: null, claimedAt: null };
      await change(task, version, caller, { action: 'releaseTask', set, event: 'released', note });
    },

    /**
     * What is to be written once the workflow has taken the answer; undefined when it has not said yet, then the outbox
     * resends until it does. @throws DomainError when the answer is incomplete, or the workflow refused it; the task
     * stays claimed then.
     */
    async complete(task: TaskRow, version: number, given: Answer, caller: Caller): Promise<Prisma.Sql | undefined> {
      requireAction('completeTask', task, caller);
      checkNotBarred(task.barred, actorsOn(task, caller));
      // Whether papers were asked for before, the workflow knows.
      checkAnswer(given, { kind: task.kind, open: task.open, supplementRequested: false });
      await requireDocuments(papersIn(given), caller);

      const onBehalfOf = absenteeOf(task, caller);
      const by = { subject: caller.subject, role: task.candidate, ...(onBehalfOf !== undefined && { onBehalfOf }) };
      const updateId = randomUUID();
      const message: TaskAnswer = { ...withoutNotes(given), taskId: task.id, by };
      const result = { updateId, resultSealed: sealer.seal({ ...given, by }), rejection: null };
      const set = { state: 'completing', ...result, completedBy: caller.subject, onBehalfOf: onBehalfOf ?? null };
      await change(task, version, caller, { action: 'completeTask', set, also: [toOutbox(task, updateId, message)] });
      const taken = await answer(task.workflowId, updateId, message);
      return taken ? answerOutOfOutbox(task.id, updateId) : undefined;
    },
  };

  async function requireSpecialty(specialty: string, { subject }: Caller): Promise<void> {
    const member = await register.find(subject);
    if (member?.specialties.includes(specialty)) return;
    throw new DomainError(
      'NOBODY_COMPETENT',
      `The task asks for the specialty ${specialty}; the staff register has none for you.`,
      {
        params: { subject, missing: ['specialty'] },
      },
    );
  }

  function toOutbox({ subjectId, workflowId }: TaskRow, updateId: string, message: TaskAnswer): Prisma.Sql {
    const sent = answerMessage(subjectId, { workflowId, updateId, message }, afterTheCall(clock.now()));
    return intoOutboxAfter(changed, sent);
  }
}

/** Those of a home visit's report. */
function papersIn(given: Answer): NamedDocument[] {
  if (given.outcome !== 'visited') return [];
  const photographs = given.photographIds.map((documentId, index) => ({
    documentId,
    where: `/body/decision/photographIds/${index}`,
  }));
  return [{ documentId: given.signatureId, where: '/body/decision/signatureId' }, ...photographs];
}
