import { isMissing } from '../../domain/eligibility/reason.ts';
import type { ClinicalRecord, Reason } from '../../domain/eligibility/verdict.ts';
import { appealDue, decisionDue, supplyDue } from '../../domain/deadlines/deadlines.ts';
import type { WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { openedAt } from './assessment.ts';
import type { InOpening, OnCase } from './case-activities.ts';
import { clockTo, courseOf, type CourseSoFar } from '../../domain/deadlines/task-clock.ts';
import type { CaseStore } from '../../store/cases/port.ts';
import { changeCase, hearMessage, keepRecords, type CaseWrite } from '../../store/cases/case-writes.ts';
import { cancelTasks, cancelTasksOfCase, completeTask } from '../../store/tasks/task-writes.ts';

interface Dependencies {
  store: CaseStore;
  policies: PolicyStore;
  calendar: WorkingCalendar;
}

/** What the rules left open, and what a person saw besides: in the answer of a task, or in a message from a round. */
export type SupplementAsked = { by: string; open: readonly Reason[] } & (
  { taskId: string; also: readonly { criterion: string; evidence: string }[] } | { messageId: string }
);

export type StepActivities = ReturnType<typeof createStepActivities>;

/** The steps between receipt and decision: acceptance 受理, supplements 补正, and the tasks of people. */
export function createStepActivities({ store, policies, calendar }: Dependencies) {
  return {
    /** Key `accept:<opening>`. 受理, by a person or by silence: then as of the receipt. Deadlines run from it. */
    async acceptCase({
      caseId,
      opening,
      taskId,
      by,
      waits,
      at,
    }: InOpening & Pick<CourseSoFar, 'waits'> & { taskId: string; by: string }) {
      return store.effect(caseId, `accept:${opening}`, async (stored) => {
        const policy = await policies.get(stored.policyVersionId);
        const acceptedAt = (by === 'silence' ? openedAt(stored) : new Date(at)).toISOString();
        const dueAt = decisionDue(policy, stored.procedure, calendar, courseOf({ acceptedAt, waits }, new Date(at)));
        return {
          at: new Date(at),
          actor: by === 'silence' ? 'system' : by,
          action: 'accepted',
          result: { acceptedAt, clock: clockTo(policy, dueAt) },
          writes: [
            changeCase({ acceptedAt: new Date(acceptedAt), acceptedBy: by, dueAt, stage: 'assessing' }),
            by === 'silence' ? cancelTasks([taskId]) : completeTask(taskId, 'accepted'),
          ],
        };
      });
    },

    /** Key `supplement:<opening>`. 一次性告知补正: everything that is missing at once; the clock stands still from now on. */
    async requestSupplement({ caseId, opening, by, open, at, ...asking }: InOpening & SupplementAsked) {
      return store.effect(caseId, `supplement:${opening}`, async (stored) => {
        const { supplyBy, remindAt } = supplyDue(await policies.get(stored.policyVersionId), new Date(at));
        const because: readonly CaseWrite[] =
          'messageId' in asking
            ? [hearMessage(asking.messageId), cancelTasksOfCase()]
            : [completeTask(asking.taskId, 'supplementRequested')];
        const { also = [] } = 'messageId' in asking ? await store.messageBody(asking.messageId) : asking;
        const missing = [
          ...open.filter(({ code }) => isMissing(code)),
          ...also.map(({ criterion, evidence }) => asked(criterion, evidence, open)),
        ];
        return {
          at: new Date(at),
          actor: by,
          action: 'supplementRequested',
          result: { supplyBy: supplyBy.toISOString(), remindAt: remindAt.toISOString(), missing },
          writes: [
            changeCase({ stage: 'awaitingSupplement', waitingSince: new Date(at), supplyBy, dueAt: null }),
            ...because,
          ],
        };
      });
    },

    /** Key `supplied:<message>`. What was supplied joins the case; the clock runs again. */
    async takeSupplement({ caseId, messageId, at }: OnCase & { messageId: string }) {
      await store.effect(caseId, `supplied:${messageId}`, async (stored) => {
        const { records = [], institution } = await store.messageBody(messageId);
        const supplied = records.map((record) => ({ ...record, source: 'hospital' }) as unknown as ClinicalRecord);
        return {
          at: new Date(at),
          actor: 'system',
          action: 'supplied',
          result: { messageId },
          writes: [
            hearMessage(messageId),
            changeCase({ stage: 'assessing', waitingSince: null, supplyBy: null, ...(institution && { institution }) }),
            ...(supplied.length > 0 ? [keepRecords([...stored.records, ...supplied])] : []),
          ],
        };
      });
    },

    /** Key `appeal:<opening>`. 异议复核: who refused has no part in it; `clock` is the appeal's own. */
    async takeAppeal({ caseId, opening, messageId, at }: InOpening & { messageId: string }) {
      return store.effect(caseId, `appeal:${opening}`, async (stored) => {
        const policy = await policies.get(stored.policyVersionId);
        const dueAt = appealDue(policy, calendar, new Date(at));
        const result = { clock: clockTo(policy, dueAt) };
        const writes = [hearMessage(messageId), changeCase({ dueAt })];
        return { at: new Date(at), actor: 'system', action: 'appealed', result, writes };
      });
    },
  };
}

/** A person saw that this is missing as well: by the clause of the criterion, where the rules had named it. */
function asked(criterion: string, evidence: string, open: readonly Reason[]): Reason {
  const clause = open.find(({ params }) => params['criterion'] === criterion)?.clause ?? 'PRACTICE, Acceptance';
  return { code: 'evidenceMissing', clause, params: { criterion, required: [evidence], alternatives: [] } };
}
