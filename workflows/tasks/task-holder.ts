import type { ActivityFailure } from '@temporalio/common';
import { condition, setHandler, uuid4 } from '@temporalio/workflow';
import type { CaseMessageKind, MessageSent } from '../../domain/case/case-message.ts';
import type { Stage } from '../../domain/case/stage.ts';
import type { TaskClock } from '../../domain/deadlines/task-clock.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Actor, AnswerGiven } from '../../domain/tasks/answer-given.ts';
import { checkOutcome } from '../../domain/tasks/answering.ts';
import { barredFrom, type Barred, type Involvement } from '../../domain/tasks/four-eyes.ts';
import type { ConflictRule } from '../../domain/tasks/conflict-rules.ts';
import type { TaskKind } from '../../domain/tasks/kinds.ts';
import type { TaskSubject } from '../../domain/tasks/subjects.ts';
import type { Underway } from '../effects.ts';
import { refusing, refusalIn, toFailure } from '../failures.ts';
import { answerTask, tellCase, type AnswerResult } from '../messages.ts';

/** What a person is asked. */
export interface Question {
  readonly kind: TaskKind;
  readonly open: readonly Reason[];
  readonly clock: TaskClock;
  /** Where a case stands until it is answered: the case itself waits, and the deadline is its own. */
  readonly stage?: Stage;
  /** Whose people are asked, where not those of the institution chosen. */
  readonly institution?: string;
  /** The task whose answer led here: returned, or to be confirmed. */
  readonly follows?: string;
}

/** A task as the workflow knows it: who answers it, and who may not. */
export interface OpenTask {
  readonly taskId: string;
  readonly kind: TaskKind;
  /** How many of its kind there were before in this run. */
  readonly ordinal: number;
  readonly open: readonly Reason[];
  readonly barred: Barred;
}

/** What a run knows that has people do one task at a time: the task, its answer, and what it is told meanwhile. */
export abstract class TaskHolder {
  /** The task that waits for a person, and that it has been answered. */
  task: OpenTask | undefined;
  answer: AnswerGiven | undefined;

  readonly subject: TaskSubject;
  involved: readonly Involvement[];
  private readonly messages: MessageSent[] = [];
  private readonly done = new Set<string>();
  private readonly refused = new Map<string, Error>();
  private readonly asked = new Map<TaskKind, number>();
  private readonly running: Promise<unknown>[] = [];

  constructor(subject: TaskSubject, involved: readonly Involvement[]) {
    this.subject = subject;
    this.involved = involved;
  }

  /** No answer and no message can be acted on any more. */
  abstract get isOver(): boolean;

  /** What an administrator reads of it in Temporal UI while people are asked. */
  abstract shows(question: Question): void;

  /** @throws DomainError STATE_CONFLICT when it can no longer, or not yet, be told this. */
  abstract checkMessage(message: MessageSent): void;

  /** An effect that the next step does not wait for; the run waits for it before it ends. */
  beside(effect: Promise<unknown>): void {
    // Its failure is met where the run ends, not wherever it happens to come.
    effect.catch(() => undefined);
    this.running.push(effect);
  }

  /** The same of an effect that goes on only while what it needs is out. */
  async tell(tried: Promise<Underway>): Promise<void> {
    this.beside(tried.then(({ done }) => done));
    await tried.catch(() => undefined); // met where the run ends
  }

  async besideDone(): Promise<void> {
    await Promise.all(this.running);
  }

  involve({ subject, onBehalfOf }: Actor, rule: ConflictRule): void {
    const people = onBehalfOf ? [subject, onBehalfOf] : [subject];
    this.involved = [...this.involved, ...people.map((person) => ({ subject: person, rule }))];
  }

  /** The step is to be done again, by whoever did it or by others. */
  uninvolve(rule: ConflictRule): void {
    this.involved = this.involved.filter((involvement) => involvement.rule !== rule);
  }

  /** A new task of this kind; the one before it is over. */
  newTask(kind: TaskKind, open: readonly Reason[]): OpenTask {
    const ordinal = this.asked.get(kind) ?? 0;
    this.asked.set(kind, ordinal + 1);
    this.answer = undefined;
    this.task = { taskId: uuid4(), kind, ordinal, open, barred: barredFrom(kind, this.involved) };
    return this.task;
  }

  /** @throws DomainError STATE_CONFLICT or ANSWER_NOT_POSSIBLE; workflow facts only, the rest stands in the record. */
  checkAnswer({ taskId, outcome }: AnswerGiven, { supplementRequested = false } = {}): void {
    const { task } = this;
    if (task?.taskId !== taskId || this.answer || this.done.has(taskId)) {
      throw noLonger('This task no longer waits for an answer.', {
        task: taskId,
        state: this.answer ? 'answered' : 'closed',
      });
    }
    checkOutcome(outcome, { kind: task.kind, supplementRequested });
  }

  hear(message: MessageSent): void {
    this.messages.push(message);
  }

  /** The first message of these kinds that waits to be acted on. */
  heard<K extends CaseMessageKind>(...kinds: readonly K[]): MessageSent<K> | undefined {
    const waits = ({ id, kind }: MessageSent) => kinds.some((each) => each === kind) && !this.done.has(id);
    return this.messages.find((message): message is MessageSent<K> => waits(message));
  }

  /**
   * What an effect has done with what was said, which it reads in the record; undefined where the record refuses it.
   * Then it is as though it had not been said: whoever sent it is refused, the run goes on, and the task waits.
   */
  async unlessRefused<T>(id: string, effect: Promise<T>): Promise<{ readonly done: T } | undefined> {
    try {
      return { done: await effect };
    } catch (error) {
      if (!refusalIn(error)) throw error;
      this.refuse(id, (error as ActivityFailure).cause!);
      return undefined;
    }
  }

  private refuse(id: string, because: Error): void {
    this.refused.set(id, because);
    this.messages.splice(0, this.messages.length, ...this.messages.filter((message) => message.id !== id));
    if (this.answer?.taskId === id) this.answer = undefined;
  }

  /** Why the record refused it, once. */
  takeRefusal(id: string): Error | undefined {
    const refusal = this.refused.get(id);
    this.refused.delete(id);
    return refusal;
  }

  isRefused(id: string): boolean {
    return this.refused.has(id);
  }

  /** What a message or an answer asked for is in the record. */
  recorded(id: string): void {
    this.done.add(id);
    if (this.task?.taskId !== id) return;
    this.task = undefined;
    this.answer = undefined;
  }

  isRecorded(id: string): boolean {
    return this.done.has(id);
  }
}

/**
 * Registered before the first await, so that a message that comes with the first task finds its handler. Both return
 * once what was said is in the record.
 * @param resultOf what an answer has led to.
 */
export function acceptMessages(file: TaskHolder, resultOf: (answer: AnswerGiven) => AnswerResult): void {
  setHandler(
    answerTask,
    async (answer) => {
      file.answer = answer;
      await untilRecorded(file, answer.taskId);
      return resultOf(answer);
    },
    { validator: refusing((answer: AnswerGiven) => file.checkAnswer(answer)) },
  );
  setHandler(
    tellCase,
    async (message) => {
      file.hear(message);
      await untilRecorded(file, message.id);
    },
    { validator: refusing((message: MessageSent) => file.checkMessage(message)) },
  );
}

/** Unless the record refuses it, or something else has ended the run while this waited to be acted on. */
async function untilRecorded(file: TaskHolder, id: string): Promise<void> {
  await condition(() => file.isRecorded(id) || file.isRefused(id) || file.isOver);
  if (file.isRecorded(id)) return;
  const refusal = file.takeRefusal(id);
  if (refusal) throw refusal;
  throw toFailure(noLonger('The case ended before this could be acted on.', { state: 'ended' }));
}

export function noLonger(message: string, params: Record<string, unknown>): DomainError {
  return new DomainError('STATE_CONFLICT', message, { params });
}
