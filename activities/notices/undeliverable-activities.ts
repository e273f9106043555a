import type { Template } from '../../domain/notices/templates.ts';
import type { AnswerGiven } from '../../domain/tasks/answer-given.ts';
import type { AnswerOutcome } from '../../domain/tasks/answers.ts';
import { localDay, endOfDay } from '../../domain/time-zone.ts';
import { nextWorkingDay, type WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { clockTo, type TaskClock } from '../../domain/deadlines/task-clock.ts';
import type { OnCase } from '../case/on-case.ts';
import type { CaseStore } from '../../store/cases/port.ts';
import { answerLetter } from '../../store/subjects/letters.ts';
import { completeTask } from '../../store/tasks/task-writes.ts';

/** A notice that a rule demands and no channel could bring. */
export interface Undeliverable {
  readonly caseId: string;
  readonly messageId: string;
  /** At the notification service. */
  readonly key: string;
  readonly template: Template;
  readonly role: 'patient' | 'agent';
}

/** What a person made of it. */
export type NoticeSettled = Extract<AnswerOutcome, 'handedOver' | 'notReachable'>;

/** What the notification service knows of notices that did not arrive. */
export interface Undelivered {
  list(after?: string): Promise<{ readonly notices: readonly Undeliverable[]; readonly next?: string }>;
  settle(key: string, as: NoticeSettled, at: Date): Promise<void>;
}

interface Dependencies {
  store: CaseStore;
  policies: PolicyStore;
  calendar: WorkingCalendar;
  undelivered: Undelivered;
}

export type UndeliverableActivities = ReturnType<typeof createUndeliverableActivities>;

export function createUndeliverableActivities({ store, policies, calendar, undelivered }: Dependencies) {
  return {
    findUndeliverable({ after }: { after?: string }) {
      return undelivered.list(after);
    },

    /** Key `undeliverable:<message>`. Due by the end of the next working day (PRACTICE, Notices). */
    async takeUpNotice({ caseId, messageId, template, role, at }: OnCase & Undeliverable): Promise<TaskClock> {
      return store.effect(caseId, `undeliverable:${messageId}`, async ({ policyVersionId }) => {
        const policy = await policies.get(policyVersionId);
        const clock = clockTo(policy, endOfDay(nextWorkingDay(calendar, localDay(new Date(at)))));
        const result = { messageId, template, role, ...clock };
        return { at: new Date(at), actor: 'system', action: 'noticeUndeliverable', result };
      });
    },

    /** Key `task:<id>:answer`; at the notification service the message's own, where it is settled once. */
    async settleNotice({ caseId, messageId, key, answer: given, at }: OnCase & Settling) {
      const { taskId } = given;
      await store.effectOf(caseId, `task:${taskId}:answer`, answerLetter(caseId, given), async (_, answer) => {
        await undelivered.settle(key, answer.outcome, new Date(at));
        return {
          at: new Date(at),
          actor: answer.by.subject,
          action: 'noticeSettled',
          result: { messageId, taskId, as: answer.outcome },
          writes: [completeTask(answer)],
        };
      });
    },
  };
}

interface Settling {
  messageId: string;
  key: string;
  answer: AnswerGiven<NoticeSettled>;
}
