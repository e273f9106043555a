/** PRACTICE, Continuity: what registers make of a recognition, from all that they have said. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  consequenceOf,
  courseOf,
  stateAfter,
  stepsAdded,
  typeAfter,
  type Held,
  type MovesAlong,
} from '../../../domain/continuity/recognition-course.ts';
import { eventsAround } from './reported-events.ts';
import type { RegistryEvent } from '../../../domain/continuity/registry-event.ts';
import { standingAmong, withReported, type RegisteredFacts } from '../../../domain/continuity/reported-facts.ts';
import { inForce } from '../../../domain/eligibility/rule.ts';
import { plainDate, type PlainDate } from '../../../domain/plain-date.ts';

const day = plainDate('2026-06-10');
const today = plainDate('2026-09-01');
const held: Held = { region: 'rizhao', insuranceType: 'resident', from: plainDate('2026-03-03') };
const known: RegisteredFacts = {
  person: { known: true },
  insurance: [{ type: 'resident', region: 'rizhao', from: plainDate('2015-01-01') }],
  categories: [],
};

let last = 0;
function anEvent(event: object): RegistryEvent {
  last += 1;
  return { id: `register/${last}`, region: 'rizhao', on: day, insuranceType: 'resident', ...event } as RegistryEvent;
}

const never: MovesAlong = () => expect.fail('nobody needs to have said whether it moves along');

function course(events: readonly RegistryEvent[], movesAlong: MovesAlong = never, of = held, feed = known) {
  const standing = standingAmong(events);
  return courseOf(of, { standing, facts: withReported(feed, standing) }, movesAlong, today);
}

const suspended = { does: 'suspend', from: day };

describe('an event', () => {
  it.each<[what: string, event: object, course: object[]]>([
    ['a death ends it on the day after', { kind: 'died' }, [{ does: 'end', from: '2026-06-11', reason: 'died' }]],
    [
      'a death ends it wherever it was reported',
      { kind: 'died', region: 'elsewhere' },
      [{ does: 'end', from: '2026-06-11', reason: 'died' }],
    ],
    ['a lapse suspends it', { kind: 'insuranceLapsed' }, [suspended]],
    [
      'a lapse that began before its term suspends it',
      { kind: 'insuranceLapsed', on: '2026-03-01' },
      [{ does: 'suspend', from: '2026-03-01' }],
    ],
    ['a lapse of another insurance', { kind: 'insuranceLapsed', insuranceType: 'employee' }, []],
    ['a lapse in another region', { kind: 'insuranceLapsed', region: 'elsewhere' }, []],
    ['paying again for what is in force', { kind: 'insuranceResumed' }, []],
    ['a change from another insurance', { kind: 'insuranceTypeChanged', from: 'employee', to: 'resident' }, []],
    ['a category', { kind: 'categoryLost', category: 'immediateHelp' }, []],
  ])('%s', (_what, event, expected) => {
    expect(course([anEvent(event)])).toEqual(expected);
  });

  it('that lapses and comes again suspends the days between, whichever is told first', () => {
    const lapse = anEvent({ kind: 'insuranceLapsed' });
    const back = anEvent({ kind: 'insuranceResumed', on: '2026-06-15' });
    const gap = [suspended, { does: 'resume', from: '2026-06-15' }];
    expect([course([back, lapse]), course([lapse, back]), course([back])]).toEqual([gap, gap, []]);
  });

  it('of a lapse that was over before the term says nothing of it', () => {
    const lapse = anEvent({ kind: 'insuranceLapsed', on: '2025-05-01' });
    expect(course([lapse, anEvent({ kind: 'insuranceResumed', on: '2025-06-01' })])).toEqual([]);
  });

  it('of a lapse after which the register lists the person as insured ends with that', () => {
    const feed = {
      ...known,
      insurance: [...known.insurance, { type: 'employee', region: 'rizhao', from: plainDate('2026-07-01') } as const],
    };
    const lapse = anEvent({ kind: 'insuranceLapsed', insuranceType: 'employee' });
    expect(course([lapse], never, { ...held, insuranceType: 'employee' }, feed)).toEqual([
      suspended,
      { does: 'resume', from: '2026-07-01' },
    ]);
  });

  const changed = anEvent({ kind: 'insuranceTypeChanged', from: 'resident', to: 'employee' });

  it('that changes the insurance takes it along where the pack says so, a suspension included', () => {
    expect(course([changed], () => true)).toEqual([{ does: 'move', from: day, to: 'employee' }]);
    const lapse = anEvent({ kind: 'insuranceLapsed', on: '2026-06-01' });
    expect(course([changed, lapse], () => true)).toEqual([
      { does: 'suspend', from: '2026-06-01' },
      { does: 'move', from: day, to: 'employee' },
      { does: 'resume', from: day },
    ]);
  });

  it('that changes the insurance ends it where the pack says so, and waits where nobody has said', () => {
    expect(course([changed], () => false)).toEqual([{ does: 'end', from: day, reason: 'insuranceTypeChanged' }]);
    expect(course([changed], () => undefined)).toEqual([]);
  });

  it('that was corrected leaves nothing, and what came beside it stays', () => {
    const died = anEvent({ kind: 'died' });
    const lapse = anEvent({ kind: 'insuranceLapsed', on: '2026-06-01' });
    const retracted = anEvent({ kind: 'retracted', corrects: died.id });
    expect(course([lapse, died, retracted])).toEqual([{ does: 'suspend', from: '2026-06-01' }]);
    expect(course([lapse, died, retracted, anEvent({ kind: 'retracted', corrects: lapse.id })])).toEqual([]);
  });
});

describe('what becomes of a recognition', () => {
  const died = { does: 'end', from: '2026-06-11' as PlainDate, reason: 'died' } as const;
  const gap = [
    { does: 'suspend', from: day },
    { does: 'resume', from: '2026-06-15' as PlainDate },
  ] as const;

  it.each([
    ['nothing, told the same again', gap, gap, { does: 'nothing' }],
    ['it is ended', gap, [...gap, died], died],
    ['an end that was none is undone', [...gap, died], gap, { does: 'reinstate', from: '2026-06-11' }],
    ['a day of death is corrected', [died], [{ ...died, from: '2026-06-12' }], { does: 'restate', from: '2026-06-12' }],
    ['a gap that is over comes to light', [], gap, { does: 'restate', from: day }],
    ['a suspension that was none is undone', [gap[0]], [], { does: 'resume', from: day }],
    ['the return was none', gap, [gap[0]], gap[0]],
  ] as const)('%s', (_what, before, after, consequence) => {
    expect(consequenceOf({ held, steps: before }, after as never)).toEqual(consequence);
  });

  it('is told step by step as long as what was told before is how it went', () => {
    expect([stepsAdded([gap[0]], gap), stepsAdded(gap, gap), stepsAdded([died], gap)]).toEqual([
      [gap[1]],
      [],
      undefined,
    ]);
  });
});

describe('the course', () => {
  const events = eventsAround(day);
  const always: MovesAlong = () => true;

  it('is the same in whatever order events come, and however often', () => {
    const orders = events.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
    );
    fc.assert(
      fc.property(orders, fc.boolean(), ([all, otherwise], along) => {
        expect(course(otherwise, () => along)).toEqual(course(all, () => along));
      }),
    );
  });

  it('runs in the order of its days, and nothing follows an end', () => {
    fc.assert(
      fc.property(events, fc.boolean(), (all, along) => {
        const steps = course(all, () => along);
        expect(steps.map(({ from }) => from)).toEqual(steps.map(({ from }) => from).toSorted());
        expect(steps.slice(0, -1).every(({ does }) => does !== 'end')).toBe(true);
      }),
    );
  });

  it('leaves in force who is alive and insured today, and nobody who is dead', () => {
    fc.assert(
      fc.property(events, (all) => {
        const standing = standingAmong(all);
        const facts = withReported(known, standing);
        const steps = course(all, always);
        const type = typeAfter(held, steps);
        const insured = facts.insurance.some((one) => one.type === type && inForce(one, today));
        if (facts.person.diedOn) expect(stateAfter(steps)).toBe('ended');
        else if (insured) expect(stateAfter(steps)).toBeNull();
      }),
    );
  });
});
