import type { MessageSent } from '../../domain/case/case-message.ts';

/** Every date is an ISO instant of workflow time. */
export interface OnCase {
  caseId: string;
  at: string;
}

/** Effects of which each opening has one. */
export interface InOpening extends OnCase {
  opening: number;
}

/** By the message that the case was told. */
export interface Told {
  message: MessageSent;
}
