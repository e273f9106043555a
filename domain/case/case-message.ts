/** What a case is told after its receipt: the rows that say so, and the messages that name these rows. */
export const caseMessageKinds = [
  /** 补正 */
  'supplied',
  /** 撤回申请 */
  'withdrawn',
  /** 撤销办理 */
  'takenBack',
  'personDied',
  /** To a home visit 上门服务: the patient wants none. */
  'visitDeclined',
  /** 集中评审: what the round ruled stands in its record. */
  'roundRuled',
  /** An expert of the round asks the applicant 补正. */
  'roundAsks',
] as const;

export type CaseMessageKind = (typeof caseMessageKinds)[number];

/** That the case was told something after its receipt, by its people or by a registry: the row of the message. */
export interface MessageSent<K extends CaseMessageKind = CaseMessageKind> {
  /** Also the Update's. */
  readonly id: string;
  /** A hint: which effect is to act on it. */
  readonly kind: K;
  /** The task whose answer is taken back, a hint as well. */
  readonly taskId?: string;
}

/**
 * A case is opened by its submission, again by what is supplied after it lapsed, by an appeal 异议复核, and where a death
 * that had ended it was none.
 */
export interface OpenedBecause {
  readonly because: 'submitted' | 'supplied' | 'appealed' | 'revived';
  /** The message, or the event of a register, that opened it again. */
  readonly messageId?: string;
}
