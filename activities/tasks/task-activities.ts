import type { Stage } from '../../domain/case/stage.ts';
import type { TaskClock } from '../../domain/deadlines/task-clock.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import type { AnswerOutcome } from '../../domain/tasks/answers.ts';
import type { Barred } from '../../domain/tasks/four-eyes.ts';
import type { TaskKind } from '../../domain/tasks/kinds.ts';
import type { TaskSubject } from '../../domain/tasks/subjects.ts';
import { changeCase, hearMessage, type CaseWrite } from '../../store/cases/case-writes.ts';
import type { CaseStore, StoredCase } from '../../store/cases/port.ts';
import type { Effect, SubjectStore } from '../../store/subjects/effects.ts';
import { answerLetter, messageLetter, noLetter, type Letter } from '../../store/subjects/letters.ts';
import type { TaskStore } from '../../store/tasks/task-store.ts';
import {
  cancelTasks,
  completeTask,
  markTask,
  openTask,
  type NewTask,
  type TaskMark,
} from '../../store/tasks/task-writes.ts';
import type { MessageSent } from '../../domain/case/case-message.ts';
import type { Actor, AnswerGiven } from '../../domain/tasks/answer-given.ts';

interface Dependencies {
  cases: CaseStore;
  subjects: SubjectStore;
  tasks: TaskStore;
}

/** Every date is an ISO instant of workflow time. */
interface OnTask {
  subject: TaskSubject;
  taskId: string;
  at: string;
}

interface OpeningTask extends OnTask, TaskClock {
  workflowId: string;
  kind: TaskKind;
  ordinal: number;
  open: readonly Reason[];
  barred: Barred;
  /** Whose people do it, where not those of the institution chosen. */
  institution?: string;
  /** The task whose answer led here. */
  follows?: string;
  /** Where the case stands until it is answered; of tasks that the case itself waits for. */
  stage?: Stage;
}

interface MarkingTask extends OnTask {
  mark: TaskMark;
  dueAt: string;
  /** The deadline is the case's own. */
  ofCase: boolean;
}

export type TaskActivities = ReturnType<typeof createTaskActivities>;

/** What is done about a task, whatever it is about and whichever workflow asks. */
export function createTaskActivities({ cases, subjects, tasks }: Dependencies) {
  return {
    /** Key `task:<id>:open`. Puts the task where its candidates see it. */
    async openTask({ subject, at, stage, ...asked }: OpeningTask): Promise<void> {
      const { taskId, kind, dueAt } = asked;
      await effectOn(subject, `task:${taskId}:open`, (place) => ({
        at: new Date(at),
        actor: 'system',
        action: 'taskOpened',
        result: { taskId, kind, dueAt },
        writes: [openTask(newTask(asked, place)), ...(stage ? [changeCase({ stage, dueAt: new Date(dueAt) })] : [])],
      }));
    },

    /**
     * Key `task:<id>:<mark>`. The deadline comes, has passed, or has passed for so long that it is the supervisors'
     * concern; and why: nobody took it, or whoever did has not answered.
     */
    async markTask({ subject, taskId, mark, dueAt, ofCase, at }: MarkingTask): Promise<void> {
      await effectOn(subject, `task:${taskId}:${mark}`, async ({ breachedAt }) => {
        const because = (await tasks.holderOf(taskId)) === null ? 'unclaimed' : 'unanswered';
        // Of the deadlines missed in an opening, the first stands.
        const breached = ofCase && mark === 'breached' ? [changeCase({ breachedAt: breachedAt ?? new Date(at) })] : [];
        return {
          at: new Date(at),
          actor: 'system',
          action: markActions[mark],
          result: { taskId, dueAt, because },
          writes: [markTask(taskId, mark), ...breached],
        };
      });
    },

    /** Key `task:<id>:answer`. An answer that leads to the next step; who gave it has no part in some of these. */
    async recordAnswer({ subject, answer: given, at }: Answering): Promise<AnswerRecorded> {
      const { taskId } = given;
      return effectOf(subject, `task:${taskId}:answer`, answerLetter(subject.id, given), (_, answer) => ({
        at: new Date(at),
        actor: answer.by.subject,
        action: 'answered',
        result: { taskId, outcome: answer.outcome, by: answer.by },
        writes: [completeTask(answer)],
      }));
    },

    /** Key `takenBack:<message>`. 撤销办理: the task that followed is nobody's any more. */
    async recordTakenBack({ subject, taskId, message: sent, at }: OnTask & { message: MessageSent }) {
      const letter = messageLetter(subject.id, sent);
      await effectOf(subject, `takenBack:${sent.id}`, letter, (_, message) => ({
        at: new Date(at),
        actor: message.sentBy,
        action: 'takenBack',
        result: { taskId },
        writes: [hearMessage(message.id), cancelTasks([taskId])],
      }));
    },
  };

  async function effectOn(
    subject: TaskSubject,
    key: string,
    act: (place: Place) => TaskEffect | Promise<TaskEffect>,
  ): Promise<void> {
    await effectOf(subject, key, noLetter, act);
  }

  function effectOf<Said, R extends object>(
    subject: TaskSubject,
    key: string,
    letter: Letter<Said>,
    act: (place: Place, said: Said) => TaskEffect<R> | Promise<TaskEffect<R>>,
  ): Promise<R> {
    if (subject.kind === 'case') return cases.effectOf(subject.id, key, letter, act);
    return subjects.effectOf(subject.id, key, letter, (_, said) => act({ ...outsideCases, ...subject }, said));
  }
}

interface Answering {
  subject: TaskSubject;
  answer: AnswerGiven;
  at: string;
}

/** Who gave the answer, by the task's row. */
interface AnswerRecorded {
  readonly taskId: string;
  readonly outcome: AnswerOutcome;
  readonly by: Actor;
}

type TaskEffect<R extends object = object> = Effect<R, CaseWrite>;

/** Where a task stands, by what it is about. */
type Place = Pick<
  StoredCase,
  'region' | 'institution' | 'policyVersionId' | 'majorPriority' | 'minorPriority' | 'breachedAt'
>;

/** What is no case is of no institution, and its place in the queues is the last. */
const outsideCases = { institution: null, majorPriority: null, minorPriority: null, breachedAt: null };

function newTask(asked: Omit<OpeningTask, 'subject' | 'at' | 'stage'>, place: Place): NewTask {
  const { taskId: id, workflowId, kind, ordinal, open, barred, follows, warnAt, dueAt } = asked;
  const { region, policyVersionId, majorPriority, minorPriority } = place;
  return {
    id,
    workflowId,
    kind,
    ordinal,
    open,
    barred,
    ...(follows && { follows }),
    region,
    institution: asked.institution ?? place.institution,
    policyVersionId,
    majorPriority,
    minorPriority,
    warnAt: new Date(warnAt),
    dueAt: new Date(dueAt),
  };
}

const markActions = {
  warned: 'deadlineNear',
  breached: 'deadlineBreached',
  escalated: 'escalated',
} as const satisfies Record<TaskMark, string>;
