/** Who may do what, and how far it reaches: one table, asked by every route and every list. */
export const roles = [
  'applicant',
  'agent',
  'hospitalDesk',
  'handlingOfficer',
  'departmentReviewer',
  'confirmingOfficer',
  'expert',
  'visitTeam',
  'supervisor',
  'administrator',
  'externalSystem',
] as const;

export type Role = (typeof roles)[number];

/**
 * How far a grant reaches:
 * everywhere – any target; region – the caller's regions; institution – the caller's institution in these regions;
 * queue – tasks for this role there; deskQueue – those of the caller's institution only; assigned – what the caller
 * holds, or in a region somebody for whom the caller stands in there; own – what is about the person whom the token
 * has verified, whoever entered it; submitted – what the caller entered, about whomever; represented – that in which
 * the caller is on record as the person's agent, or was given the contact; representedWithConsent – the same once the
 * person has agreed; self – their own absences, and the papers that they uploaded.
 */
export type Scope =
  | 'everywhere'
  | 'region'
  | 'institution'
  | 'queue'
  | 'deskQueue'
  | 'assigned'
  | 'own'
  | 'submitted'
  | 'represented'
  | 'representedWithConsent'
  | 'self';

const officersAtTheirDesk = {
  hospitalDesk: ['deskQueue'],
  handlingOfficer: ['queue'],
  departmentReviewer: ['deskQueue'],
  confirmingOfficer: ['deskQueue'],
  expert: ['queue'],
  visitTeam: ['queue'],
} as const satisfies Partial<Record<Role, readonly Scope[]>>;

const officersWithTheirTask = {
  hospitalDesk: ['assigned'],
  handlingOfficer: ['assigned'],
  departmentReviewer: ['assigned'],
  confirmingOfficer: ['assigned'],
  expert: ['assigned'],
  visitTeam: ['assigned'],
} as const satisfies Partial<Record<Role, readonly Scope[]>>;

const themselves = Object.fromEntries(Object.keys(officersAtTheirDesk).map((role) => [role, ['self']])) as Record<
  keyof typeof officersAtTheirDesk,
  ['self']
>;

/** Papers that belong to a task, as the report of a home visit. */
const everyTaker = Object.fromEntries(Object.keys(officersAtTheirDesk).map((role) => [role, ['everywhere']])) as Record<
  keyof typeof officersAtTheirDesk,
  ['everywhere']
>;

/** What is there, operations of their own say, one for each sort of thing that waits. */
const forWhomThingsWait = {
  ...officersWithTheirTask,
  agent: ['represented'],
  supervisor: ['region'],
} as const satisfies Partial<Record<Role, readonly Scope[]>>;

const everyone = Object.fromEntries(roles.map((role) => [role, ['everywhere']])) as Record<Role, ['everywhere']>;

/** Experts and visit teams see the cases they were given; those at an institution see what is handled there. */
const thoseWhoWorkOnCases = {
  ...officersWithTheirTask,
  hospitalDesk: ['submitted', 'institution', 'assigned'],
  handlingOfficer: ['region'],
  departmentReviewer: ['institution', 'assigned'],
  confirmingOfficer: ['institution', 'assigned'],
  supervisor: ['region'],
} as const satisfies Partial<Record<Role, readonly Scope[]>>;

/** Who follows an application: the person, their agent, and whoever entered it. */
const whoFollows = {
  applicant: ['own', 'submitted'],
  agent: ['represented', 'submitted'],
  externalSystem: ['submitted'],
} as const satisfies Partial<Record<Role, readonly Scope[]>>;

/** Who may add to it or take it back: they too, with those who serve the person at a desk. */
const patientSide = {
  ...whoFollows,
  hospitalDesk: ['submitted', 'institution'],
  handlingOfficer: ['region'],
} as const satisfies Partial<Record<Role, readonly Scope[]>>;

/** Who may decide for the patient: the person, their agent, and those who serve them at a desk. */
const patientsOwn = {
  applicant: ['own'],
  agent: ['represented'],
  hospitalDesk: ['submitted', 'institution'],
  handlingOfficer: ['region'],
} as const satisfies Partial<Record<Role, readonly Scope[]>>;

const grants = {
  submitApplication: {
    applicant: ['everywhere'],
    agent: ['everywhere'],
    hospitalDesk: ['region'],
    handlingOfficer: ['region'],
    externalSystem: ['region'],
  },
  /** What is held of somebody who would apply: for those who fill in forms with patients. */
  lookAhead: { hospitalDesk: ['region'], handlingOfficer: ['region'] },
  uploadDocument: {
    applicant: ['everywhere'],
    agent: ['everywhere'],
    externalSystem: ['everywhere'],
    ...everyTaker,
  },
  /** Progress: where the case stands and what it waits for. */
  readCase: { ...thoseWhoWorkOnCases, ...whoFollows },
  listCases: { ...thoseWhoWorkOnCases, ...whoFollows },
  readNotices: { ...thoseWhoWorkOnCases, applicant: ['own'], agent: ['represented'], externalSystem: ['submitted'] },
  /** 待遇: filing number and days, handbook, home visits. */
  readEntitlement: {
    ...thoseWhoWorkOnCases,
    applicant: ['own'],
    agent: ['represented'],
    externalSystem: ['submitted'],
  },
  /** The disease, and with it the reasons of the decision (PRACTICE, Disclosure). */
  readDiagnosis: {
    ...thoseWhoWorkOnCases,
    applicant: ['own'],
    agent: ['representedWithConsent'],
    externalSystem: ['submitted'],
  },
  readTrace: {
    ...thoseWhoWorkOnCases,
    applicant: ['own'],
    agent: ['representedWithConsent'],
    externalSystem: ['submitted'],
  },
  readDocument: {
    ...thoseWhoWorkOnCases,
    applicant: ['self', 'own'],
    agent: ['self', 'represented'],
    externalSystem: ['submitted'],
  },
  /** Names, identity and telephone numbers unmasked; needed only to work on the case. */
  readFullIdentity: { ...officersWithTheirTask, applicant: ['own'], hospitalDesk: ['submitted', 'assigned'] },
  listTasks: { ...officersAtTheirDesk, supervisor: ['region'] },
  /** What a task tells of its case: what is open and why, the file, what colleagues wrote. */
  readTask: { ...officersAtTheirDesk, supervisor: ['region'] },
  /** 待办: whatever waits for them. */
  listInbox: forWhomThingsWait,
  takeNext: forWhomThingsWait,
  claimTask: officersAtTheirDesk,
  releaseTask: { ...officersWithTheirTask, supervisor: ['region'] },
  completeTask: officersWithTheirTask,
  /** 指派 */
  assignTask: { supervisor: ['region'] },
  /** 转办 */
  transferTask: { ...officersWithTheirTask, supervisor: ['region'] },
  /** 委派, which comes back. */
  delegateTask: officersWithTheirTask,
  returnDelegation: officersWithTheirTask,
  /** 撤销办理 */
  takeBackTask: officersWithTheirTask,
  commentTask: { ...officersWithTheirTask, supervisor: ['region'] },
  attachToTask: officersWithTheirTask,
  /** 回避: somebody says that a case is not for them. */
  recuseFromTask: officersAtTheirDesk,
  /** Conflicts of others. */
  declareConflict: { supervisor: ['region'] },
  saveFilter: { ...officersAtTheirDesk, supervisor: ['region'] },
  readWorkload: { supervisor: ['region'], administrator: ['everywhere'] },
  /** 年度统计 */
  readReports: { supervisor: ['region'], administrator: ['everywhere'] },
  manageStaff: { supervisor: ['region'], administrator: ['everywhere'] },
  /** One's own, and as a supervisor those of others; `owner` is who is away. */
  manageAbsence: { ...themselves, supervisor: ['region'], administrator: ['everywhere'] },
  /** 补正 */
  supplyCase: patientSide,
  /** 撤回申请 */
  withdrawCase: patientSide,
  /** 异议复核 */
  appealCase: {
    applicant: ['own'],
    agent: ['represented'],
    hospitalDesk: ['submitted'],
    handlingOfficer: ['region'],
  },
  /** 上门服务 that the patient does not want. */
  declineVisit: patientsOwn,
  /** 单独同意 that the agent learns the diagnosis: who takes the person's word, or withdraws it for them. */
  recordConsent: { hospitalDesk: ['submitted', 'institution'], handlingOfficer: ['region'] },
  /** The person says so by their own token. */
  giveConsent: { applicant: ['own'] },
  /** A code to the telephone that the register holds as the person's, and what the person says of it. */
  askConsentByCode: {
    agent: ['represented'],
    hospitalDesk: ['submitted', 'institution'],
    handlingOfficer: ['region'],
  },
  withdrawConsent: patientsOwn,
  readConsents: patientsOwn,
  /** 门特手册 */
  readHandbook: {
    applicant: ['own'],
    agent: ['representedWithConsent'],
    hospitalDesk: ['submitted', 'institution'],
    handlingOfficer: ['region'],
  },
  /** 告知单 on paper, to be handed over. */
  printNotice: { hospitalDesk: ['submitted', 'institution'], handlingOfficer: ['region'] },
  /** 站内消息: what was written to them. */
  readMessages: { applicant: ['own'], agent: ['represented'] },
  chooseNoticeChannel: patientsOwn,
  handOutHandbook: { hospitalDesk: ['submitted', 'institution'], handlingOfficer: ['region'] },
  /** What an office has decided or filed of a person, for settlement. */
  keepOfficeRecords: { handlingOfficer: ['region'] },
  reportRegistryEvent: { externalSystem: ['region'] },
  /** What became of it. */
  readRegistryEvent: { externalSystem: ['submitted'], handlingOfficer: ['region'], supervisor: ['region'] },
  /** 主动办: who is to be sought out; a helper sees those that were given to them. */
  listContacts: { agent: ['represented'], handlingOfficer: ['region'], supervisor: ['region'] },
  /** For which disease; a sensitive one is named to a helper only if the person agrees (PRACTICE, Disclosure). */
  readContactDiagnosis: { agent: ['representedWithConsent'], handlingOfficer: ['region'], supervisor: ['region'] },
  assignContact: { handlingOfficer: ['region'], supervisor: ['region'] },
  reportContact: { agent: ['represented'], handlingOfficer: ['region'] },
  applyFromContact: { agent: ['represented'], handlingOfficer: ['region'] },
  readOutreachResults: { handlingOfficer: ['region'], supervisor: ['region'], administrator: ['everywhere'] },
  /** 批次: its times and figures. */
  readRound: { handlingOfficer: ['region'], expert: ['region'], supervisor: ['region'], administrator: ['everywhere'] },
  /** Cases of a round; experts have those that they are asked to judge. */
  readRoundMember: { handlingOfficer: ['region'], expert: ['assigned'], supervisor: ['region'] },
  /** Who judges what, and how it was drawn. */
  readPanel: { supervisor: ['region'], administrator: ['everywhere'] },
  openRound: { supervisor: ['region'] },
  /** 投票 */
  castBallot: { expert: ['assigned'] },
  /** 回避 after the draw. */
  recuseFromRound: { expert: ['assigned'] },
  /** 补正 of a case under judgement. */
  askFromRound: { expert: ['assigned'] },
  /** Ballots of others, once the round is closed. */
  readBallots: { expert: ['assigned'], supervisor: ['region'] },
  /** The chair 组长 leaves a case to a later round. */
  setAside: { supervisor: ['region'] },
  signRound: { supervisor: ['region'] },
  exportRound: { supervisor: ['region'] },
  /** 抽查复核: draws, what they found, and its figures. */
  readSampling: { supervisor: ['region'], administrator: ['everywhere'] },
  /** A draw besides that of the month. */
  drawSample: { supervisor: ['region'] },
  judgeSampled: { departmentReviewer: ['assigned'], confirmingOfficer: ['assigned'], expert: ['assigned'] },
  recuseFromSampled: { departmentReviewer: ['assigned'], confirmingOfficer: ['assigned'], expert: ['assigned'] },
  handleDisagreement: { supervisor: ['region'] },
  /** Recognitions that were found wrong, and what the office has done about them. */
  concludeCorrection: { handlingOfficer: ['region'], supervisor: ['region'] },
  /** Running the rules again on the stored facts. */
  replayDecision: { handlingOfficer: ['region'], supervisor: ['region'], administrator: ['everywhere'] },
  /** 查阅记录: who looked at whom. */
  readReads: { supervisor: ['region'], administrator: ['everywhere'] },
  readPolicy: everyone,
  administer: { administrator: ['everywhere'] },
} as const satisfies Record<string, Partial<Record<Role, readonly Scope[]>>>;

export type Operation = keyof typeof grants;

/**
 * What the person's own consent opens to whoever acts for them: no other role of the same bearer opens it instead, and
 * no agent vouches for a consent to themselves.
 */
const ruledByConsent: readonly Operation[] = [
  'readDiagnosis',
  'readTrace',
  'readHandbook',
  'readContactDiagnosis',
  'readTask',
  'recordConsent',
];

export function isRuledByConsent(operation: Operation): boolean {
  return ruledByConsent.includes(operation);
}

/**
 * What tells of the registers, or speaks for the person: only whose identity somebody vouches for opens it to those
 * outside the office who have to do with the case.
 */
const needsVouching: readonly Operation[] = [
  'readDiagnosis',
  'readTrace',
  'readEntitlement',
  'readNotices',
  'readMessages',
  'readHandbook',
  'printNotice',
  'handOutHandbook',
  'chooseNoticeChannel',
  'declineVisit',
  'recordConsent',
  'askConsentByCode',
];

export function mustBeVouchedFor(operation: Operation): boolean {
  return needsVouching.includes(operation);
}

export const operations = Object.keys(grants) as Operation[];

/** How far the operation reaches for those of the role; nothing where it is not theirs. */
export function scopesOf(operation: Operation, role: Role): readonly Scope[] {
  const granted: Partial<Record<Role, readonly Scope[]>> = grants[operation];
  return granted[role] ?? [];
}

/** Whose members may do it, as far as their regions, institutions and cases reach. */
export function rolesPermitted(operation: Operation): Role[] {
  return roles.filter((role) => role in grants[operation]);
}

/** Roles whose members take tasks. */
export function tasksAreTakenBy(role: Role): boolean {
  return role in officersAtTheirDesk;
}
