import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Caller, permits, type Target } from '../../../domain/access/access.ts';
import { operations, type Role, roles } from '../../../domain/access/grants.ts';
import { outcomes } from '../../../domain/case/decision.ts';
import {
  type CaseAction,
  caseActions,
  type CaseStanding,
  checkPermittedCaseAction,
  permittedCaseActions,
} from '../../../domain/case/permitted-actions.ts';
import {
  checkPermittedTaskAction,
  permittedTaskActions,
  type TaskAction,
  taskActions,
  type TaskStanding,
  taskStates,
} from '../../../domain/tasks/permitted-actions.ts';
import { endings, type Stage, stages, statusOf } from '../../../domain/case/stage.ts';

const caller = (role: Role, more: Partial<Caller> = {}): Caller => ({
  subject: 'me',
  roles: [role],
  regions: ['example'],
  institution: 'hospital-1',
  identity: { personId: 'person-me', name: '虚构甲' },
  ...more,
});

/** Everybody, with everything within reach. */
const anybody = caller('applicant', { roles });
const withinReach: Target = {
  region: 'example',
  person: 'person-me',
  submitter: 'me',
  agents: ['me'],
  vouched: true,
  institution: 'hospital-1',
  assignee: 'me',
  consent: true,
};

describe('what can be done to a case', () => {
  const anyone = (standing: CaseStanding) => permittedCaseActions(standing, anybody, withinReach);
  const undecided: readonly CaseAction[] = ['withdrawCase', 'declareConflict'];

  const byStage: Record<Stage, readonly CaseAction[]> = {
    received: undecided,
    assessing: undecided,
    awaitingAcceptance: undecided,
    awaitingSupplement: ['supplyCase', ...undecided],
    awaitingOfficer: undecided,
    awaitingBatch: undecided,
    awaitingDepartment: undecided,
    awaitingConfirmation: undecided,
    awaitingVisit: undecided,
    awaitingAppeal: undecided,
    filing: [],
    notifying: [],
    closed: [],
    ending: [],
    ended: [],
  };

  it.each(stages)('at %s, by whoever has the right', (stage) => {
    expect(anyone({ stage })).toEqual(byStage[stage]);
  });

  it.each(stages)('at %s the rules are run again where they have run', (stage) => {
    expect(anyone({ stage, assessed: true })).toEqual([...byStage[stage], 'replayDecision']);
  });

  it.each<[story: string, standing: CaseStanding, action: CaseAction]>([
    ['a lapsed case is opened again by supplying', { stage: 'ended', ending: 'lapsed' }, 'supplyCase'],
    [
      'a visit under way can be declined, decided or not',
      { stage: 'closed', visits: [{ state: 'planned' }] },
      'declineVisit',
    ],
    ['a refusal can be appealed against', { stage: 'closed', outcome: 'notRecognised' }, 'appealCase'],
    [
      'a handbook is read once it has its number',
      { stage: 'closed', outcome: 'approved', handbookNumber: 'MT-1' },
      'readHandbook',
    ],
    ['and handed out', { stage: 'closed', outcome: 'approved', handbookNumber: 'MT-1' }, 'handOutHandbook'],
  ])('%s', (_story, standing, action) => {
    expect(anyone(standing)).toEqual(expect.arrayContaining([action]));
  });

  it.each<[story: string, standing: CaseStanding]>([
    ['an approval is not appealed against', { stage: 'closed', outcome: 'approved' }],
    ['nor a refusal that has not been told', { stage: 'notifying', outcome: 'notRecognised' }],
    [
      'a refusal that was upheld is not appealed against again',
      { stage: 'closed', outcome: 'notRecognised', appealed: true },
    ],
    ['a visit that is over cannot be declined', { stage: 'closed', visits: [{ state: 'done' }, { state: 'missed' }] }],
    ['a withdrawn case is not supplied', { stage: 'ended', ending: 'withdrawn' }],
    ['nor one that was not taken up', { stage: 'ended', ending: 'notAccepted' }],
    ['nor that of somebody who died', { stage: 'ended', ending: 'personDied' }],
  ])('%s', (_story, standing) => {
    expect(anyone(standing)).toEqual([]);
  });

  const asked: CaseStanding = { stage: 'awaitingSupplement', assessed: true };
  const refused: CaseStanding = { stage: 'closed', outcome: 'notRecognised', assessed: true };
  const booked: CaseStanding = { stage: 'closed', outcome: 'approved', handbookNumber: 'MT-1', assessed: true };
  it.each<[Role, CaseStanding, readonly CaseAction[]]>([
    ['applicant', asked, ['supplyCase', 'withdrawCase']],
    ['applicant', refused, ['appealCase']],
    ['applicant', booked, ['readHandbook']],
    ['agent', asked, ['supplyCase', 'withdrawCase']],
    ['agent', refused, ['appealCase']],
    ['agent', booked, ['readHandbook']],
    ['hospitalDesk', asked, ['supplyCase', 'withdrawCase']],
    ['hospitalDesk', booked, ['readHandbook', 'handOutHandbook']],
    ['handlingOfficer', asked, ['supplyCase', 'withdrawCase', 'replayDecision']],
    ['handlingOfficer', refused, ['appealCase', 'replayDecision']],
    ['handlingOfficer', booked, ['readHandbook', 'handOutHandbook', 'replayDecision']],
    ['externalSystem', asked, ['supplyCase', 'withdrawCase']],
    ['externalSystem', refused, []],
    ['supervisor', asked, ['declareConflict', 'replayDecision']],
    ['administrator', asked, ['replayDecision']],
    ['departmentReviewer', asked, []],
    ['confirmingOfficer', refused, []],
    ['expert', asked, []],
    ['visitTeam', asked, []],
  ])('by a %s at %j: %j', (role, standing, expected) => {
    expect(permittedCaseActions(standing, caller(role), withinReach)).toEqual(expected);
  });

  it('only as far as the caller reaches', () => {
    expect(
      permittedCaseActions(asked, caller('applicant'), { ...withinReach, person: 'you', submitter: 'you' }),
    ).toEqual([]);
    expect(permittedCaseActions(asked, caller('handlingOfficer'), { ...withinReach, region: 'elsewhere' })).toEqual([]);
    expect(permittedCaseActions(booked, caller('agent'), { ...withinReach, consent: false })).toEqual([]);
  });

  const standings: fc.Arbitrary<CaseStanding> = fc.record({
    stage: fc.constantFrom(...stages),
    outcome: fc.constantFrom(...outcomes, null),
    ending: fc.constantFrom(...endings, null),
    handbookNumber: fc.constantFrom('MT-1', null),
    assessed: fc.boolean(),
  });

  it('is permitted exactly where the check lets it through and the access table grants it', () => {
    fc.assert(
      fc.property(standings, fc.constantFrom(...roles), (standing, role) => {
        const permitted = permittedCaseActions(standing, caller(role), withinReach);
        for (const action of caseActions) {
          const granted = permits(action, caller(role), withinReach).permitted;
          expect(permitted.includes(action)).toBe(
            granted && letsThrough(() => checkPermittedCaseAction(action, standing)),
          );
        }
      }),
    );
  });

  it('nothing that decides anew touches a case that is over, but what opens it again', () => {
    const opensAgain: readonly CaseAction[] = ['supplyCase', 'appealCase'];
    const changesNothing: readonly CaseAction[] = ['replayDecision', 'readHandbook', 'handOutHandbook'];
    fc.assert(
      fc.property(standings, (standing) => {
        fc.pre(statusOf(standing.stage) === 'ended' || statusOf(standing.stage) === 'decided');
        for (const action of anyone(standing)) expect([...opensAgain, ...changesNothing]).toContain(action);
      }),
    );
  });

  it('a refusal names the action and the stage', () => {
    expect(() => checkPermittedCaseAction('supplyCase', { stage: 'awaitingOfficer' })).toThrow(
      expect.objectContaining({ code: 'STATE_CONFLICT', params: { action: 'supplyCase', state: 'awaitingOfficer' } }),
    );
  });
});

describe('what can be done to a task', () => {
  const place = { region: 'example', institution: 'hospital-1', candidate: 'handlingOfficer' } as const;
  const standing = (state: TaskStanding['state'], delegator: string | null = null): TaskStanding => ({
    state,
    delegator,
  });
  const recommended: TaskStanding = { ...standing('completed'), answer: 'recommended' };
  const mine = { ...place, assignee: 'me' };
  const yours = { ...place, assignee: 'you' };
  const officer = caller('handlingOfficer');
  const substitute = caller('handlingOfficer', { standsInFor: [{ subject: 'you', region: 'example' }] });
  const supervisor = caller('supervisor');
  const inHand: readonly TaskAction[] = [
    'releaseTask',
    'transferTask',
    'delegateTask',
    'completeTask',
    'commentTask',
    'attachToTask',
    'recuseFromTask',
  ];

  it.each<[story: string, TaskStanding, Caller, Target, readonly TaskAction[]]>([
    ['one that nobody has', standing('ready'), officer, place, ['claimTask', 'recuseFromTask']],
    ['the same by a supervisor', standing('ready'), supervisor, place, ['assignTask', 'commentTask']],
    ['the same by an officer of another role', standing('ready'), caller('expert'), place, []],
    ['the same by an officer elsewhere', standing('ready'), officer, { ...place, region: 'elsewhere' }, []],
    ['the same by the patient', standing('ready'), caller('applicant'), place, []],
    ['one in hand', standing('claimed'), officer, mine, inHand],
    ['one in the hand of an absent colleague', standing('claimed'), substitute, yours, inHand],
    ['one in the hand of somebody else', standing('claimed'), officer, yours, ['recuseFromTask']],
    [
      'the same by a supervisor',
      standing('claimed'),
      supervisor,
      yours,
      ['releaseTask', 'assignTask', 'transferTask', 'commentTask'],
    ],
    [
      'one delegated to me: an opinion, no answer',
      standing('claimed', 'you'),
      officer,
      mine,
      ['returnDelegation', 'commentTask', 'attachToTask', 'recuseFromTask'],
    ],
    ['one that I delegated', standing('claimed', 'me'), officer, yours, ['recuseFromTask']],
    ['one whose answer is on its way', standing('completing'), officer, mine, []],
    ['one of which I have given an opinion', recommended, officer, mine, ['takeBackTask']],
    ['one that I have decided', { ...recommended, answer: 'approved' }, officer, mine, []],
    ['one of which somebody else has given an opinion', recommended, officer, yours, []],
    ['one that is needed no more', standing('cancelled'), supervisor, mine, []],
  ])('%s', (_story, stands, by, target, expected) => {
    expect(permittedTaskActions(stands, by, target)).toEqual(expected);
  });

  it('whatever the role and the state, is granted by the access table and let through by the check', () => {
    const delegators = fc.constantFrom('you', null);
    fc.assert(
      fc.property(fc.constantFrom(...taskStates), delegators, fc.constantFrom(...roles), (state, delegator, role) => {
        const permitted = permittedTaskActions({ state, delegator }, caller(role), { ...mine, candidate: role });
        for (const action of taskActions) {
          const granted = permits(action, caller(role), { ...mine, candidate: role }).permitted;
          const possible = letsThrough(() => checkPermittedTaskAction(action, { state, delegator }));
          expect(permitted.includes(action)).toBe(granted && possible);
        }
      }),
    );
  });

  it('of a task that is over only an opinion is taken back', () => {
    for (const stands of [standing('completing'), standing('completed'), standing('cancelled'), recommended]) {
      const possible = taskActions.filter((action) => letsThrough(() => checkPermittedTaskAction(action, stands)));
      expect(possible).toEqual(stands === recommended ? ['takeBackTask'] : []);
    }
  });

  it('a refusal names the action and the state', () => {
    expect(() => checkPermittedTaskAction('claimTask', standing('claimed'))).toThrow(
      expect.objectContaining({ code: 'STATE_CONFLICT', params: { action: 'claimTask', state: 'claimed' } }),
    );
  });
});

it('every action is an operation of the access table that somebody holds', () => {
  expect(operations).toEqual(expect.arrayContaining([...caseActions, ...taskActions]));
  for (const action of [...caseActions, ...taskActions]) {
    const holders = roles.filter(
      (role) => permits(action, caller(role), { ...withinReach, candidate: role }).permitted,
    );
    expect(holders, action).not.toEqual([]);
  }
});

function letsThrough(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
