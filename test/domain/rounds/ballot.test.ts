import { describe, expect, test } from 'vitest';
import { ballotForm, checkBallot } from '../../../domain/rounds/ballot.ts';

const criteria = ['airflowLimitation', 'chronicObstruction'];
const found = (met: boolean, ...codes: string[]) => codes.map((criterion) => ({ criterion, met }));
const notMet = { code: 'criterionNotMet', params: { criterion: 'airflowLimitation' } };

function findingsOf(ballot: object): readonly string[] {
  try {
    const { reasons, ...form } = ballotForm.parse(ballot);
    checkBallot({ ...form, reasons: reasons.map((reason) => ({ clause: 'Example only', ...reason })) }, criteria);
    return [];
  } catch (error) {
    const { code, findings } = error as { code: string; findings: { where: string; problem: string }[] };
    expect(code).toBe('DECISION_INCOMPLETE');
    return findings.map(({ where, problem }) => `${where}: ${problem}`);
  }
}

describe('a ballot', () => {
  test.each<[story: string, ballot: object, findings: readonly string[]]>([
    ['of approval finds every criterion met', { opinion: 'approved', criteria: found(true, ...criteria) }, []],
    [
      'of refusal has its reason, whatever is met',
      { opinion: 'notRecognised', criteria: found(true, ...criteria), reasons: [notMet] },
      [],
    ],
    [
      'leaves no criterion out',
      { opinion: 'approved', criteria: found(true, 'airflowLimitation') },
      ['/criteria: chronicObstruction is not answered'],
    ],
    [
      'answers each once, and no others',
      { opinion: 'approved', criteria: found(true, ...criteria, 'chronicObstruction', 'gout') },
      ['/criteria/2/criterion: answered twice', '/criteria/3/criterion: no criterion of the disease'],
    ],
    [
      'does not approve what is not met',
      { opinion: 'approved', criteria: [...found(false, 'airflowLimitation'), ...found(true, 'chronicObstruction')] },
      ['/criteria/0/met: airflowLimitation is not met'],
    ],
    [
      'does not approve with reasons against it',
      { opinion: 'approved', criteria: found(true, ...criteria), reasons: [notMet] },
      ['/reasons: an approval gives no reasons for refusing'],
    ],
    [
      'does not refuse without a reason',
      { opinion: 'notRecognised', criteria: found(false, ...criteria) },
      ['/reasons: a refusal needs a reason'],
    ],
    [
      'says all of it at once',
      { opinion: 'approved', criteria: found(false, 'airflowLimitation'), reasons: [notMet] },
      [
        '/criteria: chronicObstruction is not answered',
        '/criteria/0/met: airflowLimitation is not met',
        '/reasons: an approval gives no reasons for refusing',
      ],
    ],
  ])('%s', (_story, ballot, findings) => {
    expect(findingsOf(ballot)).toEqual(findings);
  });

  test.each([
    ['an opinion that is none', { opinion: 'abstain', criteria: [] }],
    [
      'a reason that refuses nobody',
      { opinion: 'notRecognised', criteria: [], reasons: [{ ...notMet, code: 'evidenceMissing' }] },
    ],
    [
      'a clause of its own: that is the pack’s',
      { opinion: 'notRecognised', criteria: [], reasons: [{ ...notMet, clause: '胡说八道 §99' }] },
    ],
  ])('has no %s', (_what, ballot) => {
    expect(ballotForm.safeParse(ballot).success).toBe(false);
  });
});
