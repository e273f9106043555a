import type { AnswerOutcome } from '../../domain/tasks/answers.ts';
import { visitDue } from '../../domain/visits/offer.ts';
import type { Slot, VisitEnding } from '../../domain/visits/visit.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { clockTo, type TaskClock } from '../../domain/deadlines/task-clock.ts';
import type { InOpening, OnCase } from '../case/case-activities.ts';
import type { CaseStore } from '../../store/cases/port.ts';
import { changeCase, hearMessage } from '../../store/cases/case-writes.ts';
import { cancelTasks, completeTask } from '../../store/tasks/task-writes.ts';
import { changeVisit, offerVisit, reportVisit } from '../../store/visits/visit-writes.ts';

interface Dependencies {
  store: CaseStore;
  policies: PolicyStore;
}

/** Effects on one home visit 上门服务 of a case. The case's own course, its stage and deadlines, is none of theirs. */
export interface OnVisit extends OnCase {
  visitId: string;
}

export type VisitActivities = ReturnType<typeof createVisitActivities>;

export function createVisitActivities({ store, policies }: Dependencies) {
  return {
    /** Key `visit:<id>:offer`. */
    async offerVisit({
      caseId,
      visitId,
      workflowId,
      trigger,
      at,
    }: OnVisit & { workflowId: string; trigger: string }): Promise<TaskClock> {
      return store.effect(caseId, `visit:${visitId}:offer`, async (stored) => {
        const policy = await policies.get(stored.policyVersionId);
        const dueAt = visitDue(policy, new Date(at));
        return {
          at: new Date(at),
          actor: 'system',
          action: 'visitOffered',
          result: clockTo(policy, dueAt),
          writes: [offerVisit({ id: visitId, workflowId, trigger, dueAt })],
        };
      });
    },

    /** Key `task:<id>:answer`. Who comes, and when; or only another time. */
    async planVisit({
      caseId,
      visitId,
      taskId,
      outcome,
      team,
      slot,
      by,
      at,
    }: OnVisit & Answered & { team?: string; slot: Slot }) {
      await store.effect(caseId, `task:${taskId}:answer`, () => ({
        at: new Date(at),
        actor: by,
        action: 'visitPlanned',
        result: { visitId, taskId, slot },
        writes: [
          completeTask(taskId, outcome),
          changeVisit(visitId, {
            state: 'planned',
            ...(team && { team }),
            slotFrom: new Date(slot.from),
            slotUntil: new Date(slot.until),
          }),
        ],
      }));
    },

    /** Key `task:<id>:answer`. Nobody was at home; there will be another attempt. */
    async recordNotAtHome({
      caseId,
      visitId,
      taskId,
      outcome,
      attempts,
      by,
      at,
    }: OnVisit & Answered & { attempts: number }) {
      await store.effect(caseId, `task:${taskId}:answer`, () => ({
        at: new Date(at),
        actor: by,
        action: 'visitNotAtHome',
        result: { visitId, taskId, attempts },
        writes: [completeTask(taskId, outcome), changeVisit(visitId, { state: 'notAtHome', attempts })],
      }));
    },

    /**
     * Key `visit:<id>:end`. With the report where there is one; the task that still waits waits for nobody any more.
     * Returns how it ended, be it that another attempt of the same workflow task recorded that.
     */
    async endVisit({
      caseId,
      visitId,
      ending,
      attempts,
      by,
      answered,
      messageId,
      cancels,
      at,
    }: OnVisit & EndingVisit): Promise<VisitEnded> {
      return store.effect<VisitEnded>(caseId, `visit:${visitId}:end`, () => {
        const columns = { state: ending, attempts, endedAt: new Date(at) };
        const { taskId, report } = answered ?? {};
        return {
          at: new Date(at),
          actor: by,
          action: visitActions[ending],
          result: { visitId, ending, ...(report && { report: taskId! }) },
          writes: [
            ...(answered ? [completeTask(answered.taskId, answered.outcome)] : []),
            ...(messageId ? [hearMessage(messageId)] : []),
            ...(cancels ? [cancelTasks([cancels])] : []),
            report ? reportVisit(visitId, columns, { taskId: taskId!, ...report }) : changeVisit(visitId, columns),
          ],
        };
      });
    },

    /** Key `awaitVisit:<opening>`. Nobody can decide before the patient has been seen; the clock runs on. */
    async awaitVisit({ caseId, opening, visitId, at }: InOpening & { visitId: string }) {
      await store.effect(caseId, `awaitVisit:${opening}`, () => ({
        at: new Date(at),
        actor: 'system',
        action: 'awaitsVisit',
        result: { visitId },
        writes: [changeCase({ stage: 'awaitingVisit' }), changeVisit(visitId, { inPerson: true })],
      }));
    },
  };
}

interface Answered {
  taskId: string;
  outcome: AnswerOutcome;
  by: string;
}

/** Ids of documents; what was found stays sealed in the task's answer. */
export interface VisitPapers {
  readonly signatureId: string;
  readonly photographIds: readonly string[];
}

interface VisitEnded {
  readonly visitId: string;
  readonly ending: VisitEnding;
  /** The task whose answer is the report. */
  readonly report?: string;
}

interface EndingVisit {
  ending: VisitEnding;
  attempts: number;
  by: string;
  answered?: { taskId: string; outcome: AnswerOutcome; report?: VisitPapers };
  messageId?: string;
  cancels?: string;
}

const visitActions = {
  done: 'visited',
  declined: 'visitDeclined',
  missed: 'visitMissed',
  cancelled: 'visitCancelled',
} as const satisfies Record<VisitEnding, string>;
