import { describe, expect, test } from 'vitest';
import type { Receipt } from '../../proof/demo/client.ts';
import { isUnsettled, tally, type Result } from '../../proof/demo/tally.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import type { ExampleApplication } from '../../examples/format.ts';

type CaseAnswer = Receipt['applications'][number];
type Expected = ExampleApplication['expect'];

const startedAt = new Date('2025-07-01T02:00:00Z');
const approvedCase = caseAnswer({ status: 'decided', stage: 'filing', decision: decision('approved') });
const waitingCase = caseAnswer({ stage: 'awaitingOfficer' });
const expectApproved: Expected = { cases: [{ disease: 'malignantTumor', stage: 'decided', outcome: 'approved' }] };
const expectOfficer: Expected = {
  cases: [{ disease: 'malignantTumor', stage: 'awaitingOfficer', because: ['paperToRead'] }],
};

describe('what it counts', () => {
  test('decisions of the rules, cases that wait, refusals by reason', () => {
    const refused = caseAnswer({ status: 'decided', decision: decision('notRecognised', 'notInsured') });
    const counted = tally([answered(approvedCase), answered(waitingCase), answered(refused)], startedAt);
    expect(counted).toMatchObject({
      received: 3,
      cases: 3,
      approved: 1,
      notRecognised: 1,
      waiting: { awaitingOfficer: 1 },
    });
    expect(counted.refusals).toMatchObject([{ reason: { code: 'notInsured' }, count: 1 }]);
  });

  test('a receipt that is given out twice once, and as already known', () => {
    const first = answered(approvedCase);
    const receipt = receiptOf(first);
    expect(tally([first, { ...first, earlier: receipt }], startedAt)).toMatchObject({
      calls: 2,
      received: 1,
      approved: 1,
      alreadyKnown: 1,
    });
  });

  test('the time to a decision of this run alone, and only where the call brought it', () => {
    const known = answered(approvedCase, { milliseconds: 1, receivedAt: '2025-06-30T00:00:00Z' });
    const decided = [40, 10, 30, 20].map((milliseconds) => answered(approvedCase, { milliseconds }));
    const results = [known, answered(waitingCase, { milliseconds: 5_000 }), ...decided];
    expect(tally(results, startedAt).millisecondsToDecision).toEqual({ decided: 4, p50: 20, p95: 40 });
  });

  test('codes of what was refused at submission', () => {
    expect(tally([refusedWith('NO_PROCEDURE'), refusedWith('NO_PROCEDURE')], startedAt).refusedAtSubmission).toEqual({
      NO_PROCEDURE: 2,
    });
  });
});

describe('what it calls a mismatch', () => {
  test.each([
    ['approved as expected', answered(approvedCase), 0],
    ['waiting instead of approved', answered(waitingCase), 1],
    ['refused instead of approved', refusedWith('NO_PROCEDURE', expectApproved), 1],
    ['refused by the expected code', refusedWith('NO_PROCEDURE'), 0],
    ['refused by another code', refusedWith('NOT_PERMITTED', { error: 'NO_PROCEDURE' }), 1],
    ['received though it should be refused', answered(approvedCase, {}, { error: 'NO_PROCEDURE' }), 1],
    ['waiting as expected', answered(waitingCase, {}, expectOfficer), 0],
    ['decided by the rules instead of waiting', answered(approvedCase, {}, expectOfficer), 1],
    ['decided by an officer since an earlier run', answered(byOfficer(), {}, expectOfficer), 0],
    ['a new receipt where the same was expected', answered(approvedCase, {}, { sameReceipt: true }), 1],
  ])('%s: %#', (_title, result, mismatches) => {
    expect(tally([result], startedAt).mismatches).toHaveLength(mismatches);
  });

  test('a refusal for another reason', () => {
    const refused = caseAnswer({ status: 'decided', decision: decision('notRecognised', 'personDeceased') });
    const because = ['notInsured'];
    const expected: Expected = {
      cases: [{ disease: 'malignantTumor', stage: 'decided', outcome: 'notRecognised', because }],
    };
    const { mismatches } = tally([answered(refused, {}, expected)], startedAt);
    expect(mismatches).toMatchObject([
      { expected: 'malignantTumor notRecognised notInsured', got: 'malignantTumor notRecognised personDeceased' },
    ]);
  });

  test('a refusal whose reasons an agent may not learn is as expected; its outcome still counts', () => {
    const because = ['notInsured'];
    const expected: Expected = {
      cases: [{ disease: 'malignantTumor', stage: 'decided', outcome: 'notRecognised', because }],
    };
    const untold = (outcome: 'approved' | 'notRecognised') =>
      caseAnswer({ status: 'decided', decision: { ...decision(outcome), reasons: null } });
    expect(tally([answered(untold('notRecognised'), {}, expected)], startedAt).mismatches).toEqual([]);
    expect(tally([answered(untold('approved'), {}, expected)], startedAt).mismatches).toHaveLength(1);
  });
});

test.each([
  ['received', true],
  ['assessing', true],
  ['awaitingOfficer', false],
  ['closed', false],
] as const)('a case in stage %s is still to be asked for: %s', (stage, unsettled) => {
  expect(isUnsettled(answered(caseAnswer({ stage })).answer)).toBe(unsettled);
});

function answered(
  found: CaseAnswer,
  { milliseconds = 50, receivedAt = '2025-07-01T02:00:01Z' } = {},
  expected = expectApproved,
): Result {
  const receipt: Receipt = { submissionId: crypto.randomUUID(), receivedAt, applications: [found] };
  return { line: line(expected), answer: { kind: 'receipt', receipt, milliseconds } };
}

function refusedWith(code: ErrorCode, expected: Expected = { error: code }): Result {
  return { line: line(expected), answer: { kind: 'refused', code, detail: '' } };
}

function receiptOf({ answer }: Result): Receipt {
  if (answer.kind !== 'receipt') throw new Error('no receipt');
  return answer.receipt;
}

function byOfficer(): CaseAnswer {
  return caseAnswer({ status: 'decided', stage: 'closed', decision: { ...decision('approved'), decidedBy: 'person' } });
}

function line(expected: Expected): ExampleApplication {
  const submission = { applicant: { idNumber: '990101196001010017' }, diseases: [{}] };
  return {
    key: 'one',
    note: '',
    caller: { subject: 'a', role: 'applicant' },
    submission,
    documents: [],
    expect: expected,
  };
}

function caseAnswer(changes: Partial<CaseAnswer>): CaseAnswer {
  const id = crypto.randomUUID();
  const links = { self: `/v1/applications/${id}` };
  return {
    id,
    disease: 'malignantTumor',
    procedure: 'immediate',
    status: 'open',
    stage: 'assessing',
    decision: null,
    links,
    ...changes,
  };
}

function decision(outcome: 'approved' | 'notRecognised', ...codes: string[]): NonNullable<CaseAnswer['decision']> {
  const reasons = codes.map((code) => ({ code, clause: 'D1', params: {}, text: code }));
  return { outcome, decidedAt: '2025-07-01T02:00:01Z', decidedBy: 'rules', reasons };
}
