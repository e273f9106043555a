import { describe, expect, it } from 'vitest';
import { type Caller, type Target, permits, reaches } from '../../../domain/access/access.ts';
import { type Operation, type Role, operations, roles } from '../../../domain/access/grants.ts';

const me = { personId: 'person-me', name: '虚构甲' };
const caller = (role: Role, more: Partial<Caller> = {}): Caller => ({
  subject: 'me',
  roles: [role],
  regions: ['rizhao'],
  ...more,
});
const reason = (operation: Operation, by: Caller, target: Target) => {
  const permission = permits(operation, by, target);
  return permission.permitted ? 'permitted' : permission.reason;
};

const vouched = { person: 'person-you', vouched: true };
const mine = { person: 'person-me', vouched: true, agents: [] };
const theirs = { person: 'person-you', vouched: true, agents: [] };
const represented = { person: 'person-you', agents: ['person-me'] };

const takers: readonly Role[] = [
  'hospitalDesk',
  'handlingOfficer',
  'departmentReviewer',
  'confirmingOfficer',
  'expert',
  'visitTeam',
];
const patientSide: readonly Role[] = ['applicant', 'agent', 'hospitalDesk', 'handlingOfficer', 'externalSystem'];

/** Who may ever do it, whatever the target: written out by hand, so that a change of the table is a decision. */
const everHolders: Record<Operation, readonly Role[]> = {
  lookAhead: ['hospitalDesk', 'handlingOfficer'],
  submitApplication: ['applicant', 'agent', 'hospitalDesk', 'handlingOfficer', 'externalSystem'],
  uploadDocument: ['applicant', 'agent', ...takers, 'externalSystem'],
  readCase: roles.filter((role) => role !== 'administrator'),
  listCases: roles.filter((role) => role !== 'administrator'),
  readNotices: roles.filter((role) => role !== 'administrator'),
  readEntitlement: roles.filter((role) => role !== 'administrator'),
  readDiagnosis: roles.filter((role) => role !== 'administrator'),
  readTrace: roles.filter((role) => role !== 'administrator'),
  readDocument: roles.filter((role) => role !== 'administrator'),
  readFullIdentity: [
    'applicant',
    'hospitalDesk',
    'handlingOfficer',
    'departmentReviewer',
    'confirmingOfficer',
    'expert',
    'visitTeam',
  ],
  listTasks: [...takers, 'supervisor'],
  readTask: [...takers, 'supervisor'],
  listInbox: ['agent', ...takers, 'supervisor'],
  takeNext: ['agent', ...takers, 'supervisor'],
  claimTask: takers,
  releaseTask: [...takers, 'supervisor'],
  completeTask: takers,
  assignTask: ['supervisor'],
  transferTask: [...takers, 'supervisor'],
  delegateTask: takers,
  returnDelegation: takers,
  takeBackTask: takers,
  commentTask: [...takers, 'supervisor'],
  attachToTask: takers,
  recuseFromTask: takers,
  declareConflict: ['supervisor'],
  saveFilter: [...takers, 'supervisor'],
  readWorkload: ['supervisor', 'administrator'],
  readReports: ['supervisor', 'administrator'],
  manageStaff: ['supervisor', 'administrator'],
  manageAbsence: [...takers, 'supervisor', 'administrator'],
  supplyCase: patientSide,
  withdrawCase: patientSide,
  declineVisit: ['applicant', 'agent', 'hospitalDesk', 'handlingOfficer'],
  appealCase: ['applicant', 'agent', 'hospitalDesk', 'handlingOfficer'],
  recordConsent: ['hospitalDesk', 'handlingOfficer'],
  giveConsent: ['applicant'],
  askConsentByCode: ['agent', 'hospitalDesk', 'handlingOfficer'],
  withdrawConsent: ['applicant', 'agent', 'hospitalDesk', 'handlingOfficer'],
  readConsents: ['applicant', 'agent', 'hospitalDesk', 'handlingOfficer'],
  printNotice: ['hospitalDesk', 'handlingOfficer'],
  readMessages: ['applicant', 'agent'],
  chooseNoticeChannel: ['applicant', 'agent', 'hospitalDesk', 'handlingOfficer'],
  readHandbook: ['applicant', 'agent', 'hospitalDesk', 'handlingOfficer'],
  handOutHandbook: ['hospitalDesk', 'handlingOfficer'],
  keepOfficeRecords: ['handlingOfficer'],
  reportRegistryEvent: ['externalSystem'],
  readRegistryEvent: ['handlingOfficer', 'supervisor', 'externalSystem'],
  listContacts: ['agent', 'handlingOfficer', 'supervisor'],
  readContactDiagnosis: ['agent', 'handlingOfficer', 'supervisor'],
  assignContact: ['handlingOfficer', 'supervisor'],
  reportContact: ['agent', 'handlingOfficer'],
  applyFromContact: ['agent', 'handlingOfficer'],
  readOutreachResults: ['handlingOfficer', 'supervisor', 'administrator'],
  readRound: ['handlingOfficer', 'expert', 'supervisor', 'administrator'],
  readRoundMember: ['handlingOfficer', 'expert', 'supervisor'],
  readPanel: ['supervisor', 'administrator'],
  openRound: ['supervisor'],
  castBallot: ['expert'],
  recuseFromRound: ['expert'],
  askFromRound: ['expert'],
  readBallots: ['expert', 'supervisor'],
  setAside: ['supervisor'],
  signRound: ['supervisor'],
  exportRound: ['supervisor'],
  readSampling: ['supervisor', 'administrator'],
  drawSample: ['supervisor'],
  judgeSampled: ['departmentReviewer', 'confirmingOfficer', 'expert'],
  recuseFromSampled: ['departmentReviewer', 'confirmingOfficer', 'expert'],
  handleDisagreement: ['supervisor'],
  concludeCorrection: ['handlingOfficer', 'supervisor'],
  replayDecision: ['handlingOfficer', 'supervisor', 'administrator'],
  readReads: ['supervisor', 'administrator'],
  readPolicy: roles,
  administer: ['administrator'],
};

describe('who may do what', () => {
  it.each(operations)('%s is held by the roles named here and by no other', (operation) => {
    const everything: Partial<Caller> = { regions: '*', institution: 'hospital-1', identity: me };
    const holders = roles.filter((role) => reaches(operation, caller(role, everything)).length > 0);
    expect(holders).toEqual(roles.filter((role) => everHolders[operation].includes(role)));
  });

  const applicant = caller('applicant', { identity: me });
  const unknown = caller('applicant');
  const agent = caller('agent');
  const officer = caller('handlingOfficer');
  const supervisor = caller('supervisor');

  it.each<[string, Operation, Caller, Target, string]>([
    [
      'an applicant applies anywhere',
      'submitApplication',
      caller('applicant', { regions: [] }),
      { region: 'x' },
      'permitted',
    ],
    ['a person reads what is about them', 'readTrace', applicant, { ...mine, submitter: 'you' }, 'permitted'],
    ['and appeals, whoever entered it', 'appealCase', applicant, { ...mine, submitter: 'system' }, 'permitted'],
    ['a person reads nothing about another', 'readCase', applicant, { person: 'person-you' }, 'notOwner'],
    ['whoever entered it follows it', 'readCase', unknown, { ...mine, submitter: 'me' }, 'permitted'],
    ['and adds to it', 'supplyCase', unknown, { ...mine, submitter: 'me' }, 'permitted'],
    ['but learns no diagnosis', 'readDiagnosis', unknown, { ...mine, submitter: 'me', consent: true }, 'notVerified'],
    ['nor what was entitled', 'readEntitlement', applicant, { ...theirs, submitter: 'me' }, 'notOwner'],
    ['nor appeals', 'appealCase', applicant, { ...theirs, submitter: 'me' }, 'notOwner'],
    ['nor reads messages', 'readMessages', applicant, { ...theirs, submitter: 'me' }, 'notOwner'],
    ['a verified agent is known again', 'appealCase', caller('agent', { identity: me }), represented, 'permitted'],
    ['an agent appeals', 'appealCase', agent, { ...theirs, agents: ['me'] }, 'permitted'],
    ['who only entered it is no agent', 'appealCase', agent, { ...theirs, submitter: 'me' }, 'notOwner'],
    ['an agent follows what was entered', 'readCase', agent, { submitter: 'me' }, 'permitted'],
    ['an agent sees no diagnosis without consent', 'readDiagnosis', agent, { ...vouched, agents: ['me'] }, 'noConsent'],
    [
      'an agent sees the diagnosis with consent',
      'readDiagnosis',
      agent,
      { ...vouched, agents: ['me'], consent: true },
      'permitted',
    ],
    [
      'consent opens nothing that nobody vouches for',
      'readDiagnosis',
      agent,
      { agents: ['me'], consent: true },
      'notVouched',
    ],
    ['consent opens no other case to an agent', 'readTrace', agent, { agents: ['you'], consent: true }, 'notOwner'],
    [
      'a desk sees nothing of the registers that nobody vouches for',
      'readTrace',
      caller('hospitalDesk', { institution: 'hospital-1' }),
      { region: 'rizhao', institution: 'hospital-1', submitter: 'me', agents: [], vouched: false },
      'notVouched',
    ],
    [
      'unless it has the task in hand',
      'readTrace',
      caller('hospitalDesk', { institution: 'hospital-1' }),
      { region: 'rizhao', assignee: 'me', agents: [], vouched: false },
      'permitted',
    ],
    [
      'who is the agent vouches for no consent to themselves',
      'recordConsent',
      caller('handlingOfficer', { roles: ['agent', 'handlingOfficer'] }),
      { region: 'rizhao', agents: ['me'] },
      'noConsent',
    ],
    ['an officer reads cases of the region', 'readCase', officer, { region: 'rizhao' }, 'permitted'],
    ['an officer reads no case elsewhere', 'readCase', officer, { region: 'x' }, 'outsideRegion'],
    [
      'an officer of all regions reads each',
      'readCase',
      caller('handlingOfficer', { regions: '*' }),
      { region: 'x' },
      'permitted',
    ],
    ['an officer sees identities of the task in hand', 'readFullIdentity', officer, { assignee: 'me' }, 'permitted'],
    ['an officer sees no other identities', 'readFullIdentity', officer, { region: 'rizhao' }, 'notAssigned'],
    [
      'an officer claims a task of the region',
      'claimTask',
      officer,
      { region: 'rizhao', candidate: 'handlingOfficer' },
      'permitted',
    ],
    [
      'an officer claims no task of another role',
      'claimTask',
      officer,
      { region: 'rizhao', candidate: 'expert' },
      'otherRole',
    ],
    ['only the assignee completes a task', 'completeTask', officer, { assignee: 'you' }, 'notAssigned'],
    [
      'a substitute completes for whom they stand in',
      'completeTask',
      caller('handlingOfficer', { standsInFor: [{ subject: 'you', region: 'rizhao' }] }),
      { assignee: 'you', region: 'rizhao' },
      'permitted',
    ],
    [
      'a substitute completes nothing of theirs in another region',
      'completeTask',
      caller('handlingOfficer', { regions: '*', standsInFor: [{ subject: 'you', region: 'rizhao' }] }),
      { assignee: 'you', region: 'x' },
      'notAssigned',
    ],
    [
      'a task whose region is unknown is no substitute’s',
      'completeTask',
      caller('handlingOfficer', { standsInFor: [{ subject: 'you', region: 'rizhao' }] }),
      { assignee: 'you' },
      'notAssigned',
    ],
    [
      'a substitute completes for nobody else',
      'completeTask',
      caller('handlingOfficer', { standsInFor: [{ subject: 'you', region: 'rizhao' }] }),
      { assignee: 'she', region: 'rizhao' },
      'notAssigned',
    ],
    [
      'standing in opens no application of theirs',
      'readCase',
      caller('applicant', { standsInFor: [{ subject: 'you', region: 'rizhao' }] }),
      { submitter: 'you' },
      'notOwner',
    ],
    ['everybody says when they are away', 'manageAbsence', officer, { bearer: 'me' }, 'permitted'],
    ['nobody says it of a colleague', 'manageAbsence', officer, { bearer: 'you', region: 'rizhao' }, 'notOwner'],
    ['except their supervisor', 'manageAbsence', supervisor, { bearer: 'you', region: 'rizhao' }, 'permitted'],
    [
      'a hospital takes a case of its own back',
      'withdrawCase',
      caller('hospitalDesk'),
      { submitter: 'me' },
      'permitted',
    ],
    ['an agent reads no handbook without consent', 'readHandbook', agent, { ...vouched, agents: ['me'] }, 'noConsent'],
    [
      'a supervisor releases for those absent',
      'releaseTask',
      supervisor,
      { region: 'rizhao', assignee: 'you' },
      'permitted',
    ],
    ['a supervisor decides nothing', 'completeTask', supervisor, { assignee: 'me' }, 'roleNotGranted'],
    [
      'a reviewer works in the own hospital only',
      'claimTask',
      caller('departmentReviewer', { institution: 'hospital-1' }),
      { region: 'rizhao', institution: 'hospital-2', candidate: 'departmentReviewer' },
      'otherInstitution',
    ],
    [
      'a reviewer without a hospital claims nothing',
      'claimTask',
      caller('departmentReviewer'),
      { region: 'rizhao' },
      'roleNotGranted',
    ],
    ['an expert reads the rounds of the region', 'readRound', caller('expert'), { region: 'rizhao' }, 'permitted'],
    [
      'of its cases an expert sees what they judge',
      'readRoundMember',
      caller('expert'),
      { assignee: 'me' },
      'permitted',
    ],
    ['and no others of the region', 'readRoundMember', caller('expert'), { region: 'rizhao' }, 'notAssigned'],
    ['a supervisor casts no ballot', 'castBallot', supervisor, { region: 'rizhao', assignee: 'me' }, 'roleNotGranted'],
    ['a supervisor signs no round elsewhere', 'signRound', supervisor, { region: 'x' }, 'outsideRegion'],
    [
      'an administrator reads no case',
      'readCase',
      caller('administrator', { regions: '*' }),
      { region: 'rizhao' },
      'roleNotGranted',
    ],
    [
      'a hospital system submits in its region',
      'submitApplication',
      caller('externalSystem'),
      { region: 'x' },
      'outsideRegion',
    ],
    ['nobody without a role does anything', 'readPolicy', caller('applicant', { roles: [] }), {}, 'roleNotGranted'],
  ])('%s', (_story, operation, by, target, expected) => {
    expect(reason(operation, by, target)).toBe(expected);
  });

  it('permits several roles what one of them holds', () => {
    const both = caller('applicant', { roles: ['applicant', 'handlingOfficer'] });
    expect(reason('readCase', both, { person: 'person-you', region: 'rizhao' })).toBe('permitted');
  });
});
