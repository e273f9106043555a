import { inForce } from '../eligibility/rule.ts';
import { addDays, type PlainDate } from '../plain-date.ts';
import type { InsuranceType } from '../policy/schema.ts';
import type { RegistryEvent } from './registry-event.ts';
import type { RecognitionState } from './recognition-state.ts';
import type { RegisteredFacts } from './reported-facts.ts';

/** What a recognition is as its decision made it, as far as registers matter to it. */
export interface Held {
  readonly region: string;
  readonly insuranceType: InsuranceType;
  /** First day of its term. */
  readonly from: PlainDate;
}

/** What registers make of a recognition from a day on; of an end, the first day without it. */
export type CourseStep =
  | { readonly does: 'suspend' | 'resume'; readonly from: PlainDate }
  | { readonly does: 'move'; readonly from: PlainDate; readonly to: InsuranceType }
  | { readonly does: 'end'; readonly from: PlainDate; readonly reason: 'died' | 'insuranceTypeChanged' };

/** All that registers make of a recognition, in the order of its days. */
export type RecognitionCourse = readonly CourseStep[];

/** The course of which the settlement service has been told, and of what. */
export interface ToldCourse {
  readonly held: Held;
  readonly steps: RecognitionCourse;
}

interface Registered {
  readonly facts: RegisteredFacts;
  /** What was reported and stands. */
  readonly standing: readonly RegistryEvent[];
}

/**
 * Whether a recognition moves along with a change of insurance, as the policy in force says; undefined where nobody has
 * said: then the change is left for later. It may throw where that is what is asked about.
 */
export type MovesAlong = (change: RegistryEvent) => boolean | undefined;

type Change = Extract<RegistryEvent, { kind: 'insuranceTypeChanged' }>;

/** Days on which one insurance is the one that counts; `until` is the first day on which it is not. */
interface Under {
  readonly type: InsuranceType;
  readonly from?: PlainDate;
  readonly until?: PlainDate;
}

/**
 * PRACTICE, Continuity: death ends; lapsed insurance suspends, and paying again resumes; between employee and resident
 * insurance the recognition moves along where the pack says so. A category decides about queues only (PRACTICE #4).
 * The whole course follows from the set of what is known, so that it is the same in whatever order that came.
 * @param today nothing that lies ahead of it is acted on
 */
export function courseOf(
  held: Held,
  registered: Registered,
  movesAlong: MovesAlong,
  today: PlainDate,
): RecognitionCourse {
  const course: CourseStep[] = [];
  let under: Under = { type: held.insuranceType };
  let ended: CourseStep | undefined;
  for (const change of changesOf(held, registered, today)) {
    const along = change.from === under.type && change.to !== under.type ? movesAlong(change) : undefined;
    if (along === undefined) continue;
    course.push(...suspensionsUnder({ ...under, until: change.on }, held, registered, today));
    if (!along) ended = { does: 'end', from: change.on, reason: 'insuranceTypeChanged' };
    if (!along) break;
    const from = change.on > held.from ? change.on : held.from;
    const resumed = isSuspended(course) ? [{ does: 'resume' as const, from }] : [];
    course.push({ does: 'move', from, to: change.to }, ...resumed);
    under = { type: change.to, from };
  }
  if (!ended) course.push(...suspensionsUnder(under, held, registered, today));
  return endedBy(course, ended, registered.facts.person.diedOn);
}

/** What a recognition is once its course is run through. */
export function stateAfter(course: RecognitionCourse): Exclude<RecognitionState, 'replaced'> | null {
  if (course.at(-1)?.does === 'end') return 'ended';
  return isSuspended(course) ? 'suspended' : null;
}

/** By which insurance it is held after its course. */
export function typeAfter({ insuranceType }: Held, course: RecognitionCourse): InsuranceType {
  return course.flatMap((step) => (step.does === 'move' ? step.to : [])).at(-1) ?? insuranceType;
}

/** What becomes of a recognition when its course becomes another; `from` is the first day on which it holds. */
export type Consequence =
  | { readonly does: 'nothing' }
  /** Nothing changes today, and something did on days that are over. */
  | { readonly does: 'restate'; readonly from: PlainDate }
  /** It had been ended by mistake. */
  | { readonly does: 'reinstate'; readonly from: PlainDate }
  | CourseStep;

export function consequenceOf({ held, steps: before }: ToldCourse, after: RecognitionCourse): Consequence {
  const changed = after.findIndex((step, index) => !isSame(step, before[index]));
  const first = changed >= 0 ? after[changed] : before[after.length];
  if (!first) return { does: 'nothing' };
  const [was, is] = [stateAfter(before), stateAfter(after)];
  const moved = typeAfter(held, before) !== typeAfter(held, after);
  const last = (...does: readonly CourseStep['does'][]) => after.findLast((step) => does.includes(step.does));
  if (is === 'ended') return was === 'ended' ? { does: 'restate', from: first.from } : last('end')!;
  if (is === 'suspended' && was !== 'suspended') return last('suspend')!;
  if (was === 'ended') return { does: 'reinstate', from: before.at(-1)!.from };
  if (moved) return last('move') ?? { does: 'restate', from: first.from };
  if (is !== was) return last('resume') ?? { does: 'resume', from: before.at(-1)!.from };
  return { does: 'restate', from: first.from };
}

/** The steps that come after those told before; undefined where these are not how it went. */
export function stepsAdded(before: RecognitionCourse, after: RecognitionCourse): RecognitionCourse | undefined {
  return before.every((step, index) => isSame(step, after[index])) ? after.slice(before.length) : undefined;
}

function isSame(step: CourseStep, other: CourseStep | undefined): boolean {
  return JSON.stringify(Object.entries(step).toSorted()) === JSON.stringify(Object.entries(other ?? {}).toSorted());
}

function isSuspended(course: RecognitionCourse): boolean {
  return course.findLast(({ does }) => does === 'suspend' || does === 'resume')?.does === 'suspend';
}

/** A change before the term counts where it left the person without the insurance that the decision names. */
function changesOf({ region, insuranceType, from }: Held, { facts, standing }: Registered, today: PlainDate): Change[] {
  const covered = facts.insurance.some(
    (held) => held.type === insuranceType && held.region === region && inForce(held, from),
  );
  return standing
    .filter((event): event is Change => event.kind === 'insuranceTypeChanged' && event.region === region)
    .filter(({ on }) => on <= today && (on >= from || !covered))
    .toSorted((one, other) => compare([one.on, one.id], [other.on, other.id]));
}

/** From each lapse until the person is insured again; what was over before the term is left out. */
function suspensionsUnder(under: Under, held: Held, registered: Registered, today: PlainDate): CourseStep[] {
  return gapsOf(under.type, held.region, registered).flatMap(({ from, until }) => {
    const begins = under.from !== undefined && under.from > from ? under.from : from;
    const isOver = until !== undefined && (until <= held.from || until <= begins);
    if (isOver || begins > today || (under.until !== undefined && begins >= under.until)) return [];
    const ends = until !== undefined && until <= today && (under.until === undefined || until < under.until);
    return [{ does: 'suspend', from: begins } as const, ...(ends ? [{ does: 'resume', from: until } as const] : [])];
  });
}

/** `until` is the first day on which the person is insured again. */
function gapsOf(type: InsuranceType, region: string, { facts, standing }: Registered) {
  const insured = facts.insurance.filter((held) => held.type === type && held.region === region);
  const reported = standing.flatMap((event) =>
    event.kind === 'insuranceLapsed' && event.insuranceType === type && event.region === region ? event.on : [],
  );
  // Registers may know of an end that nobody has reported; whoever is insured otherwise then is no lapse.
  const known = insured
    .flatMap(({ until }) => (until ? addDays(until, 1) : []))
    .filter((day) => !facts.insurance.some((held) => held.region === region && inForce(held, day)));
  const lapses = [...reported, ...known].toSorted();
  return lapses.reduce<{ from: PlainDate; until?: PlainDate }[]>((gaps, from) => {
    const last = gaps.at(-1);
    const isKnown = last !== undefined && (last.until === undefined || from < last.until);
    if (isKnown || insured.some((held) => inForce(held, from))) return gaps;
    const until = insured.flatMap((held) => (held.from > from ? held.from : [])).toSorted()[0];
    return [...gaps, { from, ...(until && { until }) }];
  }, []);
}

/** Nothing follows an end, and of two the earlier holds. */
function endedBy(course: RecognitionCourse, ended: CourseStep | undefined, diedOn?: PlainDate): RecognitionCourse {
  const died = diedOn && ({ does: 'end', from: addDays(diedOn, 1), reason: 'died' } as const);
  const end = died && ended && ended.from < died.from ? ended : (died ?? ended);
  return end ? [...course.filter(({ from }) => from < end.from), end] : course;
}

function compare(one: readonly string[], other: readonly string[]): number {
  return one.join(' ') < other.join(' ') ? -1 : 1;
}
