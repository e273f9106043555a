/** What the settlement service was told as events came covers the days that all of them together say. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  courseOf,
  stepsAdded,
  type CourseStep,
  type Held,
  type RecognitionCourse,
} from '../../domain/continuity/recognition-course.ts';
import type { RegistryEvent } from '../../domain/continuity/registry-event.ts';
import { standingAmong, withReported, type RegisteredFacts } from '../../domain/continuity/reported-facts.ts';
import { addDays, plainDate } from '../../domain/plain-date.ts';
import { eventsAround } from '../domain/continuity/reported-events.ts';
import { inForceOn, requirePermitted, type Change, type Record } from '../../services/settlement/standing.ts';

const start = plainDate('2026-03-03');
const today = addDays(start, 90);
const held: Held = { region: 'rizhao', insuranceType: 'resident', from: start };
const known: RegisteredFacts = {
  person: { known: true },
  insurance: [{ type: 'resident', region: 'rizhao', from: plainDate('2015-01-01') }],
  categories: [],
};
const registered: Record = { from: start, until: null, institution: null, insuranceType: 'resident', changes: [] };

const events = eventsAround(start);

function courseAfter(reported: readonly RegistryEvent[]): RecognitionCourse {
  const standing = standingAmong(reported);
  return courseOf(held, { standing, facts: withReported(known, standing) }, () => true, today);
}

const kinds = { suspend: 'suspend', resume: 'resume', move: 'change', end: 'end' } as const;

function asStep(step: CourseStep) {
  const insuranceType = step.does === 'move' ? { insuranceType: step.to } : {};
  return { kind: kinds[step.does], from: step.from as string, ...insuranceType, reason: 'died' as const };
}

function asChange(step: CourseStep): Change {
  return { insuranceType: null, institution: null, until: null, steps: null, ...asStep(step) };
}

function told(record: Record, before: RecognitionCourse, after: RecognitionCourse): Record {
  const added = stepsAdded(before, after)?.map(asChange) ?? [
    {
      ...asChange({ does: 'resume', from: start }),
      kind: 'restate' as const,
      reason: 'corrected',
      steps: after.map(asStep),
    },
  ];
  return added.reduce((whole, change) => {
    requirePermitted(whole, change);
    return { ...whole, changes: [...whole.changes, change] };
  }, record);
}

it('whatever the order in which they came, and whatever was taken back', () => {
  fc.assert(
    fc.property(events, (all) => {
      const courses = [[], ...all.map((_one, index) => courseAfter(all.slice(0, index + 1)))];
      const stepwise = courses
        .slice(1)
        .reduce((record, after, index) => told(record, courses[index]!, after), registered);
      const atOnce = told(registered, [], courses.at(-1)!);
      for (let offset = 0; offset <= 90; offset += 1) {
        const day = addDays(start, offset);
        expect(inForceOn(stepwise, day)).toEqual(inForceOn(atOnce, day));
      }
    }),
  );
});
