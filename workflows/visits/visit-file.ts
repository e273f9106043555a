import { setCurrentDetails } from '@temporalio/workflow';
import type { PlannedVisit } from '../../domain/notices/visit-notices.ts';
import { checkVisitAnswer, type VisitEnding } from '../../domain/visits/visit.ts';
import type { CaseMessage, HomeVisitInput, StopVisit, TaskAnswer } from '../messages.ts';
import type { Question } from '../tasks/task-holder.ts';
import { noLonger, TaskHolder } from '../tasks/task-holder.ts';

/** How a visit ended, and by what. */
export interface VisitEnd {
  readonly ending: VisitEnding;
  readonly by: string;
  readonly answer?: TaskAnswer;
  readonly messageId?: string;
  readonly died?: boolean;
}

/** What the run of one home visit knows. */
export class VisitFile extends TaskHolder {
  readonly input: HomeVisitInput;
  /** How often nobody was at home. */
  attempts = 0;
  planned: PlannedVisit | undefined;
  ended: VisitEnd | undefined;

  private stopped: VisitEnd | undefined;
  private readonly told = new Map<string, number>();

  constructor(input: HomeVisitInput) {
    super({ kind: 'case', id: input.caseId }, input.involved);
    this.input = input;
  }

  get ids() {
    const { caseId, visitId } = this.input;
    return { caseId, visitId };
  }

  get isOver(): boolean {
    return this.ended !== undefined;
  }

  /** Why nobody is to come: the case is over, the patient has died, or wants no visit. */
  get leaving(): VisitEnd | undefined {
    const message = this.heard('personDied', 'visitDeclined');
    if (!message) return this.stopped;
    const { id: messageId, by, kind } = message;
    return kind === 'personDied'
      ? { ending: 'cancelled', by, messageId, died: true }
      : { ending: 'declined', by, messageId };
  }

  stop({ by, died }: StopVisit): void {
    this.stopped = { ending: 'cancelled', by, died };
  }

  override shows({ kind, clock: { dueAt } }: Question): void {
    setCurrentDetails(`**${kind}** · due ${dueAt}`);
  }

  override checkAnswer(answer: TaskAnswer): void {
    super.checkAnswer(answer);
    checkVisitAnswer(answer, this.input.open);
  }

  checkMessage({ kind }: CaseMessage): void {
    if (this.isOver || this.leaving) throw noLonger('The visit is over.', { state: this.ended?.ending ?? 'ending' });
    if (kind !== 'personDied' && kind !== 'visitDeclined')
      throw noLonger('A visit is not told this.', { state: 'visit' });
  }

  /** Over; what led to it is recorded, and whatever else waits comes too late. */
  end(end: VisitEnd): void {
    for (const id of [end.answer?.taskId, end.messageId]) if (id) this.recorded(id);
    this.ended = end;
  }

  /** Another time is another slot of the same team. */
  plan(answer: TaskAnswer & { outcome: 'planned' | 'rescheduled' }): void {
    const team = answer.outcome === 'planned' ? answer.team : this.planned!.team;
    this.planned = { team, slot: answer.slot };
  }

  /** The how-manieth notice of this kind. */
  nextNotice(template: string): number {
    const ordinal = this.told.get(template) ?? 0;
    this.told.set(template, ordinal + 1);
    return ordinal;
  }
}
