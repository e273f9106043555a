import type { DecidedBy, Outcome } from '../../domain/case/decision.ts';
import type { CaseIdentity } from '../../domain/case/identity.ts';
import type { CaseEnding, CaseStatus, Stage } from '../../domain/case/stage.ts';
import type { ToldCourse } from '../../domain/continuity/recognition-course.ts';
import type { RecognitionState } from '../../domain/continuity/recognition-state.ts';
import type { ApplicationKind, Reason } from '../../domain/eligibility/verdict.ts';
import type { InsuranceType, ProcedureName } from '../../domain/policy/schema.ts';

/** Columns of text and JSON that hold codes of the domain; only the domain's own code writes them. */
interface CaseCodes {
  identity: CaseIdentity;
  kind: ApplicationKind;
  insuranceType: InsuranceType;
  appliedUnder: InsuranceType | null;
  procedure: ProcedureName;
  status: CaseStatus;
  stage: Stage;
  outcome: Outcome | null;
  ending: CaseEnding | null;
  recognitionState: RecognitionState | null;
  course: ToldCourse | null;
  decidedBy: DecidedBy | null;
  reasons: readonly Reason[] | null;
}

export type Coded<Row> = Omit<Row, keyof CaseCodes> & CaseCodes;

/** A case row as the domain reads it. */
export function coded<Row extends Record<keyof CaseCodes, unknown>>(row: Row): Coded<Row> {
  return row as unknown as Coded<Row>;
}
