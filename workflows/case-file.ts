import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes, uuid4 } from '@temporalio/workflow';
import type { Conclusion } from '../activities/case-activities.ts';
import type { CaseEnding, Stage } from '../domain/case/stage.ts';
import type { Reason } from '../domain/eligibility/verdict.ts';
import { DomainError } from '../domain/errors.ts';
import { checkAnswer } from '../domain/tasks/answers.ts';
import { barredFrom, checkNotBarred, type Barred, type ConflictRule, type Involvement } from '../domain/tasks/four-eyes.ts';
import type { TaskKind } from '../domain/tasks/kinds.ts';
import type { Actor, ApplicationInput, CaseMessage, CaseMessageKind, Opening, TaskAnswer } from './messages.ts';

const stageKey = defineSearchAttributeKey('Stage', SearchAttributeType.KEYWORD);
const outcomeKey = defineSearchAttributeKey('Outcome', SearchAttributeType.KEYWORD);
const dueAtKey = defineSearchAttributeKey('DueAt', SearchAttributeType.DATETIME);

export type OpenedInput = ApplicationInput & { readonly opening: Opening };

/** A task as the workflow knows it: who answers it, and who may not. */
export interface OpenTask {
  readonly taskId: string;
  readonly kind: TaskKind;
  /** How many of its kind there were before in this opening. */
  readonly ordinal: number;
  readonly open: readonly Reason[];
  readonly barred: Barred;
}

/** How a case ended without a decision, and by what. */
export interface Ended {
  readonly ending: CaseEnding;
  /** Code of the reason, where somebody gave one. */
  readonly reason?: string;
  readonly by: string;
  readonly taskId?: string;
  readonly messageId?: string;
}

/** What one run knows of its case, and what an administrator reads of it in Temporal UI. */
export class CaseFile {
  readonly input: OpenedInput;
  /** The task that waits for a person, and what it was answered with. */
  task: OpenTask | undefined;
  answer: TaskAnswer | undefined;
  /** The task whose answer may still be taken back 撤销办理: nobody has acted on it. */
  canBeTakenBack: string | undefined;
  /** Set while the applicant is asked for papers 补正. */
  waitsForSupplement = false;
  supplementRequested = false;
  /** When the clock stood still; ISO instants. */
  readonly waits: { readonly from: string; readonly until: string }[] = [];
  acceptedAt: string | undefined;
  toldOfReceipt = false;
  /** Set once it stands in the record. */
  conclusion: Conclusion | undefined;

  private readonly messages: CaseMessage[] = [];
  private readonly done = new Set<string>();
  private involved: readonly Involvement[];
  private readonly asked = new Map<TaskKind, number>();
  private readonly running: Promise<unknown>[] = [];
  private assessments: number;

  constructor(input: OpenedInput) {
    this.input = input;
    this.involved = input.opening.involved;
    this.assessments = input.opening.assessed;
  }

  get caseId(): string {
    return this.input.caseId;
  }

  /** How often the case was opened before. */
  get opening(): number {
    return this.input.opening.ordinal;
  }

  /** An effect that the decision does not wait for; the case waits for it before it ends. */
  beside(effect: Promise<unknown>): void {
    // Its failure is met where the case ends, not wherever it happens to come.
    effect.catch(() => undefined);
    this.running.push(effect);
  }

  async besideDone(): Promise<void> {
    await Promise.all(this.running);
  }

  /** The next run of the rules, counted over all openings. */
  nextAssessment(): number {
    this.assessments += 1;
    return this.assessments - 1;
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

  /** @throws DomainError STATE_CONFLICT, FOUR_EYES or what else forbids this answer; workflow facts only. */
  checkAnswer(answer: TaskAnswer): void {
    const { task } = this;
    if (task?.taskId !== answer.taskId || this.answer || this.done.has(answer.taskId)) {
      throw noLonger('This task no longer waits for an answer.', { task: answer.taskId, state: this.answer ? 'answered' : 'closed' });
    }
    const { subject, onBehalfOf } = answer.by;
    checkNotBarred(task.barred, onBehalfOf ? [subject, onBehalfOf] : [subject]);
    checkAnswer(answer, { ...task, supplementRequested: this.supplementRequested });
  }

  takeAnswer(answer: TaskAnswer): void {
    this.answer = answer;
  }

  /** @throws DomainError STATE_CONFLICT when the case can no longer, or not yet, be told this. */
  checkMessage({ kind, taskId }: CaseMessage): void {
    if (this.conclusion) throw noLonger('The case is over.', { state: 'ending' in this.conclusion ? 'ended' : 'decided' });
    if (kind === 'supplied' && !this.waitsForSupplement) throw noLonger('Nothing is asked for.', { state: 'notAsked' });
    if (kind === 'takenBack' && (taskId === undefined || taskId !== this.canBeTakenBack || this.answer)) {
      throw noLonger('Somebody has acted on this answer, or it was not the last.', { state: 'actedOn' });
    }
  }

  hear(message: CaseMessage): void {
    this.messages.push(message);
  }

  /** The first message of these kinds that waits to be acted on. */
  heard(...kinds: readonly CaseMessageKind[]): CaseMessage | undefined {
    return this.messages.find(({ id, kind }) => kinds.includes(kind) && !this.done.has(id));
  }

  /** Whether somebody said that the case is to end. */
  get leaving(): CaseMessage | undefined {
    return this.heard('personDied', 'withdrawn');
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

  /** The case waits in `stage`, until `dueAt` (ISO instant) if all goes well. */
  waitsIn(stage: Stage, dueAt: string): void {
    upsertSearchAttributes([
      { key: stageKey, value: stage },
      { key: dueAtKey, value: new Date(dueAt) },
    ]);
    setCurrentDetails(`**${stage}** · due ${dueAt} · ${this.rulesInForce}`);
  }

  /** The case is over; what led to it is recorded, and whatever else waits comes too late. */
  concluded(conclusion: Conclusion): void {
    const cause = 'ending' in conclusion ? this.leaving?.id : undefined;
    for (const id of [cause ?? this.answer?.taskId]) if (id) this.recorded(id);
    this.conclusion = conclusion;
    const outcome = 'ending' in conclusion ? conclusion.ending : conclusion.outcome;
    upsertSearchAttributes([
      { key: stageKey, value: 'ending' in conclusion ? 'ended' : 'decided' },
      { key: outcomeKey, value: outcome },
    ]);
    setCurrentDetails(`**${outcome}**${byWhom(conclusion)} · ${this.rulesInForce}`);
  }

  private get rulesInForce(): string {
    const { pack, version } = this.input.policy;
    return `${pack} ${version}`;
  }
}

function byWhom(conclusion: Conclusion): string {
  if ('ending' in conclusion) return '';
  const { decidedBy, decidedAt } = conclusion;
  return ` by ${decidedBy.kind === 'rules' ? 'the rules' : decidedBy.role} at ${decidedAt}`;
}

function noLonger(message: string, params: Record<string, unknown>): DomainError {
  return new DomainError('STATE_CONFLICT', message, { params });
}
