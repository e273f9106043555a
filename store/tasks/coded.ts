import type { Role } from '../../domain/access/access.ts';
import type { TaskState } from '../../domain/case/permitted-actions.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import type { AnswerOutcome } from '../../domain/tasks/answers.ts';
import type { Barred } from '../../domain/tasks/four-eyes.ts';
import type { TaskKind } from '../../domain/tasks/kinds.ts';

/** Columns of text and JSON that hold codes of the domain; only the domain's own code writes them. */
interface TaskCodes {
  kind: TaskKind;
  state: TaskState;
  candidate: Role;
  open: readonly Reason[];
  barred: Barred;
  answer: AnswerOutcome | null;
}

export type CodedTask<Row> = Omit<Row, keyof TaskCodes> & TaskCodes;

/** A task row as the domain reads it. */
export function codedTask<Row extends Record<keyof TaskCodes, unknown>>(row: Row): CodedTask<Row> {
  return row as unknown as CodedTask<Row>;
}
