import pg from 'pg';
import { expect, it } from 'vitest';
import { PrismaClient } from '../../generated/engine/client.ts';
import { connect, StatementRefused } from '../../platform/database.ts';
import { asSuperuser, createDatabase } from '../support/databases.ts';

it('an instant is the same instant on a server in another time zone, whoever writes and whoever reads it', async () => {
  const url = await createDatabase('engine');
  const elsewhere = new pg.Client({ connectionString: asSuperuser(url) });
  await elsewhere.connect();
  await elsewhere.query(
    `ALTER DATABASE ${pg.escapeIdentifier(new URL(url).pathname.slice(1))} SET TimeZone TO 'Asia/Shanghai'`,
  );
  const notBefore = new Date('2026-03-02T01:00:00.000Z');
  const { prisma, pool, close } = connect(PrismaClient, url);
  try {
    await prisma.outbox.create({
      data: { id: 'by-prisma', kind: 'k', subjectId: crypto.randomUUID(), payload: {}, notBefore },
    });
    const copy = `INSERT INTO "Outbox" SELECT 'by-pool', "kind", "subjectId", "payload", $1 FROM "Outbox"`;
    await pool.query(copy, [notBefore]);
    const { rows } = await elsewhere.query<{ notBefore: Date }>('SELECT "notBefore" FROM "Outbox"');
    expect(rows.map((row) => row.notBefore)).toEqual([notBefore, notBefore]);
    expect((await prisma.outbox.findMany()).map((row) => row.notBefore)).toEqual([notBefore, notBefore]);
  } finally {
    await elsewhere.end();
    await close();
  }
});

it('a statement beneath the client gives columns as the client does, and one that is refused costs no connection', async () => {
  const { run, pool, close } = connect(PrismaClient, await createDatabase('engine'), { max: 1 });
  try {
    const [row] = await run({
      text: `SELECT $1::date AS "day", 7::bigint AS "number", $2::text[] AS "list"`,
      values: [new Date('2026-03-02T00:00:00Z'), ['a,b', 'c']],
    });
    expect(row).toEqual({ day: new Date('2026-03-02T00:00:00Z'), number: 7n, list: ['a,b', 'c'] });
    const insert = {
      text: `INSERT INTO "StaffMember" SELECT $1, '{}', '{}', NULL, NULL, '{}', TRUE, now(), 'x'`,
      values: ['officer-1'],
    };
    const { rows: before } = await pool.query('SELECT pg_backend_pid()');
    await run(insert);
    const twice = await run(insert).catch((error: unknown) => error);
    expect(twice).toBeInstanceOf(StatementRefused);
    expect(twice).toMatchObject({ code: '23505', key: ['subject'] });
    const misread = await run({ text: 'SELECT $1::uuid', values: ['199-0000-0001'] }).catch((error: unknown) => error);
    expect(JSON.stringify(misread, Object.getOwnPropertyNames(misread))).not.toContain('199-0000-0001');
    expect((await pool.query('SELECT pg_backend_pid()')).rows).toEqual(before);
  } finally {
    await close();
  }
});

it('a connection that breaks in the hands of its holder fails the next statement there, and not the process', async () => {
  const { run, pool, close } = connect(PrismaClient, await createDatabase('engine'), { max: 2 });
  try {
    const held = await pool.connect();
    const {
      rows: [backend],
    } = await held.query<{ pid: number }>('SELECT pg_backend_pid() AS "pid"');
    const ended = new Promise<void>((resolve) => held.once('end', resolve));
    await run({ text: 'SELECT pg_terminate_backend($1::int)', values: [backend!.pid] });
    await ended;
    await expect(held.query('SELECT 1')).rejects.toThrow();
    held.release(true);
    expect(await run({ text: 'SELECT 1 AS "one"', values: [] })).toEqual([{ one: 1 }]);
  } finally {
    await close();
  }
});
