import { readFileSync } from 'node:fs';
import chineseDays from 'chinese-days';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calendarFromSchedules } from '../../../cli/policy/calendar.ts';
import { addDays, daysBetween, isWeekend, plainDate } from '../../../domain/plain-date.ts';
import {
  addWorkingDays,
  isWorkingDay,
  lastWorkingDayOfMonth,
  nextWorkingDay,
  type WorkingCalendar,
} from '../../../domain/deadlines/working-days.ts';
import { fromRoot } from '../../../platform/project-root.ts';

const calendar = JSON.parse(readFileSync(fromRoot('policies', 'calendar', 'cn.json'), 'utf8')) as WorkingCalendar;

function daysOf(year: number): string[] {
  const days: string[] = [];
  for (let day = plainDate(`${year}-01-01`); day <= `${year}-12-31`; day = addDays(day, 1)) days.push(day);
  return days;
}

/** The published schedules of the State Council, a list of days a month. */
const published: Record<number, { off: Record<string, number[]>; worked: Record<string, number[]> }> = {
  2020: {
    off: {
      '01': [1, 24, 27, 28, 29, 30, 31],
      '04': [6],
      '05': [1, 4, 5],
      '06': [25, 26],
      '10': [1, 2, 5, 6, 7, 8],
    },
    worked: { '01': [19], '04': [26], '05': [9], '06': [28], '09': [27], '10': [10] },
  },
  2021: {
    off: {
      '01': [1],
      '02': [11, 12, 15, 16, 17],
      '04': [5],
      '05': [3, 4, 5],
      '06': [14],
      '09': [20, 21],
      '10': [1, 4, 5, 6, 7],
    },
    worked: { '02': [7, 20], '04': [25], '05': [8], '09': [18, 26], '10': [9] },
  },
  2022: {
    off: {
      '01': [3, 31],
      '02': [1, 2, 3, 4],
      '04': [4, 5],
      '05': [2, 3, 4],
      '06': [3],
      '09': [12],
      '10': [3, 4, 5, 6, 7],
    },
    worked: { '01': [29, 30], '04': [2, 24], '05': [7], '10': [8, 9] },
  },
};

function listed(year: number, months: Record<string, number[]>): string[] {
  return Object.entries(months)
    .flatMap(([month, days]) => days.map((day) => `${year}-${month}-${String(day).padStart(2, '0')}`))
    .sort();
}

describe('the working-day calendar', () => {
  test.each([2020, 2021, 2022])('is the published schedule of %i', (year) => {
    const ofYear = (days: readonly string[]) => days.filter((day) => day.startsWith(String(year)));
    expect(ofYear(calendar.daysOff)).toEqual(listed(year, published[year]!.off));
    expect(ofYear(calendar.daysWorked)).toEqual(listed(year, published[year]!.worked));
  });

  test.each([2023, 2024, 2025, 2026])('agrees with chinese-days on every day of %i', (year) => {
    for (const day of daysOf(year)) {
      expect(isWorkingDay(calendar, plainDate(day)), day).toBe(chineseDays.isWorkday(day));
    }
  });

  test('is what `npm run policy -- calendar` writes', () => {
    expect(calendar).toEqual(calendarFromSchedules());
  });

  test.each(['2019-12-31', '2027-01-01'])('does not guess about %s', (day) => {
    expect(() => isWorkingDay(calendar, plainDate(day))).toThrow(
      expect.objectContaining({ code: 'CALENDAR_NOT_COVERED' }),
    );
  });
});

describe('working-day arithmetic', () => {
  test.each([
    ['V05: Monday to Thursday', '2021-05-10', 3, '2021-05-13'],
    ['V06: over National Day to the make-up Saturday', '2021-09-29', 3, '2021-10-09'],
    ['from a Saturday that is worked', '2021-10-09', 1, '2021-10-11'],
    ['over Spring Festival', '2021-02-10', 1, '2021-02-18'],
    ['no days', '2021-05-10', 0, '2021-05-10'],
  ])('%s', (_case, from, days, due) => {
    expect(addWorkingDays(calendar, plainDate(from), days)).toBe(due);
  });

  test('the last working day of a month looks past a holiday', () => {
    expect(lastWorkingDayOfMonth(calendar, plainDate('2022-01-05'))).toBe('2022-01-30');
    expect(lastWorkingDayOfMonth(calendar, plainDate('2021-08-01'))).toBe('2021-08-31');
  });

  const span = daysBetween(calendar.from, plainDate('2026-06-30'));
  const date = fc.integer({ min: 0, max: span }).map((days) => addDays(calendar.from, days));
  const count = fc.integer({ min: 0, max: 60 });

  test('is monotone in both arguments and ends on a working day', () => {
    fc.assert(
      fc.property(date, date, count, (one, other, days) => {
        const [earlier, later] = one <= other ? [one, other] : [other, one];
        expect(addWorkingDays(calendar, earlier, days) <= addWorkingDays(calendar, later, days)).toBe(true);
        const due = addWorkingDays(calendar, one, days + 1);
        expect(due > addWorkingDays(calendar, one, days)).toBe(true);
        expect(isWorkingDay(calendar, due)).toBe(true);
      }),
    );
  });

  test('adding days one after another is adding them together', () => {
    fc.assert(
      fc.property(date, count, count, (day, first, second) => {
        expect(addWorkingDays(calendar, addWorkingDays(calendar, day, first), second)).toBe(
          addWorkingDays(calendar, day, first + second),
        );
      }),
    );
  });

  test('without schedules a week has five working days', () => {
    const plain = { ...calendar, daysOff: [], daysWorked: [] };
    fc.assert(
      fc.property(date, (day) => {
        expect(isWeekend(nextWorkingDay(plain, day))).toBe(false);
        expect(daysBetween(day, addWorkingDays(plain, day, 5))).toBeGreaterThanOrEqual(7 - (isWeekend(day) ? 2 : 0));
      }),
    );
  });
});
