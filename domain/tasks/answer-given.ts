import type { AnswerOutcome } from './answers.ts';

/** Who did something, and for whom as a substitute. */
export interface Actor {
  readonly subject: string;
  readonly role: string;
  readonly onBehalfOf?: string;
}

/** That a task has been answered; what was said and by whom stands in the task's row. */
export interface AnswerGiven<O extends AnswerOutcome = AnswerOutcome> {
  readonly taskId: string;
  /** Of this answer, and of the Update that brings it: a resend is the same message. */
  readonly answerId: string;
  /** A hint: which effect is to record it. */
  readonly outcome: O;
}
