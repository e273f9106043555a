import type { Role } from '../access/grants.ts';
import type { AnswerOutcome } from './answers.ts';
import type { ConflictRule } from './conflict-rules.ts';

interface TaskKindRules {
  /** Whose members may claim it. */
  readonly candidate: Role;
  /** What may be answered. */
  readonly outcomes: readonly AnswerOutcome[];
  /** Which involvement bars from it. */
  readonly barredBy: readonly ConflictRule[];
  /** It stands beside the case: what the case does next neither waits for it nor takes it away. */
  readonly isBeside?: true;
}

const always = ['relative', 'declared'] as const;
const deciding = ['entered', 'treatingPhysician', ...always] as const;

/** The human steps of a case: who takes each, and how it can be answered. */
export const taskKinds = {
  /** 受理: whether the application is taken up, as the region's office does it. */
  acceptance: {
    candidate: 'handlingOfficer',
    outcomes: ['accepted', 'supplementRequested', 'notAccepted'],
    barredBy: always,
  },
  /** 受理 at the window of the hospital that reviews. */
  deskAcceptance: {
    candidate: 'hospitalDesk',
    outcomes: ['accepted', 'supplementRequested', 'notAccepted'],
    barredBy: always,
  },
  /** What the rules left open in a case that is decided at once. */
  officerDecision: {
    candidate: 'handlingOfficer',
    outcomes: ['approved', 'notRecognised', 'supplementRequested', 'notAccepted'],
    barredBy: deciding,
  },
  /** 科室复核 */
  departmentReview: {
    candidate: 'departmentReviewer',
    outcomes: ['recommended', 'notRecommended', 'supplementRequested'],
    barredBy: deciding,
  },
  /** 审核确认 */
  confirmation: {
    candidate: 'confirmingOfficer',
    outcomes: ['approved', 'notRecognised', 'returned', 'supplementRequested'],
    barredBy: [...deciding, 'recommended'],
  },
  /** Confirmation from existing records, beside the wait for a round (PRACTICE #15); it refuses nobody. */
  recordConfirmation: { candidate: 'confirmingOfficer', outcomes: ['approved', 'leftToRound'], barredBy: deciding },
  /** 异议复核 */
  appealReview: {
    candidate: 'handlingOfficer',
    outcomes: ['approved', 'notRecognised'],
    barredBy: [...deciding, 'recommended', 'decided'],
  },
  /** 上门服务: when and by whom; then what was found. */
  visitPlanning: { candidate: 'visitTeam', outcomes: ['planned', 'declined'], barredBy: always, isBeside: true },
  visitReport: {
    candidate: 'visitTeam',
    outcomes: ['visited', 'notAtHome', 'rescheduled', 'declined'],
    barredBy: always,
    isBeside: true,
  },
  /** 备案 that the settlement service refuses for good: corrected and filed again, or filed by hand. */
  filingRefused: { candidate: 'handlingOfficer', outcomes: ['corrected', 'filedByHand'], barredBy: always },
  /** A notice that a rule demands and no channel could bring is brought by a person. */
  noticeUndeliverable: {
    candidate: 'handlingOfficer',
    outcomes: ['handedOver', 'notReachable'],
    barredBy: always,
    isBeside: true,
  },
} as const satisfies Record<string, TaskKindRules>;

export type TaskKind = keyof typeof taskKinds;

export const taskKindNames = Object.keys(taskKinds) as TaskKind[];

export function outcomesOf(kind: TaskKind): readonly AnswerOutcome[] {
  return taskKinds[kind].outcomes;
}

export const taskKindsBeside = taskKindNames.filter(isBesideCase);

export function isBesideCase(kind: TaskKind): boolean {
  return 'isBeside' in taskKinds[kind];
}

/** Whether it can be answered with a refusal and its reasons. */
export function mayRefuse(kind: TaskKind): boolean {
  return outcomesOf(kind).some((outcome) => outcome === 'notRecognised' || outcome === 'notRecommended');
}
