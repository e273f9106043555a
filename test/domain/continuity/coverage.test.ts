/** PRACTICE, Facts: what the filing carries of the days between the first of the benefit and its own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterChanges, coverageOf, type Covered } from '../../../domain/continuity/coverage.ts';
import type { Facts } from '../../../domain/eligibility/verdict.ts';
import { addDays, plainDate, type PlainDate } from '../../../domain/plain-date.ts';
import type { InsuranceType } from '../../../domain/policy/schema.ts';
import { facts } from '../eligibility/examples.ts';

const insured = (type: InsuranceType, from: string, until?: string): Facts['insurance'][number] => ({
  type,
  region: 'example',
  from: plainDate(from),
  ...(until && { until: plainDate(until) }),
});

describe('what the filing carries', () => {
  const from = plainDate('2026-12-11');
  const covered: Covered = {
    region: 'example',
    insuranceType: 'resident',
    suspended: false,
    from,
    until: addDays(from, 9),
  };
  const changes = (insurance: Facts['insurance'], more: Partial<Covered> = {}, moves = () => true) =>
    coverageOf({ ...covered, ...more }, { ...facts, insurance }, moves).map((change) => [
      change.does,
      change.from,
      ...(change.does === 'move' ? [change.to] : []),
    ]);
  const throughout = insured('resident', '2026-01-01');

  it('is nothing where the insurance goes on, or will lapse later only', () => {
    expect(changes([throughout])).toEqual([]);
    expect(changes([insured('resident', '2026-01-01', '2026-12-20')])).toEqual([]);
  });

  it('is each lapse and return up to the day on which it is filed at last', () => {
    expect(
      changes([insured('resident', '2026-01-01', '2026-12-12'), insured('resident', '2026-12-15', '2026-12-18')]),
    ).toEqual([
      ['suspend', '2026-12-13'],
      ['resume', '2026-12-15'],
      ['suspend', '2026-12-19'],
    ]);
  });

  it('is a lapse that is known to come before the first day', () => {
    expect(changes([insured('resident', '2026-01-01', '2026-12-10')], { until: from })).toEqual([['suspend', from]]);
  });

  it('is another insurance, from its first day, by what the policy says', () => {
    const other = [insured('resident', '2026-01-01', '2026-12-14'), insured('employee', '2026-12-17')];
    expect(changes(other)).toEqual([
      ['suspend', '2026-12-15'],
      ['move', '2026-12-17', 'employee'],
      ['resume', '2026-12-17'],
    ]);
    expect(changes(other, {}, () => false).at(-1)).toEqual(['end', '2026-12-17']);
  });

  it('takes up what went before under the same number', () => {
    expect(changes([throughout], { suspended: true })).toEqual([['resume', from]]);
  });

  const day = fc.integer({ min: -5, max: 15 }).map((offset) => addDays(from, offset));
  const spans = fc.array(
    fc
      .tuple(fc.constantFrom('employee' as const, 'resident' as const), day, fc.nat(8))
      .map(([type, begins, length]) => ({
        type,
        region: 'example',
        from: begins,
        until: addDays(begins, length),
      })),
    { maxLength: 5 },
  );

  it('leaves it in force on the last day just where somebody is insured then', () => {
    fc.assert(
      fc.property(spans, fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), (insurance, order) => {
        const told = coverageOf(covered, { ...facts, insurance }, () => true);
        const last = afterChanges(covered, told);
        const isInsured = (on: PlainDate) => insurance.some((held) => held.from <= on && on <= held.until);
        expect(last.suspended).toBe(!isInsured(covered.until));
        const shuffled = order.flatMap((index) => insurance[index] ?? []);
        expect(coverageOf(covered, { ...facts, insurance: shuffled }, () => true)).toEqual(told);
      }),
    );
  });
});
