/** What everybody asks all day is planned a few times a connection, and not each time anew. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PrismaClient } from '../../../generated/engine/client.ts';
import type { Caller } from '../../../domain/access/access.ts';
import type { Role } from '../../../domain/access/grants.ts';
import { connect, type Database } from '../../../platform/database.ts';
import { createInboxStore } from '../../../store/inbox/inbox.ts';
import { createDatabase } from '../../support/databases.ts';

let database: Database<PrismaClient>;
beforeAll(async () => {
  database = connect(PrismaClient, await createDatabase('engine'), { max: 1 });
});
afterAll(() => database?.close());

/** A plan is made five times before one of them may be kept. */
const times = 12;

it.each<[Role, Partial<Caller>]>([
  ['handlingOfficer', {}],
  ['departmentReviewer', { institution: 'a-hospital' }],
  ['visitTeam', {}],
])('the next task of a %s', async (role, more) => {
  const caller = { subject: `${role}-1`, roles: [role], regions: ['rizhao'], ...more };
  const { next } = createInboxStore({ ...database, limits: {} });
  const now = new Date();
  const reader = {
    reader: caller.subject,
    roles: [role],
    absentees: [],
    operation: 'takeNext',
    requestId: 'r',
    at: now,
  };
  const before = await plansOf('%rival%');
  for (let time = 0; time < times; time += 1) await next({}, caller, now, reader);
  const after = await plansOf('%rival%');
  expect(after.kept - before.kept).toBeGreaterThanOrEqual(times - 5);
  expect(after.anew - before.anew).toBeLessThanOrEqual(5);
});

async function plansOf(like: string): Promise<{ kept: number; anew: number }> {
  const { rows } = await database.pool.query<{ kept: number; anew: number }>(
    `SELECT coalesce(sum("generic_plans"), 0)::int AS "kept", coalesce(sum("custom_plans"), 0)::int AS "anew"
      FROM pg_prepared_statements WHERE "statement" LIKE $1`,
    [like],
  );
  return rows[0]!;
}
