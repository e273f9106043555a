import { writeFileSync } from 'node:fs';
import chineseDays from 'chinese-days';
import { addDays, isWeekend, plainDate, type PlainDate } from '../../domain/plain-date.ts';
import type { WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import { fromRoot } from '../../platform/project-root.ts';

/** The year of the oldest policy pack. */
const firstYear = 2020;

function scheduled(year: number): boolean {
  const weekdaysOff = chineseDays.getHolidaysInRange(`${year}-01-01`, `${year}-12-31`, false);
  return weekdaysOff.length > 0;
}

export function calendarFromSchedules(): WorkingCalendar {
  let lastYear = firstYear;
  while (scheduled(lastYear + 1)) lastYear += 1;
  const from = plainDate(`${firstYear}-01-01`);
  const until = plainDate(`${lastYear}-12-31`);
  const daysOff: PlainDate[] = [];
  const daysWorked: PlainDate[] = [];
  for (let day = from; day <= until; day = addDays(day, 1)) {
    const worked = chineseDays.isWorkday(day);
    if (isWeekend(day) && worked) daysWorked.push(day);
    if (!isWeekend(day) && !worked) daysOff.push(day);
  }
  return { from, until, daysOff, daysWorked };
}

/** Once a year, when chinese-days has the next schedule of the State Council. */
export function writeCalendar(): string {
  const text = `${JSON.stringify(calendarFromSchedules(), null, 2)}\n`;
  writeFileSync(fromRoot('policies', 'calendar', 'cn.json'), text);
  return 'policies/calendar/cn.json';
}
