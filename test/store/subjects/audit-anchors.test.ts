/**
 * Once a day the audit chains are put under one hash, which follows the one before: whoever kept it can show what was
 * changed.
 */
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plainDate } from '../../../domain/plain-date.ts';
import { takeAnchor, verifyAnchors, type AnchorProblem } from '../../../store/subjects/audit-anchors.ts';
import { chainStart } from '../../../store/subjects/audit-chain.ts';
import { openEngine, receivedAt, type Engine } from '../../activities/engine.ts';
import { asSuperuser } from '../../support/databases.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const monday = plainDate('2026-03-02');
const tuesday = plainDate('2026-03-03');

async function problems(): Promise<AnchorProblem[]> {
  const found: AnchorProblem[] = [];
  for await (const problem of verifyAnchors(engine.prisma)) found.push(problem);
  return found;
}

/** As only the superuser of the database could. */
async function tamper(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: asSuperuser(engine.url) });
  await client.connect();
  await client.query(`SET session_replication_role = replica; ${sql}`);
  await client.end();
}

it('takes the chains that have grown since the anchor before, once a day', async () => {
  const { caseId } = await engine.receivedCase();
  await engine.receivedCase();
  const first = await takeAnchor(engine.prisma, monday, receivedAt);
  expect(first).toMatchObject({ day: monday, chains: 2 });
  expect(await takeAnchor(engine.prisma, monday, receivedAt)).toEqual(first);

  await engine.store.effect(caseId, 'take:0', () => ({ at: receivedAt, actor: 'system', action: 'taken', result: {} }));
  const second = await takeAnchor(engine.prisma, tuesday, receivedAt);
  expect(second).toMatchObject({ chains: 1 });
  const rows = await engine.prisma.auditAnchor.findMany({ orderBy: { day: 'asc' } });
  expect(rows.map(({ previous }) => previous)).toEqual([chainStart, first.root]);
  expect(await problems()).toEqual([]);
});

it('cannot be changed or taken back', async () => {
  await expect(engine.prisma.auditAnchor.deleteMany()).rejects.toThrow();
  await expect(engine.prisma.auditAnchorHead.updateMany({ data: { hash: '' } })).rejects.toThrow();
});

it('tells which chain was changed, and from which day on', async () => {
  const { subjectId, effect } = await engine.prisma.auditEntry.findFirstOrThrow({ where: { effect: 'take:0' } });
  await tamper(
    `UPDATE "AuditEntry" SET "actor" = 'somebody' WHERE "subjectId" = '${subjectId}' AND "effect" = '${effect}'`,
  );
  expect(await problems()).toEqual([{ day: tuesday, what: 'chain', subjectId }]);
  await tamper(
    `UPDATE "AuditEntry" SET "actor" = 'system' WHERE "subjectId" = '${subjectId}' AND "effect" = '${effect}'`,
  );
});

it('tells when the heads under an anchor, or an anchor, were exchanged', async () => {
  await tamper(`UPDATE "AuditAnchor" SET "root" = 'other' WHERE "day" = '${monday}'`);
  expect(await problems()).toEqual([
    { day: monday, what: 'root' },
    { day: tuesday, what: 'order' },
  ]);
});
