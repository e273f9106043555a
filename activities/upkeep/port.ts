import type { CaseOpening } from '../../store/cases/port.ts';

/** What Temporal says of a run. */
export type ExecutionState = 'running' | 'closed' | 'unknown';

/** Of the run that an opening of a case is. */
export type ExecutionOf = (opening: CaseOpening) => Promise<ExecutionState>;

/** Of the coordinator of a round. */
export type ExecutionOfRound = (roundId: string) => Promise<ExecutionState>;
