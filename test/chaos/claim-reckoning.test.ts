/** What chaos counts of claims: each kind of thing that may go wrong is seen. */
import { describe, expect, it } from 'vitest';
import type { BookedClaim, ClaimBooks } from '../../proof/chaos/claim-books.ts';
import { claimDiscrepancies } from '../../proof/chaos/claim-reckoning.ts';
import type { HeldClaim } from '../../proof/chaos/providers.ts';
import { fen } from '../../domain/money.ts';
import type { Settlement } from '../../domain/settlement/settle.ts';

const person = { personRef: '00000000-0000-4000-8000-000000000001', region: 'rizhao', year: 2026 };
const name = `person ${person.personRef} in rizhao, 2026`;

function settlement(facts: object = {}): Settlement {
  const layers = [{ layer: 'basicInsurance', eligible: 900, paid: 600, left: 300, shares: [{ paid: 600 }] }];
  const own = { total: 1_000, paid: 600, patientShare: 400, layers, contributions: { annual: 600 } };
  return { ...own, ...facts } as unknown as Settlement;
}

function booked(claimNumber: string, facts: Partial<BookedClaim> = {}): BookedClaim {
  const request = { lines: [{ total: '10.00' }] } as unknown as BookedClaim['request'];
  const own = { ...person, institution: 'clinic', claimNumber, kind: 'claim', replaces: null, request, reversal: null };
  return { ...own, settlement: settlement(), ...facts };
}

function held(number: string, facts: Partial<HeldClaim> = {}): HeldClaim {
  const own = {
    institution: 'clinic',
    number,
    kind: 'claim',
    replaces: null,
    settled: 'atOnce',
    takenBackBy: null,
  } as const;
  return { ...own, total: fen('10.00'), paid: fen('6.00'), ...facts };
}

/** One claim in force, one taken back, one corrected. */
const ours = [
  ...[held('1'), held('2', { takenBackBy: 'reversal' }), held('3', { takenBackBy: 'correction' })],
  held('3-right', { kind: 'correction', replaces: '3' }),
];
const inForce = booked('1');
const reversed = booked('2', { reversal: { kind: 'reversal', replacedBy: null } });
const corrected = booked('3', { reversal: { kind: 'correction', replacedBy: '3-right' } });
const right = booked('3-right', { kind: 'correction', replaces: '3' });
const whole: ClaimBooks = {
  claims: [inForce, reversed, corrected, right],
  years: [{ ...person, amounts: { annual: 1_200 as never } }],
};

it('finds nothing where all is well', () => {
  expect(claimDiscrepancies(ours, whole)).toEqual([]);
});

describe('finds', () => {
  const inPlaceOfFirst = (facts: object) => ({
    claims: [booked('1', { settlement: settlement(facts) }), ...whole.claims.slice(1)],
  });
  const used = (annual: number) => ({ years: [{ ...person, amounts: { annual: annual as never } }] });
  it.each<[string, Partial<ClaimBooks>, string]>([
    [
      'a claim that is lost',
      { claims: whole.claims.slice(1) },
      'claim clinic/1 (claim, 6.00 paid of 10.00, in force): 0 instead of 1',
    ],
    [
      'a claim that nobody made',
      { claims: [...whole.claims, booked('9')] },
      'claim clinic/9 (claim, 6.00 paid of 10.00, in force): 1 instead of 0',
    ],
    [
      'another payment than was answered',
      inPlaceOfFirst({ paid: 601 }),
      'claim clinic/1 (claim, 6.01 paid of 10.00, in force): 1 instead of 0',
    ],
    [
      'a reversal that was lost',
      { claims: [inForce, booked('2'), corrected, right] },
      'claim clinic/2 (claim, 6.00 paid of 10.00, reversal): 0 instead of 1',
    ],
    [
      'a patient share that does not add up',
      inPlaceOfFirst({ patientShare: 399 }),
      'claim clinic/1: payment and patient share: 999 instead of 1000 分',
    ],
    ['layers that do not add up', inPlaceOfFirst({ layers: [] }), 'claim clinic/1: its layers: 0 instead of 600 分'],
    [
      'a correction in place of another claim',
      { claims: [inForce, reversed, corrected, booked('3-right', { kind: 'correction', replaces: '1' })] },
      'replacement 3-right of 3: 0 instead of 1',
    ],
    ['a reversal that took back too much', used(600), `${name}: {"annual":600} is used up instead of {"annual":1200}`],
    [
      'a reversal that took back nothing',
      used(1_800),
      `${name}: {"annual":1800} is used up instead of {"annual":1200}`,
    ],
    ['a year that is lost', { years: [] }, `${name}: {} is used up instead of {"annual":1200}`],
  ])('%s', (_what, wrong, finding) => {
    expect(claimDiscrepancies(ours, { ...whole, ...wrong })).toContain(finding);
  });
});
