import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Stage } from '../../domain/case/stage.ts';
import type { Course } from '../../activities/case/case-activities.ts';
import { caseMessageKinds, type MessageSent } from '../../domain/case/case-message.ts';
import type { Conclusion } from '../../store/cases/port.ts';
import type { AnswerGiven } from '../../domain/tasks/answer-given.ts';
import type { ApplicationInput, FilingDone, VisitResult } from '../messages.ts';
import type { Question } from '../tasks/task-holder.ts';
import { noLonger, TaskHolder } from '../tasks/task-holder.ts';

const stageKey = defineSearchAttributeKey('Stage', SearchAttributeType.KEYWORD);
const outcomeKey = defineSearchAttributeKey('Outcome', SearchAttributeType.KEYWORD);
const dueAtKey = defineSearchAttributeKey('DueAt', SearchAttributeType.DATETIME);

/** A home visit that was offered; `result` once it is over. */
export interface VisitBeside {
  readonly visitId: string;
  result: VisitResult | undefined;
}

/** What one run knows of its case, and what an administrator reads of it in Temporal UI. */
export class CaseFile extends TaskHolder {
  readonly place: ApplicationInput;
  /** The task whose answer may still be taken back 撤销办理: nobody has acted on it. */
  canBeTakenBack: string | undefined;
  /** Set while the applicant is asked for papers 补正. */
  waitsForSupplement = false;
  supplementRequested = false;
  /** Set while a round may rule, or its experts ask. */
  awaitsRound = false;
  /** When the clock stood still; ISO instants. */
  readonly waits: { readonly from: string; readonly until: string }[] = [];
  acceptedAt: string | undefined;
  toldOfReceipt = false;
  /** 上门服务, beside the decision. */
  visit: VisitBeside | undefined;
  /** Set while an officer has what the settlement service will not register. */
  filingRefused = false;
  /** What the officer has done about it. */
  filingDone: FilingDone | undefined;
  /** Set once it stands in the record. */
  conclusion: Conclusion | undefined;

  private taken: Course | undefined;
  private assessments = 0;

  constructor({ caseId, opening }: ApplicationInput) {
    super({ kind: 'case', id: caseId }, []);
    this.place = { caseId, opening };
  }

  /** The case is this run's, and goes by what the record says of it. */
  begins(course: Course): void {
    this.taken = course;
    this.involved = course.involved;
    this.assessments = course.assessed;
  }

  get course(): Course {
    return this.taken!;
  }

  get caseId(): string {
    return this.place.caseId;
  }

  /** How often the case was opened before. */
  get opening(): number {
    return this.place.opening;
  }

  /** The next run of the rules, counted over all openings. */
  nextAssessment(): number {
    this.assessments += 1;
    return this.assessments - 1;
  }

  get isOver(): boolean {
    return this.conclusion !== undefined && !this.filingRefused;
  }

  override checkAnswer(answer: AnswerGiven): void {
    super.checkAnswer(answer, { supplementRequested: this.supplementRequested });
  }

  /** @throws DomainError STATE_CONFLICT when the case can no longer, or not yet, be told this. */
  checkMessage({ kind, taskId }: MessageSent): void {
    if (!caseMessageKinds.includes(kind)) throw noLonger('A case is not told this.', { state: 'case' });
    if (this.conclusion)
      throw noLonger('The case is over.', { state: 'ending' in this.conclusion ? 'ended' : 'decided' });
    if (kind === 'visitDeclined') throw noLonger('The visit is told this, not the case.', { state: 'case' });
    if (kind === 'supplied' && !this.waitsForSupplement) throw noLonger('Nothing is asked for.', { state: 'notAsked' });
    if ((kind === 'roundRuled' || kind === 'roundAsks') && !this.awaitsRound)
      throw noLonger('The case waits for no round.', { state: 'awaitsNoRound' });
    if (kind === 'roundAsks' && this.supplementRequested)
      throw noLonger('The applicant is asked once.', { state: 'askedBefore' });
    if (kind === 'takenBack' && (taskId === undefined || taskId !== this.canBeTakenBack || this.answer)) {
      throw noLonger('Somebody has acted on this answer, or it was not the last.', { state: 'actedOn' });
    }
  }

  /** Whether somebody said that the case is to end. */
  get leaving(): MessageSent<'personDied' | 'withdrawn'> | undefined {
    return this.heard('personDied', 'withdrawn');
  }

  override shows({ stage, clock: { dueAt }, open: [refused] }: Question): void {
    if (stage) this.waitsIn(stage, dueAt);
    else setCurrentDetails(`**approved**, not filed: ${String(refused?.params['refusal'])} · due ${dueAt}`);
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
    const cause = this.messageBehind(conclusion)?.id ?? this.answer?.taskId;
    if (cause) this.recorded(cause);
    this.conclusion = conclusion;
    const outcome = 'ending' in conclusion ? conclusion.ending : conclusion.outcome;
    upsertSearchAttributes([
      { key: stageKey, value: 'ending' in conclusion ? 'ended' : 'decided' },
      { key: outcomeKey, value: outcome },
    ]);
    setCurrentDetails(`**${outcome}**${byWhom(conclusion)} · ${this.rulesInForce}`);
  }

  private messageBehind(conclusion: Conclusion): MessageSent | undefined {
    if ('ending' in conclusion) return this.leaving;
    return conclusion.decidedBy.kind === 'panel' ? this.heard('roundRuled') : undefined;
  }

  private get rulesInForce(): string {
    return this.course.policy;
  }
}

function byWhom(conclusion: Conclusion): string {
  if ('ending' in conclusion) return '';
  const { decidedBy, decidedAt } = conclusion;
  return ` by ${decidedBy.kind === 'rules' ? 'the rules' : decidedBy.role} at ${decidedAt}`;
}
