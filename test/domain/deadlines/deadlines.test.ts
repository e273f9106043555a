import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  benefitEnd,
  benefitStart,
  type Course,
  decisionDue,
  monthlyBatchDue,
  officerDue,
  reviewChainDue,
} from '../../../domain/deadlines/deadlines.ts';
import { loadPolicy } from '../../../domain/policy/load.ts';
import { getDisease } from '../../../domain/policy/recognition.ts';
import { addDays, plainDate } from '../../../domain/plain-date.ts';
import { localDay } from '../../../domain/time-zone.ts';
import { isWorkingDay } from '../../../domain/deadlines/working-days.ts';
import { asStated, calendar, exampleOverlay, packText, withExamples } from '../packs.ts';

const rizhao = withExamples('rizhao-shandong-2020');
const county = asStated('xx-county-2021');
const shanghai = (local: string) => new Date(`${local}:00+08:00`);
/** Accepted then, and complete. */
const since = (acceptedAt: Date): Course => ({ acceptedAt, waits: [] });
/** Accepted then, and waiting for the applicant from and until, pair by pair; local instants. */
const waited = (acceptedAt: string, ...waits: [from: string, until: string][]): Course => ({
  acceptedAt: shanghai(acceptedAt),
  waits: waits.map(([from, until]) => ({ from: shanghai(from), until: shanghai(until) })),
});
const day = 86_400_000;
/** The day that ends with the due instant. */
const lastDay = (due: Date) => localDay(new Date(due.getTime() - 1));

function rizhaoWithRoundDay(day: string) {
  const overlay = exampleOverlay('rizhao-shandong-2020').replace(/^ {2}procedures\.monthlyBatch\.roundDay.*\n/m, day);
  return loadPolicy(packText('rizhao-shandong-2020'), overlay);
}

describe('an immediate case with an officer (decisions: Immediate, not automatic)', () => {
  test.each([
    ['a working morning', '2021-05-10T09:30', '2021-05-10T17:00'],
    ['before office hours', '2021-05-10T06:00', '2021-05-10T17:00'],
    ['a minute before closing', '2021-05-10T16:59', '2021-05-10T17:00'],
    ['at closing', '2021-05-10T17:00', '2021-05-11T17:00'],
    ['Friday evening', '2021-05-14T20:00', '2021-05-17T17:00'],
    ['a weekend day that is worked', '2021-10-09T10:00', '2021-10-09T17:00'],
    ['the eve of National Day, after hours', '2021-09-30T18:00', '2021-10-08T17:00'],
    ['a holiday', '2021-10-05T10:00', '2021-10-08T17:00'],
  ])('%s: from %s due %s', (_when, now, due) => {
    expect(officerDue(rizhao, calendar, since(shanghai(now)))).toEqual(shanghai(due));
  });

  test('cannot be dated without office hours', () => {
    expect(() => officerDue(asStated('rizhao-shandong-2020'), calendar, since(shanghai('2021-05-10T09:30')))).toThrow(
      expect.objectContaining({
        code: 'PARAMETER_NOT_CONFIGURED',
        params: expect.objectContaining({ path: 'procedures.immediate.officeHours' }),
      }),
    );
  });

  test('is due later than now, on a working day', () => {
    const instant = fc.date({ min: new Date('2020-01-01'), max: new Date('2026-11-30'), noInvalidDate: true });
    fc.assert(
      fc.property(instant, (now) => {
        const due = officerDue(rizhao, calendar, since(now));
        expect(due.getTime()).toBeGreaterThan(now.getTime());
        expect(officerDue(rizhao, calendar, since(due)) > due).toBe(true);
      }),
    );
  });
});

describe('the review chain of the county (D2 §一(七), PRACTICE #7)', () => {
  test.each([
    ['V05', '2021-05-10T15:00', '2021-05-13'],
    ['V06', '2021-09-29T15:00', '2021-10-09'],
  ])('%s: accepted %s, due by the end of %s', (_case, accepted, on) => {
    const due = reviewChainDue(county, calendar, since(shanghai(accepted)));
    expect(due.getTime()).toBe(shanghai(`${on}T00:00`).getTime() + day);
  });

  test('counts days of the region, not of UTC', () => {
    const night = new Date('2021-05-10T16:30:00Z'); // 00:30 on the 11th in Shanghai
    expect(lastDay(reviewChainDue(county, calendar, since(night)))).toBe('2021-05-14');
  });

  test.each<[story: string, course: Course, due: string]>([
    [
      'V05 with a wait over two whole days',
      waited('2021-05-10T15:00', ['2021-05-11T00:00', '2021-05-12T23:59']),
      '2021-05-17',
    ],
    [
      'days on which it waits in part do not count',
      waited('2021-05-10T15:00', ['2021-05-11T17:00', '2021-05-12T09:00']),
      '2021-05-17',
    ],
    ['an hour is enough', waited('2021-05-10T15:00', ['2021-05-12T10:00', '2021-05-12T11:00']), '2021-05-14'],
    [
      'a wait on the day of acceptance costs nothing',
      waited('2021-05-10T15:00', ['2021-05-10T16:00', '2021-05-10T17:00']),
      '2021-05-13',
    ],
    ['nor does one over a weekend', waited('2021-05-13T15:00', ['2021-05-15T00:00', '2021-05-16T20:00']), '2021-05-18'],
    [
      'V06 with a wait over the holiday alone',
      waited('2021-09-29T15:00', ['2021-10-01T08:00', '2021-10-07T20:00']),
      '2021-10-09',
    ],
    [
      'V06 with a wait into the Saturday that is worked',
      waited('2021-09-29T15:00', ['2021-10-08T08:00', '2021-10-09T08:00']),
      '2021-10-12',
    ],
    [
      'two waits',
      waited('2021-05-10T15:00', ['2021-05-11T10:00', '2021-05-11T11:00'], ['2021-05-13T10:00', '2021-05-13T11:00']),
      '2021-05-17',
    ],
    ['a wait after the due day', waited('2021-05-10T15:00', ['2021-05-14T10:00', '2021-05-20T11:00']), '2021-05-13'],
  ])('%s', (_story, course, due) => {
    expect(lastDay(reviewChainDue(county, calendar, course))).toBe(due);
  });

  const start = shanghai('2021-01-04T00:00').getTime();
  const minutes = (most: number) => fc.integer({ min: 0, max: most * 24 * 60 }).map((count) => count * 60_000);
  const wait = fc.tuple(minutes(60), minutes(20)).map(([after, length]) => ({ after, length }));
  const courses = fc.tuple(minutes(500), fc.array(wait, { maxLength: 4 })).map(([after, waits]): Course => {
    const accepted = start + after;
    return { acceptedAt: new Date(accepted), waits: waits.map((one) => during(accepted + one.after, one.length)) };
  });

  test('leaves exactly its working days between acceptance and due, on which the case waited for nobody', () => {
    fc.assert(
      fc.property(courses, (course) => {
        const accepted = localDay(course.acceptedAt);
        const due = lastDay(reviewChainDue(county, calendar, course));
        const counted = [];
        for (let on = addDays(accepted, 1); on <= due; on = addDays(on, 1)) {
          if (isWorkingDay(calendar, on) && !course.waits.some((one) => touches(one, on))) counted.push(on);
        }
        expect(counted).toHaveLength(3);
        expect(counted.at(-1)).toBe(due);
      }),
    );
  });

  test('one more wait never makes it earlier', () => {
    fc.assert(
      fc.property(courses, wait, ({ acceptedAt, waits }, { after, length }) => {
        const more = [...waits, during(acceptedAt.getTime() + after, length)];
        const [before, then] = [waits, more].map((given) =>
          reviewChainDue(county, calendar, { acceptedAt, waits: given }),
        );
        expect(then!.getTime()).toBeGreaterThanOrEqual(before!.getTime());
      }),
    );
  });
});

describe('the monthly round of Rizhao (D3-P §二(二)1)', () => {
  test.each([
    ['on the 20th', '', '2021-05-10T10:00', '2021-06-30'],
    [
      'V09: complete after the June round',
      '  procedures.monthlyBatch.roundDay: 22\n',
      '2020-06-25T10:00',
      '2020-07-22',
    ],
    [
      'complete on the last day before the five of voting',
      '  procedures.monthlyBatch.roundDay: 20\n',
      '2021-05-13T23:59',
      '2021-05-20',
    ],
    [
      'too late for the round, and the next moved off a Sunday',
      '  procedures.monthlyBatch.roundDay: 20\n',
      '2021-05-14T00:01',
      '2021-06-18',
    ],
    [
      'a day that February lacks, before a Sunday',
      '  procedures.monthlyBatch.roundDay: 31\n',
      '2021-02-03T10:00',
      '2021-02-26',
    ],
    [
      'the last working day of January, a Sunday that is worked',
      '  procedures.monthlyBatch.roundDay: lastWorkingDay\n',
      '2022-01-05T10:00',
      '2022-01-30',
    ],
    ['past its cut-off', '  procedures.monthlyBatch.roundDay: lastWorkingDay\n', '2022-01-27T10:00', '2022-02-28'],
    ['over the turn of the year', '  procedures.monthlyBatch.roundDay: 20\n', '2021-12-21T10:00', '2022-01-20'],
    [
      'into a year whose days off nobody has announced',
      '  procedures.monthlyBatch.roundDay: 20\n',
      '2026-12-21T10:00',
      '2027-01-20',
    ],
  ])('%s', (_when, roundDay, accepted, on) => {
    expect(lastDay(monthlyBatchDue(rizhaoWithRoundDay(roundDay), calendar, since(shanghai(accepted))))).toBe(on);
  });

  test.each([
    ['until the round day, which is no working day', '2021-06-20T10:00', '2021-06-20'],
    ['after it', '2021-06-21T10:00', '2021-07-20'],
  ])('where neither voting days nor days off are known, who comes %s', (_when, accepted, on) => {
    const overlay = exampleOverlay('rizhao-shandong-2020').replaceAll(
      /^ {2}procedures\.monthlyBatch\.(dayOff|voting).*\n/gm,
      '',
    );
    const policy = loadPolicy(packText('rizhao-shandong-2020'), overlay);
    expect(lastDay(monthlyBatchDue(policy, calendar, since(shanghai(accepted))))).toBe(on);
  });

  test('without the procedure there is no due date', () => {
    expect(() => monthlyBatchDue(county, calendar, since(shanghai('2021-05-10T10:00')))).toThrow(
      expect.objectContaining({ code: 'NO_PROCEDURE' }),
    );
  });
});

describe('a case that waited for its applicant', () => {
  test.each<[story: string, procedure: 'immediate' | 'monthlyBatch', course: Course, due: string]>([
    [
      'is decided on the day it became complete',
      'immediate',
      waited('2021-05-10T09:30', ['2021-05-10T10:00', '2021-05-12T09:00']),
      '2021-05-12T17:00',
    ],
    [
      'or the next, after hours',
      'immediate',
      waited('2021-05-10T09:30', ['2021-05-10T10:00', '2021-05-14T20:00']),
      '2021-05-17T17:00',
    ],
    [
      'or in the round of the month',
      'monthlyBatch',
      waited('2021-05-10T09:30', ['2021-05-10T10:00', '2021-05-12T20:00']),
      '2021-05-21T00:00',
    ],
    [
      'or in the next round',
      'monthlyBatch',
      waited('2021-05-10T09:30', ['2021-05-10T10:00', '2021-05-18T08:00']),
      '2021-06-19T00:00',
    ],
    [
      'the last wait counts',
      'immediate',
      waited('2021-05-10T09:30', ['2021-05-10T10:00', '2021-05-11T09:00'], ['2021-05-11T10:00', '2021-05-13T09:00']),
      '2021-05-13T17:00',
    ],
  ])('%s', (_story, procedure, course, due) => {
    const policy = rizhaoWithRoundDay('  procedures.monthlyBatch.roundDay: 20\n');
    expect(decisionDue(policy, procedure, calendar, course)).toEqual(shanghai(due));
  });
});

describe('the benefit', () => {
  test.each([
    ['V07', '2020-07-10T10:00', '2020-07-11'],
    ['V08', '2021-08-31T10:00', '2021-09-01'],
    ['V09', '2020-07-20T10:00', '2020-07-21'],
    ['V11', '2020-08-07T10:00', '2020-08-08'],
    ['decided just before midnight', '2020-07-10T23:59', '2020-07-11'],
    ['decided just after midnight, still yesterday in UTC', '2020-07-11T00:01', '2020-07-12'],
  ])('%s: decided %s, from %s', (_case, decided, from) => {
    expect(benefitStart(rizhao, shanghai(decided))).toBe(from);
  });

  test('has no start where the document states none (PRACTICE #6)', () => {
    expect(() => benefitStart(county, shanghai('2021-05-10T10:00'))).toThrow(
      expect.objectContaining({
        code: 'PARAMETER_NOT_CONFIGURED',
        params: { pack: 'xx-county-2021', path: 'benefitStart', clause: expect.any(String) },
      }),
    );
  });

  test('ends after its months, the last day included, or is long-term', () => {
    expect(benefitEnd(getDisease(rizhao, 'malignantTumor'), plainDate('2020-07-11'))).toBe('2025-07-10');
    expect(benefitEnd(getDisease(rizhao, 'renalDialysis'), plainDate('2020-07-11'))).toBeNull();
  });

  test('has no end to compute where validity is not stated', () => {
    const disease = getDisease(asStated('rizhao-shandong-2020'), 'malignantTumor');
    expect(() => benefitEnd(disease, plainDate('2020-07-11'))).toThrow(
      expect.objectContaining({ code: 'PARAMETER_NOT_CONFIGURED' }),
    );
  });
});

function during(from: number, length: number) {
  return { from: new Date(from), until: new Date(from + length) };
}

/** Whether any part of the wait falls on that day of the region, by its instants alone. */
function touches({ from, until }: Course['waits'][number], on: string): boolean {
  const midnight = shanghai(`${on}T00:00`).getTime();
  return from.getTime() < midnight + day && until.getTime() >= midnight;
}
