/** Waiting for people: the deadline runs, and is recorded when it passes; the case waits on (PRACTICE, Continuity). */
import { condition, uuid4 } from '@temporalio/workflow';
import { byTheRules, type Ruling } from '../../domain/case/decision.ts';
import type { Stage } from '../../domain/case/stage.ts';
import type { Role } from '../../domain/access.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import type { CaseFile } from '../case-file.ts';
import { cases, notices } from '../effects.ts';
import { now } from '../time.ts';

export interface PersonalStep {
  stage: Stage;
  /** Role whose members may claim the task. */
  candidate: Role;
  open: readonly Reason[];
  dueAt: string;
}

/** Puts one task into the queue and returns what the person who took it has ruled. */
export async function rulingOfAPerson(file: CaseFile, step: PersonalStep): Promise<Ruling> {
  const taskId = uuid4();
  file.openTask = { id: taskId, open: step.open };
  await cases.openTask({ caseId: file.input.caseId, taskId, ...step, at: now() });
  const { outcome, reasons, by } = await answered(file, step.stage, step.dueAt);
  return { outcome, reasons, decidedBy: { kind: 'person', ...by } };
}

/** Says that the application has arrived 收件, and waits in `stage` for the answer, however late it comes. */
export async function answered(file: CaseFile, stage: Stage, dueAt: string) {
  const due = new Date(dueAt);
  file.waitsIn(stage, due);
  file.beside(notices.sendReceiptNotices({ caseId: file.input.caseId, at: now() }));
  const remaining = Math.max(0, due.getTime() - new Date(now()).getTime());
  const inTime = await condition(() => file.answer !== undefined, remaining, { summary: `Decision due ${dueAt}` });
  if (!inTime) {
    await cases.recordBreach({ caseId: file.input.caseId, dueAt, at: now() });
    await condition(() => file.answer !== undefined);
  }
  return file.answer!;
}

/** The rules first: formal reasons end the case at once, their other findings wait with it for whoever decides. */
export async function rulingOfAnotherProcedure(file: CaseFile, stage: Stage): Promise<Ruling> {
  const { verdict, dueAt } = await cases.assess({ caseId: file.input.caseId, ordinal: 0, waitsIn: stage, at: now() });
  if (verdict.kind === 'refuse') return byTheRules('notRecognised', verdict.reasons);
  const { outcome, reasons, by } = await answered(file, stage, dueAt);
  return { outcome, reasons, decidedBy: { kind: 'person', ...by } };
}
