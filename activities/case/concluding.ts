/**
 * 办结: how an opening of a case is concluded, by a decision or without one. All go under the key `decide:<opening>`, so
 * that whichever is recorded first is the one.
 */
import type { Outcome, Ruling } from '../../domain/case/decision.ts';
import type { WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import type { AnswerGiven } from '../../domain/tasks/answer-given.ts';
import { localDay } from '../../domain/time-zone.ts';
import { hearMessage } from '../../store/cases/case-writes.ts';
import type { CaseStore, Conclusion } from '../../store/cases/port.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { RoundStore } from '../../store/rounds/port.ts';
import {
  answerLetter,
  messageLetter,
  noLetter,
  type Letter,
  type TakenMessage,
  type TaskAnswer,
} from '../../store/subjects/letters.ts';
import type { TaskStore } from '../../store/tasks/task-store.ts';
import { cancelTasksOfCase, completeTask } from '../../store/tasks/task-writes.ts';
import { appliedForAlready, ended, recordedOnItsDay, standingOn, type Recorded, type Ruled } from './deciding.ts';
import type { Looks } from './known-facts.ts';
import type { InOpening, Told } from './on-case.ts';

interface Dependencies {
  store: CaseStore;
  looks: Looks;
  tasks: Pick<TaskStore, 'openOf'>;
  policies: PolicyStore;
  calendar: WorkingCalendar;
  rounds: Pick<RoundStore, 'rulingBehind'>;
}

interface Deciding {
  answer: AnswerGiven<Outcome>;
}

interface NotAccepting {
  answer: AnswerGiven<'notAccepted'>;
}

export function concludingEffects({ store, looks, tasks, policies, calendar, rounds }: Dependencies) {
  return {
    /**
     * Key `decide:<opening>`. The one decision of the opening, with the days between which its benefit runs; or how the
     * opening ended before, where another attempt of the same workflow task recorded that. It stands on the facts of
     * its own day: key `unsettled:<opening>/<task>` where one has changed so that a person has to look again.
     */
    async recordDecision({ caseId, opening, ruling, at }: InOpening & { ruling: Ruling }): Promise<Recorded> {
      return decide({ caseId, opening, at }, 'rules', noLetter, () => ({ ruling, decidedAt: at }));
    },

    /** Key `decide:<opening>` as well. What a person decided, by their answer to the task. */
    async recordPersonsDecision({ answer: given, ...on }: InOpening & Deciding): Promise<Recorded> {
      const letter = answerLetter(on.caseId, given);
      return decide<TaskAnswer<Outcome>>(on, given.taskId, letter, (answer) => {
        const { outcome, reasons, by } = answer;
        // Looked up when the answer was taken; what the facts of the day make of it is asked below.
        const corrected = 'correction' in answer && answer.correction ? { correction: answer.correction } : {};
        const ruling: Ruling = { outcome, reasons, decidedBy: { kind: 'person', ...by }, ...corrected };
        return { ruling, decidedAt: on.at, answer };
      });
    },

    /**
     * Key `decide:<opening>` as well. What the round ruled, as of the instant at which it was signed: one for all its
     * members. Whoever was confirming the case from records meanwhile comes too late. What it approved of the same
     * person beside this counts, so that it does not matter which is recorded first.
     */
    async recordRoundDecision({ message: sent, ...on }: InOpening & Told): Promise<Recorded> {
      const letter = messageLetter(on.caseId, sent);
      return decide<TakenMessage>(on, sent.id, letter, async ({ id }) => {
        const ruled = await rounds.rulingBehind(id, on.caseId);
        const { round, outcome, reasons, signedBy, decidedAt } = ruled;
        const decidedBy = { kind: 'panel', round, subject: signedBy, role: 'supervisor' } as const;
        const together = ruled.together.map(({ receivedAt, ...application }) => ({
          ...application,
          receivedOn: localDay(receivedAt),
        }));
        const because = [hearMessage(id), cancelTasksOfCase()];
        return {
          ruling: { outcome, reasons, decidedBy },
          decidedAt: decidedAt.toISOString(),
          because,
          together,
        };
      });
    },

    /**
     * Key `decide:<opening>`, as of a decision: an opening has one conclusion. Ends without a decision, since what was
     * asked for did not come; tasks are cancelled.
     */
    async endLapsed({ caseId, opening, at }: InOpening): Promise<Conclusion> {
      return store.effect<Conclusion>(caseId, `decide:${opening}`, (stored) =>
        ended(stored, { ending: 'lapsed', by: 'system' }, new Date(at), [cancelTasksOfCase()]),
      );
    },

    /** Key `decide:<opening>` as well. Whoever checked it found that the person has applied already. */
    async endAppliedForAlready({ caseId, opening, at }: InOpening): Promise<Conclusion> {
      return store.effect<Conclusion>(caseId, `decide:${opening}`, (stored) =>
        ended(stored, appliedForAlready, new Date(at), [cancelTasksOfCase()]),
      );
    },

    /** Key `decide:<opening>` as well. 不予受理: a person does not take it up. */
    async endNotAccepted({ caseId, opening, answer: given, at }: InOpening & NotAccepting): Promise<Conclusion> {
      const letter = answerLetter(caseId, given);
      return store.effectOf<TaskAnswer<'notAccepted'>, Conclusion>(
        caseId,
        `decide:${opening}`,
        letter,
        (stored, answer) => {
          const { reason, by } = answer;
          const because = { ending: 'notAccepted', reason, by: by.subject } as const;
          return ended(stored, because, new Date(at), [cancelTasksOfCase(answer.taskId), completeTask(answer)]);
        },
      );
    },

    /** Key `decide:<opening>` as well. 撤回申请, or the person has died. */
    async endAsTold({ caseId, opening, message: sent, at }: InOpening & Told): Promise<Conclusion> {
      const letter = messageLetter(caseId, sent);
      return store.effectOf<TakenMessage, Conclusion>(caseId, `decide:${opening}`, letter, (stored, message) => {
        const ending = message.kind === 'personDied' ? 'personDied' : 'withdrawn';
        const heard = [cancelTasksOfCase(), hearMessage(message.id)];
        return ended(stored, { ending, by: message.sentBy }, new Date(at), heard);
      });
    },
  };

  /** @param cause what led to it: an attempt that was held for a person is the same attempt when it is made again */
  async function decide<Said>(
    { caseId, opening, at }: InOpening,
    cause: string,
    letter: Letter<Said>,
    ruledBy: (said: Said) => Ruled | Promise<Ruled>,
  ): Promise<Recorded> {
    const look = looks(caseId);
    const recorded = await store.effectOf<Said, Recorded>(
      caseId,
      `decide:${opening}`,
      letter,
      async (stored, said) => {
        const ruled = await ruledBy(said);
        const policy = await policies.get(stored.policyVersionId);
        const matter = { policy, calendar, stored, known: await look.at(stored, at), at: new Date(at) };
        return recordedOnItsDay(matter, await withPoints(matter, ruled));
      },
      `unsettled:${opening}/${cause}`,
    );
    look.handOn();
    return recorded;
  }

  /** Which points they had before them is asked only where it matters. */
  async function withPoints(matter: Parameters<typeof standingOn>[0], ruled: Ruled): Promise<Ruled> {
    if (!ruled.answer || standingOn(matter, ruled).does !== 'asks') return ruled;
    return { ...ruled, settled: await tasks.openOf(ruled.answer.taskId) };
  }
}
