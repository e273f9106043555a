import type { Role } from '../../domain/access/access.ts';
import type { DecidedBy, Outcome } from '../../domain/case/decision.ts';
import type { TaskState } from '../../domain/case/permitted-actions.ts';
import type { RecognitionState } from '../../domain/continuity/recognition-state.ts';
import type { CaseEnding, CaseStatus, Stage } from '../../domain/case/stage.ts';
import type { ApplicationKind, Reason } from '../../domain/eligibility/verdict.ts';
import type { InsuranceType, ProcedureName } from '../../domain/policy/schema.ts';
import type { AnswerOutcome } from '../../domain/tasks/answers.ts';
import type { Barred } from '../../domain/tasks/four-eyes.ts';
import type { TaskKind } from '../../domain/tasks/kinds.ts';
import type { VisitState } from '../../domain/visits/visit.ts';

/** Columns of text and JSON that hold codes of the domain; only the domain's own code writes them. */
interface Codes {
  kind: ApplicationKind;
  insuranceType: InsuranceType;
  procedure: ProcedureName;
  status: CaseStatus;
  stage: Stage;
  outcome: Outcome | null;
  ending: CaseEnding | null;
  recognitionState: RecognitionState | null;
  decidedBy: DecidedBy | null;
  reasons: readonly Reason[] | null;
}

export type Coded<Row> = Omit<Row, keyof Codes> & Codes;

/** A case row as the domain reads it. */
export function coded<Row extends Record<keyof Codes, unknown>>(row: Row): Coded<Row> {
  return row as unknown as Coded<Row>;
}

interface TaskCodes {
  kind: TaskKind;
  state: TaskState;
  candidate: Role;
  open: readonly Reason[];
  barred: Barred;
  answer: AnswerOutcome | null;
}

export function codedTask<Row extends Record<keyof TaskCodes, unknown>>(
  row: Row,
): Omit<Row, keyof TaskCodes> & TaskCodes {
  return row as unknown as Omit<Row, keyof TaskCodes> & TaskCodes;
}

export type CodedVisit<Row> = Omit<Row, 'state'> & { state: VisitState };

export function codedVisit<Row extends { state: unknown }>(row: Row): CodedVisit<Row> {
  return row as unknown as CodedVisit<Row>;
}
