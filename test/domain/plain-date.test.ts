import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, addMonths, daysBetween, endOfMonth, plainDate } from '../../domain/plain-date.ts';
import { localDay, endOfDay, instantAt, localTime } from '../../domain/time-zone.ts';

const date = fc
  .date({ min: new Date('1950-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
  .map((instant) => plainDate(instant.toISOString().slice(0, 10)));

describe('a calendar day', () => {
  test.each(['2021-02-29', '2021-13-01', '2021-1-1', '20210101', '2021-01-01T00:00', ''])('is not %j', (text) => {
    expect(() => plainDate(text)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });

  test.each([
    ['2021-01-31', 1, '2021-02-28'],
    ['2020-01-31', 1, '2020-02-29'],
    ['2021-12-15', 2, '2022-02-15'],
    ['2021-03-31', -1, '2021-02-28'],
    ['2020-02-29', 12, '2021-02-28'],
  ])('%s and %i months is %s', (from, months, to) => {
    expect(addMonths(plainDate(from), months)).toBe(to);
  });

  test('the end of a month knows leap years', () => {
    expect(endOfMonth(plainDate('2020-02-01'))).toBe('2020-02-29');
    expect(endOfMonth(plainDate('2021-12-31'))).toBe('2021-12-31');
  });

  test('days added are days between', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: -5000, max: 5000 }), (day, days) => {
        expect(daysBetween(day, addDays(day, days))).toBe(days);
      }),
    );
  });
});

describe('the time zone at the edge', () => {
  test('a day begins at its own midnight', () => {
    expect(localDay(new Date('2020-07-10T15:59:59Z'))).toBe('2020-07-10');
    expect(localDay(new Date('2020-07-10T16:00:00Z'))).toBe('2020-07-11');
    expect(endOfDay(plainDate('2020-07-10')).toISOString()).toBe('2020-07-10T16:00:00.000Z');
    expect(localTime(new Date('2020-07-10T16:00:00Z'))).toBe('00:00');
  });

  test('what was written is read back, in years of summer time too', () => {
    fc.assert(
      fc.property(date, (day) => {
        const noon = instantAt(day, '12:00');
        expect(localTime(noon)).toBe('12:00');
        expect(localDay(noon)).toBe(day);
      }),
      { numRuns: 50, examples: [[plainDate('1987-04-12')], [plainDate('1991-09-15')]] },
    );
  });
});
