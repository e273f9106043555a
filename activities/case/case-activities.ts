import type { MessageSent, OpenedBecause } from '../../domain/case/case-message.ts';
import type { Outcome, Ruling } from '../../domain/case/decision.ts';
import { applicationOf } from '../../domain/eligibility/application.ts';
import { assess } from '../../domain/eligibility/assess.ts';
import { DomainError, isDomainError } from '../../domain/errors.ts';
import type { ProcedureName } from '../../domain/policy/schema.ts';
import type { AnswerGiven } from '../../domain/tasks/answer-given.ts';
import type { Involvement } from '../../domain/tasks/four-eyes.ts';
import { localDay } from '../../domain/time-zone.ts';
import type { WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import { outboxMessages } from '../../store/outbox/outbox-messages.ts';
import { takeFromOutbox } from '../../store/outbox/outbox.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { judgeAgain } from '../../store/rounds/judged-again.ts';
import {
  handedOver,
  openIn,
  placeInQueues,
  rulingOf,
  visitOffered,
  type Assessed,
  type HandedOver,
} from './assessment.ts';
import type { CourseSoFar } from '../../domain/deadlines/task-clock.ts';
import { changeCase, hearMessage, keepAssessment } from '../../store/cases/case-writes.ts';
import type { CaseStore, Conclusion, StoredCase } from '../../store/cases/port.ts';
import {
  answerLetter,
  messageLetter,
  noLetter,
  type Letter,
  type TakenMessage,
  type TaskAnswer,
} from '../../store/subjects/letters.ts';
import type { TaskStore } from '../../store/tasks/task-store.ts';
import { appliedForAlready, ended, recordedOnItsDay, standingOn, type Recorded, type Ruled } from './deciding.ts';
import type { Looks } from './known-facts.ts';
import { cancelTasksOfCase, completeTask } from '../../store/tasks/task-writes.ts';
import type { RoundStore } from '../../store/rounds/port.ts';

interface Dependencies {
  store: CaseStore;
  looks: Looks;
  tasks: Pick<TaskStore, 'openOf'>;
  policies: PolicyStore;
  calendar: WorkingCalendar;
  rounds: Pick<RoundStore, 'rulingBehind'>;
}

/** Every date is an ISO instant of workflow time. */
export interface OnCase {
  caseId: string;
  at: string;
}

/** Effects of which each opening has one. */
export interface InOpening extends OnCase {
  opening: number;
}

interface Assessment extends InOpening {
  /** Counted over all openings, from 0. */
  ordinal: number;
  /** Whether the procedure lets the rules approve; otherwise people do, with the findings before them. */
  mayApprove: boolean;
  /** Whether they may refuse; of an appeal, only people do. */
  mayRefuse: boolean;
  course: CourseSoFar;
}

export type CaseActivities = ReturnType<typeof createCaseActivities>;

export function createCaseActivities({ store, looks, tasks, policies, calendar, rounds }: Dependencies) {
  return {
    /**
     * Key `take:<opening>`. received → open, with the run that holds it, and what it goes by: the record says it, not
     * whoever started the run. Null where the record awaits no such opening, or another run holds it.
     */
    async takeCase({ caseId, opening, runId, at }: InOpening & { runId: string }): Promise<Taken | null> {
      const taken = await ifAwaited(
        store.effect(caseId, `take:${opening}`, async (stored) => {
          if (stored.status !== 'received' || stored.opening !== opening) throw notAwaited(stored, opening);
          return {
            at: new Date(at),
            actor: 'system',
            action: 'taken',
            result: { holder: runId, ...(await courseOf(stored)) },
            writes: [
              takeFromOutbox(outboxMessages.start(caseId, opening)),
              changeCase({ status: 'open', stage: 'assessing', runId, openedAt: new Date(at) }),
            ],
          };
        }),
      );
      return taken?.holder === runId ? taken : null;
    },

    /**
     * Key `assess:<ordinal>`. Runs the rules on what the registries say now, and keeps verdict, trace and facts. The
     * workflow branches on the answer recorded here, so that a corrected rule never breaks a replay.
     */
    async assess({ caseId, ordinal, mayApprove, mayRefuse, course, at }: Assessment): Promise<Assessed> {
      const look = looks(caseId);
      const answer = await store.effect<Assessed>(caseId, `assess:${ordinal}`, async (stored) => {
        const policy = await policies.get(stored.policyVersionId);
        const now = new Date(at);
        const { facts } = await look.at(stored, at);
        const { verdict, trace } = assess(policy, applicationOf(stored), facts, now);
        const assessed = keepAssessment({ ordinal, verdict, trace, facts });
        const recorded = { at: now, actor: 'rules', action: 'assessed' };
        const matter = { policy, stored, facts, now };
        const ruling = rulingOf(verdict, mayApprove, mayRefuse);
        const open = openIn(verdict);
        const offered = visitOffered(matter, ruling, open);
        if (ruling) {
          const place = offered.visitTrigger ? [changeCase(placeInQueues(matter))] : [];
          return { ...recorded, result: { kind: 'ruled', ruling, ...offered }, writes: [assessed, ...place] };
        }
        const result = { ...handedOver(matter, open, course, calendar), ...offered };
        const dueAt = new Date(result.clock.dueAt);
        const change = changeCase({
          ...acceptance(result, course),
          ...placeInQueues(matter),
          ...(facts.person.nameDiffers && stored.identity !== 'checked' && { identity: 'doubtful' }),
          dueAt,
        });
        return { ...recorded, result, writes: [assessed, change] };
      });
      look.handOn();
      return answer;
    },

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
     * Key `round:<opening>`, with the ordinal after the first. The case stands where its region's next round finds it,
     * or that which asked.
     */
    async waitForRound({ caseId, opening, ordinal = 0, dueAt, at }: InOpening & { ordinal?: number; dueAt: string }) {
      await store.effect(caseId, ordinal === 0 ? `round:${opening}` : `round:${opening}/${ordinal}`, (stored) => ({
        at: new Date(at),
        actor: 'system',
        action: 'awaitsRound',
        result: { dueAt },
        writes: [changeCase({ stage: 'awaitingBatch', dueAt: new Date(dueAt) }), judgeAgain(stored.opening)],
      }));
    },

    /** Key `breach:<opening>`. The deadline passed without a decision; the case waits on. */
    async recordBreach({ caseId, opening, dueAt, at }: InOpening & { dueAt: string }) {
      await store.effect(caseId, `breach:${opening}`, ({ breachedAt }) => ({
        at: new Date(at),
        actor: 'system',
        action: 'deadlineBreached',
        result: { dueAt },
        // The first of an opening stands.
        writes: [changeCase({ breachedAt: breachedAt ?? new Date(at) })],
      }));
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

  /** What a run of the case goes by. */
  async function courseOf(stored: StoredCase): Promise<Course> {
    const { id, opening, procedure, enteredBy, treatingPhysician, policyVersionId } = stored;
    const { pack, version } = await policies.get(policyVersionId);
    const involved: Involvement[] = [
      ...(enteredBy === 'system' ? [] : [{ subject: enteredBy, rule: 'entered' } as const]),
      ...(treatingPhysician === null ? [] : [{ subject: treatingPhysician, rule: 'treatingPhysician' } as const]),
    ];
    const course = { procedure, policy: `${pack} ${version}`, because: 'submitted', assessed: 0, involved } as const;
    if (opening === 0) return course;
    const { answered, ...reopened } = await store.reopened(id, opening);
    const deciders = reopened.because === 'appealed' ? answered : [];
    const decided = deciders.map((subject) => ({ subject, rule: 'decided' }) as const);
    return { ...course, ...reopened, involved: [...involved, ...decided] };
  }

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

/** What a run goes by, as the record has it: the papers and the person stay there. */
export interface Course extends OpenedBecause {
  readonly procedure: ProcedureName;
  /** Pack and version, for whoever reads it. */
  readonly policy: string;
  /** Assessments made before. */
  readonly assessed: number;
  /** Who is involved in the case so that a step may not be for them. */
  readonly involved: readonly Involvement[];
}

/** The run that holds an opening. */
export interface Taken extends Course {
  readonly holder: string;
}

interface Deciding {
  answer: AnswerGiven<Outcome>;
}

interface NotAccepting {
  answer: AnswerGiven<'notAccepted'>;
}

/** By the message that the case was told. */
export interface Told {
  message: MessageSent;
}

/** Accepted by the rules, unless it was accepted before. */
function acceptance({ acceptedAt }: HandedOver, course: CourseSoFar) {
  return acceptedAt && !course.acceptedAt ? { acceptedAt: new Date(acceptedAt), acceptedBy: 'rules' } : {};
}

function notAwaited({ id, status }: StoredCase, opening: number): DomainError {
  return new DomainError('NOT_IN_RECORD', `No run is awaited for opening ${opening} of the case.`, {
    params: { case: id, opening, state: status },
  });
}

/** Null where the record awaits none. */
async function ifAwaited<T>(taking: Promise<T>): Promise<T | null> {
  try {
    return await taking;
  } catch (error) {
    if (isDomainError(error) && (error.code === 'NOT_IN_RECORD' || error.code === 'NOT_FOUND')) return null;
    throw error;
  }
}
