/** Where a case is: what people see of it, and what it waits for. */
export const caseStatuses = ['received', 'open', 'decided'] as const;
export type CaseStatus = (typeof caseStatuses)[number];

const statusByStage = {
  /** 收件: stored and receipted, no workflow has taken it yet. */
  received: 'received',
  /** The rules are about to run. */
  assessing: 'open',
  /** A handling officer 经办人员 has what the rules left open. */
  awaitingOfficer: 'open',
  /** 每月集中评审 */
  awaitingBatch: 'open',
  /** 科室复核 → 审核确认 */
  awaitingReviewChain: 'open',
  /** Decided, being registered 备案 with the settlement service. */
  filing: 'decided',
  /** The decision is being told to patient and agent. */
  notifying: 'decided',
  closed: 'decided',
} as const satisfies Record<string, CaseStatus>;

export type Stage = keyof typeof statusByStage;

export const stages = Object.keys(statusByStage) as Stage[];

const waitingForPeople: readonly Stage[] = ['awaitingOfficer', 'awaitingBatch', 'awaitingReviewChain'];

/** The rules have done what they can; whoever waits for a quick answer is told so. */
export function waitsForPeople(stage: Stage): boolean {
  return waitingForPeople.includes(stage);
}

export function statusOf(stage: Stage): CaseStatus {
  return statusByStage[stage];
}
