import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { reaches, roles, type Role } from '../../domain/access.ts';
import { checkOfficerDecision, type OfficerDecision } from '../../domain/case/decision.ts';
import { officerDecisionJsonSchema, officerDecisionSchema } from '../../domain/case/decision-form.ts';
import { caseActions, checkPermittedAction, permittedActions } from '../../domain/case/permitted-actions.ts';
import { stages, statusOf, type Stage } from '../../domain/case/stage.ts';
import { reason } from '../../domain/eligibility/reason.ts';
import { isDomainError } from '../../domain/errors.ts';

describe('stages', () => {
  it('belong to the status that people see', () => {
    expect(Object.fromEntries(stages.map((stage) => [stage, statusOf(stage)]))).toEqual({
      received: 'received',
      assessing: 'open',
      awaitingOfficer: 'open',
      awaitingBatch: 'open',
      awaitingReviewChain: 'open',
      filing: 'decided',
      notifying: 'decided',
      closed: 'decided',
    });
  });
});

describe('permitted actions', () => {
  it.each<[Stage, Role, readonly string[]]>([
    ['received', 'handlingOfficer', []],
    ['assessing', 'supervisor', []],
    ['awaitingOfficer', 'handlingOfficer', ['claimTask', 'releaseTask', 'completeTask', 'replayDecision']],
    ['awaitingOfficer', 'supervisor', ['releaseTask', 'replayDecision']],
    ['awaitingOfficer', 'applicant', []],
    ['awaitingBatch', 'handlingOfficer', ['replayDecision']],
    ['awaitingReviewChain', 'departmentReviewer', []],
    ['filing', 'handlingOfficer', ['replayDecision']],
    ['closed', 'administrator', ['replayDecision']],
    ['closed', 'expert', []],
  ])('at %s a %s has %j', (stage, role, expected) => {
    expect(permittedActions(stage, [role])).toEqual(expected);
  });

  it('are all granted to their role by the access table', () => {
    for (const stage of stages) {
      for (const role of roles) {
        const caller = { subject: 'me', roles: [role], regions: '*' as const, institution: 'hospital-1' };
        for (const action of permittedActions(stage, [role])) expect(reaches(action, caller)).not.toEqual([]);
      }
    }
  });

  it('end with the decision, except running the rules again', () => {
    const decided = stages.filter((stage) => statusOf(stage) === 'decided');
    for (const stage of decided) expect(permittedActions(stage, roles)).toEqual(['replayDecision']);
  });

  it('refuse what the stage does not permit, naming the stage', () => {
    for (const action of caseActions) {
      expect(() => checkPermittedAction(action, 'received', roles)).toThrow(
        expect.objectContaining({ code: 'STATE_CONFLICT', params: { action, state: 'received' } }),
      );
    }
    expect(() => checkPermittedAction('claimTask', 'awaitingOfficer', ['handlingOfficer'])).not.toThrow();
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

function problems(decision: OfficerDecision, subject = 'officer-1'): string {
  try {
    checkOfficerDecision({ ...decision, by: { subject } }, { open, enteredBy: 'desk-1' });
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

  it('is not made by whoever entered the application (four eyes)', () => {
    expect(problems(approval, 'desk-1')).toBe('FOUR_EYES');
  });

  it('has a form that any client can draw and that accepts the same as the check of its shape', () => {
    const drawn = new Ajv2020({ strict: false }).compile(officerDecisionJsonSchema);
    const wrong = { ...notRecognised, reasons: [{ ...refusal, params: {} }] };
    const forms = [
      [approval, true],
      [notRecognised, true],
      [wrong, false],
      [{}, false],
    ] as const;
    for (const [form, accepted] of forms) {
      expect(drawn(form)).toBe(accepted);
      expect(officerDecisionSchema.safeParse(form).success).toBe(accepted);
    }
  });
});
