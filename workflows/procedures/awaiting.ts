/** Waiting for people: the deadline runs, and is recorded when it passes; the case waits on (PRACTICE, Continuity). */
import { condition, uuid4 } from '@temporalio/workflow';
import type { Ruling } from '../../domain/case/decision.ts';
import type { Stage } from '../../domain/case/stage.ts';
import type { Role } from '../../domain/access.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import type { CaseFile } from '../case-file.ts';
import { cases, notices } from '../effects.ts';
import type { TaskAnswer } from '../messages.ts';
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
  return rulingIn(await answered(file, step.stage, step.dueAt));
}

/** Says that the application has arrived 收件, and waits in `stage` for the answer, however late it comes. */
async function answered(file: CaseFile, stage: Stage, dueAt: string): Promise<TaskAnswer> {
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
  const rules = { caseId: file.input.caseId, ordinal: 0, mayApprove: false, waitsIn: stage, at: now() };
  const assessed = await cases.assess(rules);
  if (assessed.kind === 'ruled') return assessed.ruling;
  return rulingIn(await answered(file, stage, assessed.dueAt));
}

function rulingIn({ outcome, reasons, by }: TaskAnswer): Ruling {
  return { outcome, reasons, decidedBy: { kind: 'person', ...by } };
}
