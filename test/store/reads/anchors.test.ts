/** Whoever kept an anchor can show that no read was changed, added or taken away since. */
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PrismaClient } from '../../../generated/engine/client.ts';
import { connect, type Database } from '../../../platform/database.ts';
import { plainDate } from '../../../domain/plain-date.ts';
import { takeReadAnchor, verifyReadAnchors } from '../../../store/reads/anchors.ts';
import { createPersonalReads } from '../../../store/reads/reads.ts';
import { asSuperuser, createDatabase } from '../../support/databases.ts';

let database: Database<PrismaClient>;
let url: string;
beforeAll(async () => {
  url = await createDatabase('engine');
  database = connect(PrismaClient, url);
});
afterAll(() => database.close());

const at = new Date('2026-03-02T01:00:00Z');
const taken = (day: string) => takeReadAnchor(database.prisma, plainDate(day), at);

async function read(reader: string): Promise<void> {
  const who = { reader, roles: ['handlingOfficer'], absentees: [], operation: 'getApplication', requestId: 'r', at };
  await createPersonalReads(database.run).add(who, { kinds: ['diagnosis'] });
}

async function problems() {
  const all: unknown[] = [];
  for await (const problem of verifyReadAnchors(database.prisma)) all.push(problem);
  return all;
}

/** As the owner of the database could. */
async function tamper(sql: string): Promise<void> {
  const triggers = (what: string) => `ALTER TABLE "PersonalRead" ${what} TRIGGER USER`;
  const client = new pg.Client({ connectionString: asSuperuser(url) });
  await client.connect();
  try {
    await client.query([triggers('DISABLE'), sql, triggers('ENABLE')].join('; '));
  } finally {
    await client.end();
  }
}

it('covers each day’s reads once, follows the day before, and is the same when it is taken again', async () => {
  await read('officer-1');
  await read('officer-2');
  const first = await taken('2026-03-02');
  expect(first.rows).toBe(2);
  await read('officer-3');
  expect(await taken('2026-03-02')).toEqual(first);
  expect((await taken('2026-03-03')).rows).toBe(1);
  expect((await taken('2026-03-04')).rows).toBe(0);
  expect(await problems()).toEqual([]);
});

it.each([
  [
    'changed',
    `UPDATE "PersonalRead" SET "reader" = 'somebody-else' WHERE "id" = 2`,
    `UPDATE "PersonalRead" SET "reader" = 'officer-2' WHERE "id" = 2`,
    '2026-03-02',
  ],
  [
    'taken away',
    `UPDATE "PersonalRead" SET "id" = 999 WHERE "id" = 3`,
    `UPDATE "PersonalRead" SET "id" = 3 WHERE "id" = 999`,
    '2026-03-03',
  ],
])('tells of a row that was %s, by its day', async (_what, harm, mend, day) => {
  await tamper(harm);
  expect(await problems()).toEqual([{ day, what: 'rows' }]);
  await tamper(mend);
  expect(await problems()).toEqual([]);
});

it('waits for a row that is being written, whose number it covers', async () => {
  const writer = await database.pool.connect();
  await writer.query('BEGIN');
  await writer.query(
    `INSERT INTO "PersonalRead" ("at", "reader", "operation", "requestId") VALUES (now(), 'slow', 'x', 'y')`,
  );
  await read('officer-4');
  const anchor = taken('2026-03-05');
  expect(await Promise.race([anchor, new Promise((resolve) => setTimeout(resolve, 200, 'waits'))])).toBe('waits');
  await writer.query('COMMIT');
  writer.release();
  expect((await anchor).rows).toBe(2);
  expect(await problems()).toEqual([]);
});
