/** Where a case is: what people see of it, and what it waits for. */
export const caseStatuses = ['received', 'open', 'decided', 'ended'] as const;
export type CaseStatus = (typeof caseStatuses)[number];

const statusByStage = {
  /** 收件: stored and receipted, no workflow has taken it yet. */
  received: 'received',
  /** The rules are about to run. */
  assessing: 'open',
  /** 受理: somebody looks whether the application can be taken up. */
  awaitingAcceptance: 'open',
  /** 补正: the applicant has been asked for what is missing; the clock stands still. */
  awaitingSupplement: 'open',
  /** A handling officer 经办人员 has what the rules left open. */
  awaitingOfficer: 'open',
  /** 每月集中评审 */
  awaitingBatch: 'open',
  /** 科室复核 */
  awaitingDepartment: 'open',
  /** 审核确认 */
  awaitingConfirmation: 'open',
  /** Somebody has to be examined in person 上门服务 before anybody can decide. */
  awaitingVisit: 'open',
  /** 异议复核 */
  awaitingAppeal: 'open',
  /** Decided, being registered 备案 with the settlement service. */
  filing: 'decided',
  /** The decision is being told to patient and agent. */
  notifying: 'decided',
  closed: 'decided',
  /** How the case ended is being told. */
  ending: 'ended',
  /** Ended without a decision. */
  ended: 'ended',
} as const satisfies Record<string, CaseStatus>;

export type Stage = keyof typeof statusByStage;

export const stages = Object.keys(statusByStage) as Stage[];

/** How a case may end without a decision: none of them says anything about the disease. */
export const endings = ['notAccepted', 'lapsed', 'withdrawn', 'personDied'] as const;
export type CaseEnding = (typeof endings)[number];

const waitingForPeople: readonly Stage[] = stages.filter((stage) => stage.startsWith('awaiting'));

/** The rules have done what they can; whoever waits for a quick answer is told so. */
export function waitsForPeople(stage: Stage): boolean {
  return waitingForPeople.includes(stage);
}

export function statusOf(stage: Stage): CaseStatus {
  return statusByStage[stage];
}
