import { isVouchedFor } from '../../domain/case/identity.ts';
import { reasonsAsked, type AskedFor } from '../../domain/eligibility/asked-for.ts';
import { isAskedFor } from '../../domain/eligibility/reason.ts';
import type { ClinicalRecord, Reason } from '../../domain/eligibility/verdict.ts';
import { appealDue, decisionDue, supplyDue } from '../../domain/deadlines/deadlines.ts';
import type { WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import type { MessageSent } from '../../domain/case/case-message.ts';
import type { AnswerGiven } from '../../domain/tasks/answer-given.ts';
import { answerLetter, messageLetter, noLetter, type Letter } from '../../store/subjects/letters.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { openedAt } from './assessment.ts';
import type { InOpening, OnCase } from './on-case.ts';
import { clockTo, courseOf, type CourseSoFar } from '../../domain/deadlines/task-clock.ts';
import type { CaseStore } from '../../store/cases/port.ts';
import { changeCase, hearMessage, keepRecords, type CaseWrite } from '../../store/cases/case-writes.ts';
import { cancelTasks, cancelTasksOfCase, completeTask } from '../../store/tasks/task-writes.ts';

interface Dependencies {
  store: CaseStore;
  policies: PolicyStore;
  calendar: WorkingCalendar;
}

/** What the rules left open; what a person saw besides stands in the answer to a task, or in a message from a round. */
export type SupplementAsked = { open: readonly Reason[] } & (
  { answer: AnswerGiven<'supplementRequested'> } | { message: MessageSent }
);

/** The person's answer by which it is accepted; or the task to which nobody said anything. */
export type Accepting = { answer: AnswerGiven<'accepted'> } | { unanswered: string };

export type StepActivities = ReturnType<typeof createStepActivities>;

/** The steps between receipt and decision: acceptance 受理, supplements 补正, and the tasks of people. */
export function createStepActivities({ store, policies, calendar }: Dependencies) {
  return {
    /**
     * Key `accept:<opening>`. 受理, by a person or by silence: then as of the receipt. Deadlines run from it. A person
     * who accepts what nobody vouched for has checked identity and authorisation; `placeTaken` where the person of the
     * application has applied already.
     */
    async acceptCase({ caseId, opening, waits, at, ...accepting }: InOpening & Pick<CourseSoFar, 'waits'> & Accepting) {
      const letter = 'answer' in accepting ? answerLetter(caseId, accepting.answer) : noLetter;
      const unanswered = 'unanswered' in accepting ? [cancelTasks([accepting.unanswered])] : [];
      return store.effectOf(caseId, `accept:${opening}`, letter, async (stored, answer) => {
        const policy = await policies.get(stored.policyVersionId);
        const acceptedAt = (answer ? new Date(at) : openedAt(stored)).toISOString();
        const acceptedBy = answer?.by.subject ?? 'silence';
        const dueAt = decisionDue(policy, stored.procedure, calendar, courseOf({ acceptedAt, waits }, new Date(at)));
        const vouching = answer !== undefined && !isVouchedFor(stored.identity);
        const taken = vouching && !stored.holdsPlace && (await store.isPlaceTaken(stored));
        return {
          at: new Date(at),
          actor: answer?.by.subject ?? 'system',
          action: 'accepted',
          result: {
            acceptedAt,
            clock: clockTo(policy, dueAt),
            ...(taken ? { placeTaken: true as const } : vouching && { identity: 'checked' as const }),
          },
          writes: [
            changeCase({
              acceptedAt: new Date(acceptedAt),
              acceptedBy,
              dueAt,
              stage: 'assessing',
              // Of what is in the way the person alone is told.
              ...(vouching && !taken && { identity: 'checked', holdsPlace: true }),
            }),
            ...(answer ? [completeTask(answer)] : unanswered),
          ],
        };
      });
    },

    /** Key `supplement:<opening>`. 一次性告知补正: everything that is missing at once; the clock stands still from now on. */
    async requestSupplement({ caseId, opening, open, at, ...asking }: InOpening & SupplementAsked) {
      const letter = 'answer' in asking ? inAnswer(caseId, asking.answer) : inMessage(caseId, asking.message);
      return store.effectOf(caseId, `supplement:${opening}`, letter, async (stored, { by, also, because }) => {
        const policy = await policies.get(stored.policyVersionId);
        const { supplyBy, remindAt } = supplyDue(policy, new Date(at));
        const missing = [...open.filter(({ code }) => isAskedFor(code)), ...reasonsAsked(also, policy, stored.disease)];
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
      const letter = messageLetter(caseId, { id: messageId, kind: 'supplied' });
      await store.effectOf(caseId, `supplied:${messageId}`, letter, (stored, { body }) => {
        const { records = [], institution } = body;
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

/** Who asks, what they saw missing, and what is over by it. */
interface Asked {
  readonly by: string;
  readonly also: AskedFor;
  readonly because: readonly CaseWrite[];
}

function inAnswer(caseId: string, given: AnswerGiven<'supplementRequested'>): Letter<Asked> {
  const { row, read } = answerLetter(caseId, given);
  return {
    row,
    read(stored, sealer) {
      const answer = read(stored, sealer);
      return { by: answer.by.subject, also: answer.also, because: [completeTask(answer)] };
    },
  };
}

function inMessage(caseId: string, sent: MessageSent): Letter<Asked> {
  const { row, read } = messageLetter(caseId, sent);
  return {
    row,
    read(stored, sealer) {
      const { id, sentBy, body } = read(stored, sealer);
      return { by: sentBy, also: body.also ?? [], because: [hearMessage(id), cancelTasksOfCase()] };
    },
  };
}
