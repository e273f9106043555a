import { readFile } from 'node:fs/promises';
import type { WorkingCalendar } from '../domain/deadlines/working-days.ts';
import { fromRoot } from '../platform/project-root.ts';

export async function readWorkingCalendar(): Promise<WorkingCalendar> {
  return JSON.parse(await readFile(fromRoot('policies', 'calendar', 'cn.json'), 'utf8')) as WorkingCalendar;
}
