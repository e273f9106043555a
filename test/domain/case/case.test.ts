import { describe, expect, it } from 'vitest';
import { checkOfficerDecision, type OfficerDecision } from '../../../domain/case/decision.ts';
import { stages, statusOf, waitsForPeople } from '../../../domain/case/stage.ts';
import { reason } from '../../../domain/eligibility/reason.ts';
import { isDomainError } from '../../../domain/errors.ts';

describe('stages', () => {
  it('belong to the status that people see', () => {
    expect(Object.fromEntries(stages.map((stage) => [stage, statusOf(stage)]))).toEqual({
      received: 'received',
      assessing: 'open',
      awaitingAcceptance: 'open',
      awaitingSupplement: 'open',
      awaitingOfficer: 'open',
      awaitingBatch: 'open',
      awaitingDepartment: 'open',
      awaitingConfirmation: 'open',
      awaitingVisit: 'open',
      awaitingAppeal: 'open',
      filing: 'decided',
      notifying: 'decided',
      closed: 'decided',
      ending: 'ended',
      ended: 'ended',
    });
  });

  it('wait for people where the rules have done what they can, and nowhere else', () => {
    expect(stages.filter((stage) => !waitsForPeople(stage))).toEqual([
      'received',
      'assessing',
      'filing',
      'notifying',
      'closed',
      'ending',
      'ended',
    ]);
  });
});

const open = [
  reason('paperToRead', 'D3-P §三(三)', { criterion: 'pathologicalDiagnosis', evidence: ['pathologyReport'] }),
  reason('institutionNotChosen', 'PRACTICE #9', {}),
];
const refusal = reason('criterionNotMet', 'D3-P §三(三)', { criterion: 'pathologicalDiagnosis' });
const approval: OfficerDecision = {
  outcome: 'approved',
  reasons: [],
  answers: [
    { point: 0, answer: 'satisfied', note: 'Report read' },
    { point: 1, answer: 'satisfied' },
  ],
};
const notRecognised: OfficerDecision = { outcome: 'notRecognised', reasons: [refusal], answers: [] };

function problems(decision: OfficerDecision): string {
  try {
    checkOfficerDecision(decision, { open });
    return 'accepted';
  } catch (error) {
    if (!isDomainError(error)) throw error;
    return [error.code, ...error.findings.map(({ where, problem }) => `${where} ${problem}`)].join('; ');
  }
}

describe("an officer's decision", () => {
  it.each<[string, OfficerDecision, string]>([
    ['approves when every open point is satisfied', approval, 'accepted'],
    ['refuses with a reason and its clause', notRecognised, 'accepted'],
    [
      'does not approve past an unanswered point',
      { ...approval, answers: approval.answers.slice(0, 1) },
      'DECISION_INCOMPLETE; /answers point 1 (institutionNotChosen) is not satisfied',
    ],
    [
      'does not approve past a point that was found wanting',
      { ...approval, answers: [...approval.answers.slice(1), { point: 0, answer: 'notSatisfied' }] },
      'DECISION_INCOMPLETE; /answers point 0 (paperToRead) is not satisfied',
    ],
    [
      'does not approve and give a reason for refusing',
      { ...approval, reasons: [refusal] },
      'DECISION_INCOMPLETE; /reasons an approval gives no reasons for refusing',
    ],
    [
      'answers only points that exist, once each',
      { ...notRecognised, answers: [0, 0, 7].map((point) => ({ point, answer: 'notSatisfied' as const })) },
      'DECISION_INCOMPLETE; /answers/1/point answered twice; /answers/2/point no such open point',
    ],
    [
      'does not refuse without a reason',
      { ...notRecognised, reasons: [] },
      'DECISION_INCOMPLETE; /reasons a refusal needs a reason',
    ],
    [
      'does not refuse without a clause',
      { ...notRecognised, reasons: [{ ...refusal, clause: ' ' }] },
      'DECISION_INCOMPLETE; /reasons/0/clause no clause',
    ],
    [
      'does not refuse for a paper that nobody has read',
      { ...notRecognised, reasons: open.slice(0, 1) },
      'DECISION_INCOMPLETE; /reasons/0/code paperToRead refuses nobody',
    ],
  ])('%s', (_story, decision, expected) => {
    expect(problems(decision)).toBe(expected);
  });
});
