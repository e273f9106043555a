import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMonths, plainDate } from '../../../domain/plain-date.ts';
import { extraRound, monthEndangered, openedByHand, scheduledRound } from '../../../domain/rounds/calendar.ts';
import { localDay } from '../../../domain/time-zone.ts';
import { addWorkingDays, isWorkingDay } from '../../../domain/deadlines/working-days.ts';
import { asStated, calendar } from '../packs.ts';
import { roundsWith, shanghai } from './round-policy.ts';

const dayOf = (instant: Date) => localDay(instant);
const round = (month: string, figures?: Record<string, unknown>) =>
  scheduledRound(roundsWith(figures), calendar, plainDate(`${month}-15`));
const closesOn = (month: string, figures?: Record<string, unknown>) => dayOf(round(month, figures).closesAt);

describe('the round of a month (D3-P §二(二)1)', () => {
  test('V09: July 2020 closes on Monday the 20th, five working days after its cut-off', () => {
    expect(round('2020-07')).toEqual({
      code: '2020-07',
      month: '2020-07',
      cutOffAt: shanghai('2020-07-14T00:00'),
      remindAt: shanghai('2020-07-18T17:00'),
      substituteAt: shanghai('2020-07-19T17:00'),
      closesAt: shanghai('2020-07-20T17:00'),
    });
  });

  test.each([
    ['the last working day of August, V08', '2021-08', { roundDay: 'lastWorkingDay' }, '2021-08-31'],
    ['a Sunday moved to the Friday before', '2021-06', {}, '2021-06-18'],
    ['a Sunday moved to the Monday after', '2021-06', { dayOff: 'workingDayAfter' }, '2021-06-21'],
    ['a Saturday that is worked stays', '2021-10', { roundDay: 9 }, '2021-10-09'],
    ['the first, National Day, cannot go to September', '2021-10', { roundDay: 1 }, '2021-10-08'],
    ['the last, a Sunday, cannot go to March', '2021-02', { roundDay: 31, dayOff: 'workingDayAfter' }, '2021-02-26'],
    ['the end of the last known year', '2026-12', { roundDay: 31, dayOff: 'workingDayAfter' }, '2026-12-31'],
  ])('%s', (_story, month, figures, day) => {
    expect(closesOn(month, figures)).toBe(day);
  });

  test('the cut-off of January lies in the year before', () => {
    expect(round('2022-01', { roundDay: 4 }).cutOffAt).toEqual(shanghai('2021-12-28T00:00'));
  });

  const figures = fc.record({
    roundDay: fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constant('lastWorkingDay')),
    dayOff: fc.constantFrom('workingDayBefore', 'workingDayAfter'),
    votingWorkingDays: fc.integer({ min: 1, max: 15 }),
    closingTime: fc.constantFrom('09:00', '17:00', '23:30'),
    remindHoursBefore: fc.integer({ min: 2, max: 200 }),
    substituteHoursBefore: fc.constant(1),
  });

  test('closes in its month on a working day, after cut-off, reminder and replacement, whatever the figures', () => {
    fc.assert(
      fc.property(figures, fc.integer({ min: 1, max: 82 }), (given, months) => {
        const month = addMonths(plainDate('2020-02-01'), months);
        const { cutOffAt, remindAt, substituteAt, closesAt } = scheduledRound(roundsWith(given), calendar, month);
        expect(isWorkingDay(calendar, dayOf(closesAt))).toBe(true);
        expect(dayOf(closesAt).slice(0, 7)).toBe(month.slice(0, 7));
        expect(cutOffAt < remindAt && remindAt < substituteAt && substituteAt < closesAt).toBe(true);
        const lastDayIn = dayOf(new Date(cutOffAt.getTime() - 1));
        expect(addWorkingDays(calendar, lastDayIn, given.votingWorkingDays)).toBe(dayOf(closesAt));
      }),
    );
  });

  test.each(['roundDay', 'dayOff', 'votingWorkingDays', 'closingTime', 'remindHoursBefore', 'substituteHoursBefore'])(
    'cannot be dated without %s',
    (name) => {
      expect(() => round('2021-06', { [name]: null })).toThrow(
        expect.objectContaining({
          code: 'PARAMETER_NOT_CONFIGURED',
          params: expect.objectContaining({ path: `procedures.monthlyBatch.${name}` }),
        }),
      );
    },
  );

  test('is held nowhere that decides nothing in rounds', () => {
    expect(() => scheduledRound(asStated('xx-county-2021'), calendar, plainDate('2021-06-01'))).toThrow(
      expect.objectContaining({ code: 'NO_PROCEDURE' }),
    );
  });
});

describe('an extra round (PRACTICE #15)', () => {
  test('takes who is complete now, and closes two working days on; too short for the hours, it shares out its time', () => {
    const now = shanghai('2021-06-18T17:00');
    expect(extraRound(roundsWith(), calendar, now, 2)).toEqual({
      code: '2021-06-x2',
      month: '2021-06',
      cutOffAt: now,
      remindAt: shanghai('2021-06-20T17:00'),
      substituteAt: shanghai('2021-06-21T17:00'),
      closesAt: shanghai('2021-06-22T17:00'),
    });
    const short = extraRound(roundsWith(), calendar, shanghai('2021-06-22T17:00'), 3)!;
    expect(short).toMatchObject({ remindAt: shanghai('2021-06-23T17:00'), substituteAt: shanghai('2021-06-24T05:00') });
  });

  test.each([
    ['on the day from which two are left', '2021-06-28T09:00', '2021-06-30'],
    ['a day later', '2021-06-29T09:00', null],
    ['before a year whose days off nobody has announced', '2026-12-30T09:00', null],
  ])('%s', (_when, now, day) => {
    const times = extraRound(roundsWith(), calendar, shanghai(now), 1);
    expect(times && dayOf(times.closesAt)).toBe(day);
  });
});

describe('a round opened by hand', () => {
  const now = shanghai('2021-09-27T10:00');
  const byHand = (closesAt: string) => openedByHand(roundsWith(), calendar, now, shanghai(closesAt), 1);

  test('counts for the month in which it closes', () => {
    expect(byHand('2021-10-08T12:00')).toMatchObject({ code: '2021-10-x1', month: '2021-10', cutOffAt: now });
  });

  test.each([
    ['2021-09-27T10:59', 'Close it at 2021-09-27 11:00 or later', { earliest: '2021-09-27T03:00:00.000Z' }],
    ['2021-10-01T17:00', 'Close it on 2021-10-08', { next: '2021-10-08' }],
    ['2021-10-28T17:00', 'Close it by 2021-10-27', { latest: '2021-10-27' }],
  ])('cannot close at %s: %s', (closesAt, hint, params) => {
    expect(() => byHand(closesAt)).toThrow(
      expect.objectContaining({
        code: 'ROUND_TIMES_INVALID',
        params,
        findings: [expect.objectContaining({ where: '/closesAt', hint })],
      }),
    );
  });

  test.each([
    ['in the middle of a quarter of an hour', '2021-09-27T10:01', '2021-09-27T11:15'],
    ['late on the last day before the holiday', '2021-09-30T23:30', '2021-10-08T00:00'],
  ])('can close, when it is opened %s, at the instant that the refusal names', (_when, from, earliest) => {
    const opened = (closesAt: Date) => openedByHand(roundsWith(), calendar, shanghai(from), closesAt, 1);
    expect(() => opened(shanghai(from))).toThrow(
      expect.objectContaining({ params: { earliest: shanghai(earliest).toISOString() } }),
    );
    expect(opened(shanghai(earliest))).toMatchObject({ closesAt: shanghai(earliest) });
  });

  test('reminds and replaces in order however short it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 600 }), (minutes) => {
        const closesAt = new Date(now.getTime() + minutes * 60_000);
        const { cutOffAt, remindAt, substituteAt } = openedByHand(roundsWith(), calendar, now, closesAt, 1);
        expect(cutOffAt < remindAt && remindAt < substituteAt && substituteAt < closesAt).toBe(true);
      }),
    );
  });
});

describe('a month without a round raises an alarm three working days before its last one', () => {
  const endangered = (today: string, ...rounds: { month?: string; state: string; closesAt: string }[]) =>
    monthEndangered(
      roundsWith(),
      calendar,
      plainDate(today),
      rounds.map(({ month = '2021-06', state, closesAt }) => ({ month, state, closesAt: shanghai(closesAt) })),
    );

  test.each([
    ['while there is time', '2021-06-24', [], false],
    ['from then on', '2021-06-25', [], true],
    ['at a weekend', '2021-06-27', [], true],
    ['with one published', '2021-06-30', [{ state: 'published', closesAt: '2021-06-18T17:00' }], false],
    ['with one that waits for its signature', '2021-06-30', [{ state: 'closed', closesAt: '2021-06-18T17:00' }], false],
    ['with one under way', '2021-06-29', [{ state: 'voting', closesAt: '2021-06-29T17:00' }], false],
    ['with one that never closed', '2021-06-30', [{ state: 'voting', closesAt: '2021-06-29T17:00' }], true],
    ['with one that closes too late', '2021-06-29', [{ state: 'voting', closesAt: '2021-07-02T17:00' }], true],
    [
      'with that of another month',
      '2021-06-29',
      [{ month: '2021-05', state: 'closed', closesAt: '2021-05-20T17:00' }],
      true,
    ],
  ])('%s', (_when, today, rounds, expected) => {
    expect(endangered(today, ...rounds)).toBe(expected);
  });

  test('but not before the day on which its own would open', () => {
    const policy = roundsWith({ roundDay: 'lastWorkingDay', votingWorkingDays: 2 });
    const on = (today: string) => monthEndangered(policy, calendar, plainDate(today), []);
    expect([on('2021-06-25'), on('2021-06-28')]).toEqual([false, true]);
  });
});
