import type { CaseEnding } from '../../domain/case/stage.ts';
import { DomainError } from '../../domain/errors.ts';
import type { AnswerGiven } from '../../domain/tasks/answer-given.ts';
import type { AnswerOutcome } from '../../domain/tasks/answers.ts';
import { visitDue } from '../../domain/visits/offer.ts';
import type { Slot, VisitEnding } from '../../domain/visits/visit.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { clockTo, type TaskClock } from '../../domain/deadlines/task-clock.ts';
import type { InOpening, OnCase, Told } from '../case/on-case.ts';
import type { CaseStore } from '../../store/cases/port.ts';
import { changeCase, hearMessage } from '../../store/cases/case-writes.ts';
import { answerLetter, messageLetter, type TakenMessage, type TaskAnswer } from '../../store/subjects/letters.ts';
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
    async planVisit({ caseId, visitId, answer: given, at }: OnVisit & Planning): Promise<Planned> {
      const { taskId } = given;
      return store.effectOf(caseId, `task:${taskId}:answer`, answerLetter(caseId, given), (_, answer) => {
        const { slot, by } = answer;
        const team = answer.outcome === 'planned' ? { team: answer.team } : {};
        return {
          at: new Date(at),
          actor: by.subject,
          action: 'visitPlanned',
          result: { visitId, taskId, slot, ...team },
          writes: [
            completeTask(answer),
            changeVisit(visitId, {
              state: 'planned',
              ...team,
              slotFrom: new Date(slot.from),
              slotUntil: new Date(slot.until),
            }),
          ],
        };
      });
    },

    /** Key `task:<id>:answer`. Nobody was at home; there will be another attempt. */
    async recordNotAtHome({ caseId, visitId, answer: given, attempts, at }: OnVisit & NotAtHome) {
      const { taskId } = given;
      await store.effectOf(caseId, `task:${taskId}:answer`, answerLetter(caseId, given), (_, answer) => ({
        at: new Date(at),
        actor: answer.by.subject,
        action: 'visitNotAtHome',
        result: { visitId, taskId, attempts },
        writes: [completeTask(answer), changeVisit(visitId, { state: 'notAtHome', attempts })],
      }));
    },

    /**
     * Key `visit:<id>:end`. By the team's answer, with the report where there is one. Returns how it ended, be it that
     * another attempt of the same workflow task recorded that.
     */
    async endVisit({ caseId, visitId, answer: given, attempts, at }: OnVisit & Ending): Promise<VisitEnded> {
      const letter = answerLetter(caseId, given);
      return store.effectOf<TaskAnswer<EndingOutcome>, VisitEnded>(
        caseId,
        `visit:${visitId}:end`,
        letter,
        (_, answer) => {
          const { taskId, by } = answer;
          const ending = endings[answer.outcome];
          const columns = { state: ending, attempts, endedAt: new Date(at) };
          const ended = { at: new Date(at), actor: by.subject, action: visitActions[ending] };
          const result = { visitId, ending, died: false };
          if (answer.outcome !== 'visited')
            return { ...ended, result, writes: [completeTask(answer), changeVisit(visitId, columns)] };
          const { signatureId, photographIds } = answer;
          const reported = reportVisit(visitId, columns, { taskId, signatureId, photographIds });
          return { ...ended, result: { ...result, report: taskId }, writes: [completeTask(answer), reported] };
        },
      );
    },

    /** Key `visit:<id>:end` as well. The patient wants none, or has died; the task that waits is nobody's any more. */
    async endVisitAsTold({ caseId, visitId, message: sent, ...rest }: OnVisit & Told & Leaving): Promise<VisitEnded> {
      const letter = messageLetter(caseId, sent);
      return store.effectOf<TakenMessage, VisitEnded>(caseId, `visit:${visitId}:end`, letter, (_, message) => {
        const died = message.kind === 'personDied';
        const left = leaving(visitId, died ? 'cancelled' : 'declined', message.sentBy, died, rest);
        return { ...left, writes: [...left.writes, hearMessage(message.id)] };
      });
    },

    /**
     * Key `visit:<id>:end` as well. The case is over: the record says so, whoever told the visit.
     * @throws DomainError NOT_IN_RECORD where it is not
     */
    async endVisitOfCaseOver({ caseId, opening, visitId, ...rest }: InOpening & OnVisit & Leaving) {
      return store.effect<VisitEnded>(caseId, `visit:${visitId}:end`, async () => {
        const died = (await endingOf(caseId, opening)) === 'personDied';
        return leaving(visitId, 'cancelled', 'system', died, rest);
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

  /** How the opening ended without a decision. @throws DomainError NOT_IN_RECORD where it did not */
  async function endingOf(caseId: string, opening: number): Promise<CaseEnding> {
    const concluded = await store.conclusionOf(caseId, opening);
    if (concluded && 'ending' in concluded) return concluded.ending;
    throw new DomainError('NOT_IN_RECORD', 'The case is not over.', { params: { case: caseId } });
  }
}

interface Planning {
  answer: AnswerGiven<'planned' | 'rescheduled'>;
}

/** Who comes, where that was said, and when. */
export interface Planned {
  readonly slot: Slot;
  readonly team?: string;
}

interface NotAtHome {
  answer: AnswerGiven<'notAtHome'>;
  /** How often nobody was at home. */
  attempts: number;
}

const endings = { visited: 'done', declined: 'declined', notAtHome: 'missed' } as const satisfies Partial<
  Record<AnswerOutcome, VisitEnding>
>;

/** What the team answers where no other attempt follows. */
type EndingOutcome = keyof typeof endings;

interface Ending {
  answer: AnswerGiven<EndingOutcome>;
  attempts: number;
}

interface Leaving {
  attempts: number;
  /** The task that still waits. */
  cancels?: string;
}

function leaving(
  visitId: string,
  ending: VisitEnding,
  by: string,
  died: boolean,
  { attempts, cancels, at }: Leaving & { at: string },
) {
  return {
    at: new Date(at),
    actor: by,
    action: visitActions[ending],
    result: { visitId, ending, died },
    writes: [
      ...(cancels ? [cancelTasks([cancels])] : []),
      changeVisit(visitId, { state: ending, attempts, endedAt: new Date(at) }),
    ],
  };
}

export interface VisitEnded {
  readonly visitId: string;
  readonly ending: VisitEnding;
  /** The patient has died: the family is told. */
  readonly died: boolean;
  /** The task whose answer is the report. */
  readonly report?: string;
}

const visitActions = {
  done: 'visited',
  declined: 'visitDeclined',
  missed: 'visitMissed',
  cancelled: 'visitCancelled',
} as const satisfies Record<VisitEnding, string>;
