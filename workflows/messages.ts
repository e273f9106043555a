import { defineUpdate } from '@temporalio/workflow';
import type { Decision, OfficerDecision, Outcome } from '../domain/case/decision.ts';
import type { ProcedureName } from '../domain/policy/schema.ts';

/** What an application starts with: ids and codes; the papers and the person stay in the database. */
export interface ApplicationInput {
  readonly caseId: string;
  readonly region: string;
  readonly procedure: ProcedureName;
  /** The contents in force at submission; they hold for this case whatever is published later. */
  readonly policy: PolicyReference;
  /** Subject who entered the application; may not decide it (four eyes). */
  readonly enteredBy: string;
}

export interface PolicyReference {
  readonly pack: string;
  readonly version: string;
  /** SHA-256 of pack text and overlay text, each. */
  readonly packSha: string;
  readonly overlaySha: string | null;
  /** Row of PolicyVersion: SHA-256 over both. */
  readonly id: string;
}

/** How an application ended. `takenElsewhere`: another run holds the case, this one did nothing. */
export type Ending = Outcome | 'takenElsewhere';

/** A person's answer to a task. The Update id is the task's completion id, so a resend is the same message. */
export interface TaskAnswer extends OfficerDecision {
  readonly taskId: string;
  readonly by: { readonly subject: string; readonly role: string };
}

/** An Update rather than a Signal: the reviewer is told at once whether the answer stands. Returns the decision recorded. */
export const answerTask = defineUpdate<Decision, [TaskAnswer]>('answerTask');
