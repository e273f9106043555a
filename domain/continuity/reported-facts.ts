import type { Facts } from '../eligibility/verdict.ts';
import { addDays, type PlainDate } from '../plain-date.ts';
import type { RegistryEvent } from './registry-event.ts';

/** What registers say of a person, as intervals: any day can be asked of them. */
export type RegisteredFacts = Pick<Facts, 'person' | 'insurance' | 'categories'>;

interface Interval {
  readonly from: PlainDate;
  /** Last day, inclusive; absent = open. */
  readonly until?: PlainDate;
}

/** From this day on something holds, or holds no more. */
interface Turn {
  readonly on: PlainDate;
  readonly holds: boolean;
}

/**
 * What registers say once what was reported since is counted in. It depends on the set of events and never on the order
 * in which they came: an event says from which day something holds until the next one says otherwise. Where two of one
 * day contradict each other, what is better for the person holds: whoever lapsed and paid again on one day was insured
 * throughout, and of two days of death the later is believed.
 * @param standing those that nobody has corrected
 */
export function withReported<Known extends RegisteredFacts>(known: Known, standing: readonly RegistryEvent[]): Known {
  return {
    ...known,
    person: withDeath(known.person, standing),
    insurance: turned(known.insurance, ({ type, region }) => `${type}/${region}`, standing.flatMap(insuranceTurns)),
    categories: turned(known.categories, ({ category }) => category, standing.flatMap(categoryTurns)),
  };
}

/** Those that no other event corrects; one that corrects another and is itself corrected leaves neither. */
export function standingAmong(events: readonly RegistryEvent[]): readonly RegistryEvent[] {
  const corrected = new Set(events.flatMap(({ corrects }) => corrects ?? []));
  return events.filter(({ id, kind }) => kind !== 'retracted' && !corrected.has(id));
}

function withDeath(person: Facts['person'], standing: readonly RegistryEvent[]): Facts['person'] {
  const days = standing.flatMap(({ kind, on }) => (kind === 'died' ? on : []));
  const diedOn = [...(person.diedOn ? [person.diedOn] : []), ...days].toSorted().at(-1);
  return diedOn ? { ...person, diedOn } : person;
}

interface TurnOf<Held> extends Turn {
  readonly of: Held;
}

type Insured = Pick<Facts['insurance'][number], 'type' | 'region'>;
type InCategory = Pick<Facts['categories'][number], 'category'>;

function insuranceTurns(event: RegistryEvent): TurnOf<Insured>[] {
  const { region, on } = event;
  switch (event.kind) {
    case 'insuranceLapsed':
      return [{ of: { type: event.insuranceType, region }, on, holds: false }];
    case 'insuranceResumed':
      return [{ of: { type: event.insuranceType, region }, on, holds: true }];
    case 'insuranceTypeChanged':
      return [
        { of: { type: event.from, region }, on, holds: false },
        { of: { type: event.to, region }, on, holds: true },
      ];
    default:
      return [];
  }
}

function categoryTurns(event: RegistryEvent): TurnOf<InCategory>[] {
  if (event.kind !== 'categoryGained' && event.kind !== 'categoryLost') return [];
  return [{ of: { category: event.category }, on: event.on, holds: event.kind === 'categoryGained' }];
}

/** What no event speaks of stays as the register lists it. */
function turned<Held extends object>(
  listed: readonly (Held & Interval)[],
  keyOf: (held: Held) => string,
  turns: readonly TurnOf<Held>[],
): (Held & Interval)[] {
  const spokenOf = new Map(turns.map(({ of }) => [keyOf(of), of]));
  const others = listed.filter((held) => !spokenOf.has(keyOf(held)));
  const changed = [...spokenOf]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([key, of]) => {
      const before = united(listed.filter((held) => keyOf(held) === key)).flatMap(turnsOfInterval);
      const reported = turns.filter((turn) => keyOf(turn.of) === key);
      return intervalsOf([...before, ...reported]).map((interval) => ({ ...of, ...interval }));
    });
  return [...others, ...changed];
}

function turnsOfInterval({ from, until }: Interval): Turn[] {
  return [{ on: from, holds: true }, ...(until ? [{ on: addDays(until, 1), holds: false }] : [])];
}

/** Overlapping and adjoining ones as one. */
function united(intervals: readonly Interval[]): Interval[] {
  const inOrder = intervals.toSorted((one, other) => (one.from < other.from ? -1 : 1));
  return inOrder.reduce<Interval[]>((whole, { from, until }) => {
    const last = whole.at(-1);
    if (!last || (last.until && addDays(last.until, 1) < from)) return [...whole, { from, ...(until && { until }) }];
    const open = !last.until || !until;
    const end = open || last.until > until ? last.until : until;
    return [...whole.slice(0, -1), { from: last.from, ...(!open && end && { until: end }) }];
  }, []);
}

/** Each turn holds until the next day on which something is said. */
function intervalsOf(turns: readonly Turn[]): Interval[] {
  const days = new Map<PlainDate, boolean>();
  for (const { on, holds } of turns) days.set(on, holds || days.get(on) === true);
  const inOrder = [...days].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return inOrder.reduce<Interval[]>((intervals, [on, holds]) => {
    const last = intervals.at(-1);
    const isOpen = last !== undefined && last.until === undefined;
    if (holds) return isOpen ? intervals : [...intervals, { from: on }];
    return isOpen ? [...intervals.slice(0, -1), { from: last.from, until: addDays(on, -1) }] : intervals;
  }, []);
}
