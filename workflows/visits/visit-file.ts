import { setCurrentDetails } from '@temporalio/workflow';
import type { Planned, VisitEnded } from '../../activities/visits/visit-activities.ts';
import type { MessageSent } from '../../domain/case/case-message.ts';
import type { PlannedVisit } from '../../domain/notices/visit-notices.ts';
import type { HomeVisitInput } from '../messages.ts';
import type { Question } from '../tasks/task-holder.ts';
import { noLonger, TaskHolder } from '../tasks/task-holder.ts';

/** What the run of one home visit knows. */
export class VisitFile extends TaskHolder {
  readonly input: HomeVisitInput;
  /** How often nobody was at home. */
  attempts = 0;
  planned: PlannedVisit | undefined;
  /** Set while somebody says that the case is over; the record says whether it is. */
  stopped = false;
  /** Set once it stands in the record. */
  ended: VisitEnded | undefined;

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

  /** By whom nobody is to come: the patient has died, or wants no visit. */
  get message(): MessageSent | undefined {
    return this.heard('personDied', 'visitDeclined');
  }

  /** Nobody is to come. */
  get isLeft(): boolean {
    return this.stopped || this.message !== undefined;
  }

  stop(): void {
    this.stopped = true;
  }

  override shows({ kind, clock: { dueAt } }: Question): void {
    setCurrentDetails(`**${kind}** · due ${dueAt}`);
  }

  checkMessage({ kind }: MessageSent): void {
    if (this.isOver || this.isLeft) throw noLonger('The visit is over.', { state: this.ended?.ending ?? 'ending' });
    if (kind !== 'personDied' && kind !== 'visitDeclined')
      throw noLonger('A visit is not told this.', { state: 'visit' });
  }

  /** Another time is another slot of the same team. */
  plan({ team = this.planned!.team, slot }: Planned): void {
    this.planned = { team, slot };
  }

  /** The how-manieth notice of this kind. */
  nextNotice(template: string): number {
    const ordinal = this.told.get(template) ?? 0;
    this.told.set(template, ordinal + 1);
    return ordinal;
  }
}
