/** PRACTICE, Continuity: what registers and the calendar make of a recognition. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consequenceFor, overtakes, type Held, type RegistryEvent } from '../../../domain/continuity/registry-event.ts';
import { lastDay, renewalStep, type ExpiringRecognition } from '../../../domain/continuity/renewal.ts';
import { addDays, plainDate } from '../../../domain/plain-date.ts';

const day = plainDate('2026-06-10');
const held: Held = { region: 'rizhao', insuranceType: 'resident', suspended: false, from: plainDate('2026-03-03') };
const suspended = { ...held, suspended: true };

function anEvent(event: object): RegistryEvent {
  return { id: 'register/1', region: 'rizhao', on: day, insuranceType: 'resident', ...event } as RegistryEvent;
}

const nothing = { does: 'nothing' };
const never = () => expect.fail('nobody needs to have said whether it moves along');

describe('an event', () => {
  it.each<[what: string, held: Held, event: object, consequence: object]>([
    ['a death ends it on the day after', held, { kind: 'died' }, { does: 'end', from: '2026-06-11', reason: 'died' }],
    [
      'a death ends it wherever it was reported',
      held,
      { kind: 'died', region: 'elsewhere' },
      { does: 'end', from: '2026-06-11', reason: 'died' },
    ],
    ['a lapse suspends it', held, { kind: 'insuranceLapsed' }, { does: 'suspend', from: day }],
    ['a lapse of what is suspended', suspended, { kind: 'insuranceLapsed' }, nothing],
    ['a lapse of another insurance', held, { kind: 'insuranceLapsed', insuranceType: 'employee' }, nothing],
    ['a lapse in another region', held, { kind: 'insuranceLapsed', region: 'elsewhere' }, nothing],
    ['paying again resumes it', suspended, { kind: 'insuranceResumed' }, { does: 'resume', from: day }],
    ['paying again for what is in force', held, { kind: 'insuranceResumed' }, nothing],
    [
      'a change from another insurance',
      held,
      { kind: 'insuranceTypeChanged', from: 'employee', to: 'resident' },
      nothing,
    ],
    ['a category', held, { kind: 'categoryLost', category: 'immediateHelp' }, nothing],
  ])('%s', (_what, recognition, event, consequence) => {
    expect(consequenceFor(recognition, anEvent(event), never)).toEqual(consequence);
  });

  const changed = anEvent({ kind: 'insuranceTypeChanged', from: 'resident', to: 'employee' });

  it('that changes the insurance takes it along where the pack says so, from its first day at the earliest', () => {
    expect(consequenceFor(suspended, changed, () => true)).toEqual({ does: 'move', from: day, to: 'employee' });
    const later = { ...held, from: plainDate('2026-07-01') };
    expect(consequenceFor(later, changed, () => true)).toMatchObject({ from: '2026-07-01' });
  });

  it('that changes the insurance ends it where the pack says so', () => {
    expect(consequenceFor(held, changed, () => false)).toEqual({
      does: 'end',
      from: day,
      reason: 'insuranceTypeChanged',
    });
  });
});

describe('of two events that come out of order', () => {
  const lapse = anEvent({ kind: 'insuranceLapsed' });
  const back = anEvent({ kind: 'insuranceResumed', on: addDays(day, 5) });

  it('the later says what holds of one insurance', () => {
    expect([overtakes(back, lapse), overtakes(lapse, back)]).toEqual([true, false]);
    expect(
      overtakes(anEvent({ kind: 'insuranceResumed', insuranceType: 'employee', on: addDays(day, 5) }), lapse),
    ).toBe(false);
  });

  it('nothing is overtaken by a death or a category, nor a death by anything', () => {
    const died = anEvent({ kind: 'died', on: addDays(day, 9) });
    expect([
      overtakes(died, lapse),
      overtakes(back, died),
      overtakes(anEvent({ kind: 'categoryGained', category: 'x', on: addDays(day, 9) }), lapse),
    ]).toEqual([false, false, false]);
  });
});

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
