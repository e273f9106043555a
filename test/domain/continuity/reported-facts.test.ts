/** What registers say on a day depends on the set of what was reported, never on the order in which it came. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standingAmong, withReported, type RegisteredFacts } from '../../../domain/continuity/reported-facts.ts';
import type { RegistryEvent } from '../../../domain/continuity/registry-event.ts';
import { inForce } from '../../../domain/eligibility/rule.ts';
import { addDays, plainDate, type PlainDate } from '../../../domain/plain-date.ts';

const start = plainDate('2026-01-01');
const anyDay = fc.integer({ min: 0, max: 40 }).map((offset) => addDays(start, offset));
const anyType = fc.constantFrom('resident', 'employee');
const anyRegion = fc.constantFrom('rizhao', 'xx-county');
const anyCategory = fc.constantFrom('immediateHelp', 'extremelyPoor');

const anything = fc.oneof(
  fc.record({ kind: fc.constant('died') }),
  fc.record({ kind: fc.constant('retracted') }),
  fc.record({ kind: fc.constantFrom('insuranceLapsed', 'insuranceResumed'), insuranceType: anyType }),
  fc.record({ kind: fc.constant('insuranceTypeChanged'), from: anyType, to: anyType }),
  fc.record({ kind: fc.constantFrom('categoryGained', 'categoryLost'), category: anyCategory }),
);

/** Each may correct any other, and events that never came. */
const events = fc
  .array(fc.tuple(anything, anyRegion, anyDay, fc.option(fc.nat({ max: 12 }), { nil: undefined })), { maxLength: 10 })
  .map((reported) =>
    reported.map(([what, region, on, corrects], index) => ({
      id: `register/${index}`,
      region,
      on,
      ...what,
      ...(corrects !== undefined && corrects !== index && { corrects: `register/${corrects}` }),
    })),
  ) as fc.Arbitrary<RegistryEvent[]>;

const anInterval = fc
  .record({ from: anyDay, length: fc.option(fc.nat({ max: 30 }), { nil: undefined }) })
  .map(({ from, length }) => ({ from, ...(length !== undefined && { until: addDays(from, length) }) }));
const feed = fc.record({
  person: fc.record({ known: fc.constant(true) }, { requiredKeys: ['known'] }),
  insurance: fc.array(
    fc.tuple(anyType, anyRegion, anInterval).map(([type, region, term]) => ({ type, region, ...term })),
    { maxLength: 3 },
  ),
  categories: fc.array(
    fc.tuple(anyCategory, anInterval).map(([category, term]) => ({ category, ...term })),
    {
      maxLength: 3,
    },
  ),
}) as fc.Arbitrary<RegisteredFacts>;

function shuffled<T>(all: readonly T[]) {
  return fc.shuffledSubarray([...all], { minLength: all.length, maxLength: all.length });
}

const known: RegisteredFacts = {
  person: { known: true },
  insurance: [{ type: 'resident', region: 'rizhao', from: plainDate('2015-01-01') }],
  categories: [],
};

function anEvent(event: { kind: string; on: string } & Record<string, unknown>): RegistryEvent {
  return { id: `register/${event.kind}/${event.on}`, region: 'rizhao', insuranceType: 'resident', ...event } as never;
}

describe('what registers say', () => {
  it('is the same in whatever order it was reported, and however often', () => {
    fc.assert(
      fc.property(
        feed,
        events.chain((all) => fc.tuple(fc.constant(all), shuffled([...all, ...all]))),
        (facts, [inOrder, otherwise]) => {
          expect(withReported(facts, standingAmong(otherwise))).toEqual(withReported(facts, standingAmong(inOrder)));
        },
      ),
    );
  });

  it('is as if what was corrected had never been reported', () => {
    fc.assert(
      fc.property(feed, events, (facts, all) => {
        const corrected = new Set(all.flatMap(({ corrects }) => corrects ?? []));
        const others = all.filter(({ id }) => !corrected.has(id)).map(({ corrects: _corrects, ...event }) => event);
        expect(withReported(facts, standingAmong(all))).toEqual(
          withReported(facts, standingAmong(others as RegistryEvent[])),
        );
      }),
    );
  });

  it('is on each day what the last word until then says, and the better of two on one day', () => {
    fc.assert(
      fc.property(feed, events, anyDay, anyCategory, (facts, all, day, category) => {
        const standing = standingAmong(all);
        const said = standing.filter((event) => 'category' in event && event.category === category && event.on <= day);
        const last = said
          .map(({ on }) => on)
          .toSorted()
          .at(-1);
        fc.pre(last !== undefined && facts.categories.every((listed) => listed.category !== category));
        const holds = said.some(({ kind, on }) => on === last && kind === 'categoryGained');
        expect(isIn(withReported(facts, standing), category, day)).toBe(holds);
      }),
    );
  });

  it.each<[story: string, reported: { kind: string; on: string }[], insured: [day: string, holds: boolean][]]>([
    [
      'a gap, whose end is told first',
      [
        { kind: 'insuranceResumed', on: '2026-05-20' },
        { kind: 'insuranceLapsed', on: '2026-05-01' },
      ],
      [
        ['2026-04-30', true],
        ['2026-05-01', false],
        ['2026-05-19', false],
        ['2026-05-20', true],
      ],
    ],
    [
      'paid again on the day on which it lapsed, which is no gap',
      [
        { kind: 'insuranceResumed', on: '2026-05-01' },
        { kind: 'insuranceLapsed', on: '2026-05-01' },
      ],
      [['2026-05-01', true]],
    ],
  ])('%s', (_story, reported, insured) => {
    const facts = withReported(known, reported.map(anEvent));
    for (const [day, holds] of insured)
      expect(facts.insurance.some((held) => inForce(held, day as PlainDate))).toBe(holds);
  });

  it('a category that was lost stays lost, though it is told afterwards since when it was held', () => {
    const lost = anEvent({ kind: 'categoryLost', on: '2026-06-01', category: 'immediateHelp' });
    const gained = anEvent({ kind: 'categoryGained', on: '2026-02-01', category: 'immediateHelp' });
    expect(withReported(known, [lost, gained]).categories).toEqual([
      { category: 'immediateHelp', from: '2026-02-01', until: '2026-05-31' },
    ]);
  });

  it('of a death that was none, nothing is left', () => {
    const died = anEvent({ kind: 'died', on: '2026-06-01' });
    const retracted = { ...anEvent({ kind: 'retracted', on: '2026-06-03' }), corrects: died.id } as RegistryEvent;
    expect(withReported(known, standingAmong([retracted, died])).person).toEqual({ known: true });
    expect(withReported(known, standingAmong([died])).person).toEqual({ known: true, diedOn: '2026-06-01' });
  });
});

function isIn({ categories }: RegisteredFacts, category: string, day: PlainDate): boolean {
  return categories.some((held) => held.category === category && inForce(held, day));
}
