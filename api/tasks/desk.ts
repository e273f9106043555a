import { randomUUID } from 'node:crypto';
import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Actor, AnswerGiven } from '../../domain/tasks/answer-given.ts';
import type { Answer, GivenAnswer } from '../../domain/tasks/answers.ts';
import { checkNotBarred } from '../../domain/tasks/four-eyes.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { absenteeOf, actorsOn } from '../../domain/tasks/standing.ts';
import type { TaskChanges } from '../../store/tasks/task-changes.ts';
import type { TaskDetails } from '../../store/tasks/task-details.ts';
import type { TaskRow } from '../../store/tasks/task-rows.ts';
import type { StaffRegister } from '../staff/register.ts';
import type { NamedDocument, RequireDocuments } from '../documents/require-documents.ts';
import type { CheckAnswer } from './answer-check.ts';
import type { AnswerTask } from './answers.ts';
import { requireAction } from './permission.ts';

interface Dependencies {
  changes: TaskChanges;
  requireDocuments: RequireDocuments;
  register: StaffRegister;
  sealer: Sealer;
  clock: Clock;
  answer: AnswerTask;
  check: CheckAnswer;
}

export type TaskDesk = ReturnType<typeof createTaskDesk>;

/**
 * Taking a task and answering it. Everything but an answer touches the task's row alone, under the version that the
 * reviewer saw; an answer reaches the workflow, as an Update whose id the row keeps.
 */
export function createTaskDesk({ changes, requireDocuments, register, sealer, clock, answer, check }: Dependencies) {
  return {
    /** 签收 */
    async claim(task: TaskRow, version: number, caller: Caller) {
      requireAction('claimTask', task, caller);
      checkNotBarred(task.barred, [caller.subject]);
      if (task.specialty !== null) await requireSpecialty(task.specialty, caller);
      const set = { state: 'claimed' as const, assignee: caller.subject, claimedAt: clock.now() };
      const taker = { subject: caller.subject, isCaller: true };
      await changes.change(task, version, caller, { action: 'claimTask', set, event: 'claimed', taker });
    },

    /** 退签 */
    async release(task: TaskRow, version: number, caller: Caller, note?: string) {
      requireAction('releaseTask', task, caller);
      const set = { state: 'ready' as const, assignee: null, claimedAt: null, standIn: null };
      await changes.change(task, version, caller, { action: 'releaseTask', set, event: 'released', note });
    },

    /**
     * The message that the workflow has taken and that need be sent no more; undefined when it has not said
     * yet, then the outbox resends until it does. @throws DomainError when the answer is incomplete, or the workflow
     * refused it; the task stays claimed then.
     */
    async complete(
      task: TaskDetails,
      version: number,
      given: GivenAnswer,
      caller: Caller,
    ): Promise<AnswerGiven | undefined> {
      requireAction('completeTask', task, caller);
      checkNotBarred(task.barred, actorsOn(task, caller));
      const stands = await check(task, given);
      await requireDocuments(papersIn(stands), caller);

      const onBehalfOf = absenteeOf(task, caller);
      const by: Actor = {
        subject: caller.subject,
        role: task.standIn ?? task.candidate,
        ...(onBehalfOf !== undefined && { onBehalfOf }),
      };
      const message: AnswerGiven = { taskId: task.id, answerId: randomUUID(), outcome: stands.outcome };
      await changes.answer(task, version, caller, message, {
        resultSealed: sealer.seal({ ...stands, by }),
        completedBy: caller.subject,
        onBehalfOf: onBehalfOf ?? null,
      });
      return (await answer(task.workflowId, message)) ? message : undefined;
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
