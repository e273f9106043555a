import { z } from 'zod';
import type { Role } from '../domain/access/grants.ts';
import { limitedRoles, type TaskLimits } from '../domain/tasks/limits.ts';

const entry = /^(\w+)=([1-9]\d{0,3})\/([1-9]\d{0,3})$/;

/** `role=held/returned` for each role, separated by commas; absent = nobody is limited. */
export const taskLimits = z
  .string()
  .default('')
  .transform((text, context): TaskLimits => {
    const parts = text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
    return Object.fromEntries(
      parts.map((part) => {
        const [, role = '', held, returned] = entry.exec(part) ?? [];
        if (!limitedRoles.includes(role as Role))
          context.addIssue(`${part}: write role=held/returned, with one of ${limitedRoles.join(', ')}`);
        return [role, { held: Number(held), returned: Number(returned) }];
      }),
    );
  })
  .meta({ description: 'how many tasks one person may hold, and give back within an hour: role=held/returned, …' });
