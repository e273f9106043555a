import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { checkOfficerDecision, type Decision } from '../domain/case/decision.ts';
import { DomainError } from '../domain/errors.ts';
import type { Reason } from '../domain/eligibility/verdict.ts';
import type { Stage } from '../domain/case/stage.ts';
import type { ApplicationInput, TaskAnswer } from './messages.ts';

const stageKey = defineSearchAttributeKey('Stage', SearchAttributeType.KEYWORD);
const outcomeKey = defineSearchAttributeKey('Outcome', SearchAttributeType.KEYWORD);
const dueAtKey = defineSearchAttributeKey('DueAt', SearchAttributeType.DATETIME);

/** What one run knows of its case, and what an administrator reads of it in Temporal UI. */
export class CaseFile {
  readonly input: ApplicationInput;
  /** The task that waits for a person. */
  openTask: { readonly id: string; readonly open: readonly Reason[] } | undefined;
  answer: TaskAnswer | undefined;
  /** Set once the decision stands in the record. */
  decision: Decision | undefined;

  constructor(input: ApplicationInput) {
    this.input = input;
  }

  private readonly running: Promise<unknown>[] = [];

  /** An effect that the decision does not wait for; the case waits for it before it ends. */
  beside(effect: Promise<unknown>): void {
    // Its failure is met where the case ends, not wherever it happens to come.
    effect.catch(() => undefined);
    this.running.push(effect);
  }

  async besideDone(): Promise<void> {
    await Promise.all(this.running);
  }

  /** @throws DomainError STATE_CONFLICT, FOUR_EYES or what else forbids this answer; workflow facts only. */
  checkAnswer(answer: TaskAnswer): void {
    const task = this.openTask;
    if (task?.id !== answer.taskId || this.answer) {
      throw new DomainError('STATE_CONFLICT', 'This task no longer waits for an answer.', {
        params: { task: answer.taskId, state: this.answer ? 'answered' : 'closed' },
      });
    }
    checkOfficerDecision(answer, { open: task.open, enteredBy: this.input.enteredBy });
  }

  takeAnswer(answer: TaskAnswer): void {
    this.answer = answer;
  }

  /** The case waits in `stage` until it is decided. */
  waitsIn(stage: Stage, dueAt: Date): void {
    upsertSearchAttributes([
      { key: stageKey, value: stage },
      { key: dueAtKey, value: dueAt },
    ]);
    setCurrentDetails(`**${stage}** · decision due ${dueAt.toISOString()} · ${this.rulesInForce}`);
  }

  decided(decision: Decision): void {
    this.decision = decision;
    upsertSearchAttributes([
      { key: stageKey, value: 'decided' },
      { key: outcomeKey, value: decision.outcome },
    ]);
    const by = decision.decidedBy.kind === 'rules' ? 'the rules' : decision.decidedBy.role;
    setCurrentDetails(`**${decision.outcome}** by ${by} at ${decision.decidedAt} · ${this.rulesInForce}`);
  }

  private get rulesInForce(): string {
    const { pack, version } = this.input.policy;
    return `${pack} ${version}`;
  }
}
