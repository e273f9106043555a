import pg from 'pg';
import { expect, it } from 'vitest';
import { PrismaClient } from '../../generated/engine/client.ts';
import { connect } from '../../platform/database.ts';
import { createDatabase } from '../support/databases.ts';

it('an instant is the same instant on a server in another time zone, whoever writes and whoever reads it', async () => {
  const url = await createDatabase('engine');
  const elsewhere = new pg.Client({ connectionString: url });
  await elsewhere.connect();
  await elsewhere.query(`ALTER DATABASE ${pg.escapeIdentifier(new URL(url).pathname.slice(1))} SET TimeZone TO 'Asia/Shanghai'`);
  const notBefore = new Date('2026-03-02T01:00:00.000Z');
  const { prisma, pool, close } = connect(PrismaClient, url);
  try {
    await prisma.outbox.create({ data: { id: 'by-prisma', kind: 'k', caseId: crypto.randomUUID(), payload: {}, notBefore } });
    const copy = `INSERT INTO "Outbox" SELECT 'by-pool', "kind", "caseId", "payload", $1 FROM "Outbox"`;
    await pool.query(copy, [notBefore]);
    const { rows } = await elsewhere.query<{ notBefore: Date }>('SELECT "notBefore" FROM "Outbox"');
    expect(rows.map((row) => row.notBefore)).toEqual([notBefore, notBefore]);
    expect((await prisma.outbox.findMany()).map((row) => row.notBefore)).toEqual([notBefore, notBefore]);
  } finally {
    await elsewhere.end();
    await close();
  }
});
