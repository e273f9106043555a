/** PRACTICE, Continuity: what the calendar makes of a recognition. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastDay, renewalStep, type ExpiringRecognition } from '../../../domain/continuity/renewal.ts';
import { addDays, plainDate } from '../../../domain/plain-date.ts';

describe('the end of a term', () => {
  const until = plainDate('2027-03-02');
  const days = fc.integer({ min: -90, max: 400 }).map((offset) => addDays(until, offset));
  const renewals = fc.record({
    filedOn: days,
    kept: fc.boolean(),
    released: fc.boolean(),
    approved: fc.boolean(),
    overOn: fc.option(days, { nil: undefined }),
  });
  const endings = fc.record({
    until: fc.constant(until),
    suspended: fc.boolean(),
    renewal: fc.option(renewals, { nil: undefined }),
  }) as fc.Arbitrary<ExpiringRecognition>;

  it('is never reached while a renewal that was filed in time is undecided', () => {
    fc.assert(
      fc.property(endings, days, (ending, today) => {
        fc.pre(ending.renewal !== undefined && ending.renewal.overOn === undefined && ending.renewal.filedOn <= until);
        expect(renewalStep(ending, 60, today)).not.toBe('expire');
      }),
    );
  });

  it('comes once it is over, whatever else: nothing is in force for good', () => {
    fc.assert(
      fc.property(endings, (ending) => {
        const { renewal } = ending;
        fc.pre(renewal === undefined || (renewal.overOn !== undefined && (!renewal.kept || renewal.released)));
        expect(renewalStep(ending, 60, addDays(lastDay(ending), 1))).toBe('expire');
        expect(renewalStep(ending, 60, lastDay(ending))).not.toBe('expire');
      }),
    );
  });

  it('opens no renewal where the disease has none', () => {
    expect(renewalStep({ until, suspended: false }, undefined, until)).toBeUndefined();
  });

  it('does not wait for a renewal that came too late', () => {
    const renewal = { filedOn: addDays(until, 1), kept: false, released: false, approved: false };
    expect(renewalStep({ until, suspended: false, renewal }, 60, addDays(until, 2))).toBe('expire');
  });
});
