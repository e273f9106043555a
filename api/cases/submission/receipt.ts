import type { ProcedureName } from '../../../domain/policy/schema.ts';

/** What the applicant gets: durable once returned, and the same for every repeat under the same key. */
export interface Receipt {
  readonly submissionId: string;
  readonly receivedAt: Date;
  readonly cases: readonly ReceivedCase[];
  /** Whether an earlier call with this key was answered with it already. */
  readonly repeated: boolean;
}

export interface ReceivedCase {
  readonly id: string;
  readonly disease: string;
  readonly procedure: ProcedureName;
}
