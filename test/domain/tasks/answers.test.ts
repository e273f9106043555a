import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reason } from '../../../domain/eligibility/verdict.ts';
import { reason } from '../../../domain/eligibility/reason.ts';
import { isDomainError } from '../../../domain/errors.ts';
import { type AnswerFacts, answerJsonSchema, checkAnswer } from '../../../domain/tasks/answering.ts';
import {
  type Answer,
  type AnswerOutcome,
  answerOutcomes,
  answerSchema,
  type GivenAnswer,
  withoutNotes,
} from '../../../domain/tasks/answers.ts';
import { outcomesOf, taskKindNames, taskKinds } from '../../../domain/tasks/kinds.ts';

const open = [
  reason('paperToRead', 'D3-P §三(三)', { criterion: 'pathologicalDiagnosis', evidence: ['pathologyReport'] }),
];
const clause = 'D3-P §三(三)';
const refusal = { code: 'criterionNotMet' as const, params: { criterion: 'pathologicalDiagnosis' } };
const satisfied = { point: 0, answer: 'satisfied', note: 'Report read' } as const;
const slot = { from: '2026-12-01T09:00:00+08:00', until: '2026-12-01T12:00:00+08:00' };
const documentId = '00000000-0000-4000-8000-000000000007';

/** One whole answer of each outcome. */
const examples: { readonly [O in AnswerOutcome]: GivenAnswer<O> } = {
  approved: { outcome: 'approved', reasons: [], answers: [satisfied] },
  notRecognised: { outcome: 'notRecognised', reasons: [refusal], answers: [] },
  accepted: { outcome: 'accepted' },
  notAccepted: { outcome: 'notAccepted', reason: 'notAuthorised', note: 'No power of attorney' },
  supplementRequested: {
    outcome: 'supplementRequested',
    also: [{ criterion: 'pathologicalDiagnosis', evidence: 'pathologyReport', note: 'Page 2 is unreadable' }],
  },
  recommended: { outcome: 'recommended', answers: [satisfied] },
  notRecommended: { outcome: 'notRecommended', reasons: [refusal] },
  returned: { outcome: 'returned', note: 'The report is of somebody else' },
  leftToRound: { outcome: 'leftToRound' },
  planned: { outcome: 'planned', team: 'team-1', slot },
  rescheduled: { outcome: 'rescheduled', slot, note: 'Snow' },
  declined: { outcome: 'declined', note: 'Will come to the hospital' },
  notAtHome: { outcome: 'notAtHome' },
  visited: {
    outcome: 'visited',
    findings: 'Cannot walk',
    answers: [satisfied],
    signatureId: documentId,
    photographIds: [documentId],
  },
  corrected: {
    outcome: 'corrected',
    institution: 'demo-second-peoples-hospital',
    insuranceType: 'employee',
    note: 'Moved',
  },
  filedByHand: {
    outcome: 'filedByHand',
    filingNumber: 'RIZHAO-2026-00000001',
    filedOn: '2026-12-01',
    note: 'By telephone',
  },
  handedOver: { outcome: 'handedOver', note: 'To the daughter' },
  notReachable: { outcome: 'notReachable', note: 'Moved away' },
};

describe('what a task may be answered with', () => {
  it.each<[kind: string, outcomes: readonly AnswerOutcome[]]>([
    ['acceptance', ['accepted', 'supplementRequested', 'notAccepted']],
    ['deskAcceptance', ['accepted', 'supplementRequested', 'notAccepted']],
    ['officerDecision', ['approved', 'notRecognised', 'supplementRequested', 'notAccepted']],
    ['departmentReview', ['recommended', 'notRecommended', 'supplementRequested']],
    ['confirmation', ['approved', 'notRecognised', 'returned', 'supplementRequested']],
    ['recordConfirmation', ['approved', 'leftToRound']],
    ['appealReview', ['approved', 'notRecognised']],
    ['visitPlanning', ['planned', 'declined']],
    ['visitReport', ['visited', 'notAtHome', 'rescheduled', 'declined']],
    ['filingRefused', ['corrected', 'filedByHand']],
    ['noticeUndeliverable', ['handedOver', 'notReachable']],
  ])('%s: %j', (kind, outcomes) => {
    expect({ [kind]: outcomes }).toEqual({ [kind]: taskKinds[kind as keyof typeof taskKinds].outcomes });
  });

  it('has every kind of task in the list above, and no outcome that answers none', () => {
    expect(taskKindNames).toHaveLength(11);
    expect(new Set(taskKindNames.flatMap(outcomesOf))).toEqual(new Set(answerOutcomes));
  });

  it('lets only people with a name refuse: where the rules are confirmed from records, nobody can', () => {
    expect(outcomesOf('recordConfirmation')).not.toContain('notRecognised');
  });
});

describe('the forms', () => {
  const ajv = addFormats.default(new Ajv2020({ strict: false }));
  const drawnFor = Object.fromEntries(taskKindNames.map((kind) => [kind, ajv.compile(answerJsonSchema(kind))]));

  it.each(answerOutcomes)('%s: the example is whole, and more or less than it is not', (outcome) => {
    expect(answerSchema.parse(examples[outcome])).toEqual(examples[outcome]);
    expect(answerSchema.safeParse({ ...examples[outcome], unheardOf: 1 }).success).toBe(false);
  });

  it.each(taskKindNames)('%s: any client can draw it, and it takes its own answers and no others', (kind) => {
    for (const outcome of answerOutcomes) {
      expect([outcome, drawnFor[kind]!(examples[outcome])]).toEqual([outcome, outcomesOf(kind).includes(outcome)]);
    }
    expect(drawnFor[kind]!({})).toBe(false);
  });

  it.each<[story: string, answer: object]>([
    ['a clause is not for whoever refuses to say', { ...examples.notRecognised, reasons: [{ ...refusal, clause }] }],
    ['a reason not to recommend is needed', { outcome: 'notRecommended', reasons: [] }],
    ['whoever returns says why', { outcome: 'returned' }],
    ['not being accepted has its reason', { outcome: 'notAccepted' }],
    ['from a list', { outcome: 'notAccepted', reason: 'notLiked' }],
    ['a visit is planned for a time', { outcome: 'planned', team: 'team-1' }],
    ['with its zone', { outcome: 'planned', team: 'team-1', slot: { ...slot, from: '2026-12-01T09:00:00' } }],
    ['whom nobody reached was sought', { outcome: 'notReachable' }],
    ['what was filed by hand has its number', { outcome: 'filedByHand', filedOn: '2026-12-01' }],
    ['a report is signed', { outcome: 'visited', findings: 'Cannot walk', answers: [] }],
  ])('%s', (_story, answer) => {
    expect(answerSchema.safeParse(answer).success).toBe(false);
    for (const kind of taskKindNames) expect(drawnFor[kind]!(answer)).toBe(false);
  });

  it.each([
    ['a note to the patient leads nowhere', { ...examples.notRecognised, noteToPatient: '请登录 www.example.com' }],
    ['a correction corrects something', { ...examples.approved, correction: {} }],
  ])('%s', (_story, answer) => {
    expect(answerSchema.safeParse(answer).success).toBe(false);
  });

  it('what may be left out is filled in', () => {
    expect(answerSchema.parse({ outcome: 'supplementRequested' })).toEqual({
      outcome: 'supplementRequested',
      also: [],
    });
    expect(answerSchema.parse({ outcome: 'recommended' })).toEqual({ outcome: 'recommended', answers: [] });
  });
});

describe('an answer', () => {
  const facts = (kind: AnswerFacts['kind'], more: Partial<AnswerFacts> = {}): AnswerFacts => ({
    kind,
    open,
    supplementRequested: false,
    ...more,
  });

  it('is taken where its kind allows it, and refused everywhere else', () => {
    for (const kind of taskKindNames) {
      for (const outcome of answerOutcomes) {
        const expected = outcomesOf(kind).includes(outcome) ? 'taken' : 'ANSWER_NOT_POSSIBLE; /decision/outcome';
        expect([kind, outcome, said(examples[outcome], facts(kind))]).toEqual([kind, outcome, expected]);
      }
    }
  });

  it.each<[story: string, GivenAnswer, AnswerFacts, string]>([
    [
      'papers are asked for once',
      examples.supplementRequested,
      facts('confirmation', { supplementRequested: true }),
      'ANSWER_NOT_POSSIBLE; /decision/outcome',
    ],
    [
      'an approval answers every open point',
      { ...examples.approved, answers: [] },
      facts('confirmation'),
      'DECISION_INCOMPLETE; /answers',
    ],
    [
      'so does a recommendation',
      { ...examples.recommended, answers: [] },
      facts('departmentReview'),
      'DECISION_INCOMPLETE; /answers',
    ],
    [
      'nobody recommends what they found wanting',
      { ...examples.recommended, answers: [{ point: 0, answer: 'notSatisfied' }] },
      facts('departmentReview'),
      'DECISION_INCOMPLETE; /answers',
    ],
    [
      'a confirmation from records answers them as well',
      { ...examples.approved, answers: [] },
      facts('recordConfirmation'),
      'DECISION_INCOMPLETE; /answers',
    ],
    [
      'a refusal has a reason',
      { ...examples.notRecognised, reasons: [] },
      facts('appealReview'),
      'DECISION_INCOMPLETE; /reasons',
    ],
    [
      'nobody advises against without a clause',
      { outcome: 'notRecommended', reasons: [{ ...refusal, clause: ' ' } as typeof refusal] },
      facts('departmentReview'),
      'DECISION_INCOMPLETE; /reasons/0/clause',
    ],
    [
      'a paper that nobody has read is no reason',
      { outcome: 'notRecommended', reasons: open as never },
      facts('departmentReview'),
      'DECISION_INCOMPLETE; /reasons/0/code',
    ],
    ['whoever returns a matter leaves the points open', examples.returned, facts('confirmation'), 'taken'],
    ['whoever leaves it to the round as well', examples.leftToRound, facts('recordConfirmation'), 'taken'],
  ])('%s', (_story, answer, given, expected) => {
    expect(said(answer, given)).toBe(expected);
  });

  it('says what is possible instead', () => {
    expect(() => checkAnswer(standing(examples.accepted), facts('confirmation'))).toThrow(
      expect.objectContaining({
        params: { outcome: 'accepted', kind: 'confirmation' },
        findings: [expect.objectContaining({ hint: 'one of approved, notRecognised, returned, supplementRequested' })],
      }),
    );
  });
});

describe('what travels', () => {
  it('has no free text', () => {
    expect(withoutNotes(examples.visited)).toEqual({
      outcome: 'visited',
      answers: [{ point: 0, answer: 'satisfied' }],
      signatureId: documentId,
      photographIds: [documentId],
    });
    expect(withoutNotes(examples.returned)).toEqual({ outcome: 'returned' });
    expect(withoutNotes(examples.supplementRequested)).toEqual({
      outcome: 'supplementRequested',
      also: [{ criterion: 'pathologicalDiagnosis', evidence: 'pathologyReport' }],
    });
  });

  it('at no depth, and everything else as it was', () => {
    const tree = fc.letrec<{ value: unknown; list: unknown[]; object: Record<string, unknown> }>((tie) => ({
      value: fc.oneof({ maxDepth: 4 }, fc.constantFrom('code', 7, null, true), tie('list'), tie('object')),
      list: fc.array(tie('value'), { maxLength: 3 }),
      object: fc.dictionary(
        fc.constantFrom('note', 'findings', 'noteToPatient', 'answers', 'reasons', 'params'),
        tie('value'),
      ),
    })).object;
    fc.assert(
      fc.property(tree, (given) => {
        const travelling = withoutNotes(given as unknown as Answer);
        expect(JSON.stringify(travelling)).toBe(
          JSON.stringify(given, (key, part: unknown) =>
            ['note', 'findings', 'noteToPatient'].includes(key) ? undefined : part,
          ),
        );
      }),
    );
  });
});

/** As it stands: the pack has said by which clause. */
function standing(given: GivenAnswer): Answer {
  if (!('reasons' in given)) return given;
  return {
    ...given,
    reasons: given.reasons.map((chosen): Reason => ({ clause, ...(chosen as Omit<Reason, 'clause'>) })),
  };
}

function said(answer: GivenAnswer, facts: AnswerFacts): string {
  try {
    checkAnswer(standing(answer), facts);
    return 'taken';
  } catch (error) {
    if (!isDomainError(error)) throw error;
    return [error.code, ...error.findings.map(({ where }) => where)].join('; ');
  }
}
