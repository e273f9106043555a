/** One effect is one transaction: change, audit entry and whatever else it brings, once per key. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registeredFacts } from '../../../store/registers/registered-facts.ts';
import { createPrismaCaseStore } from '../../../store/cases/case-store.ts';
import { changeCase, decideCase, fileCase } from '../../../store/cases/case-writes.ts';
import { keepNotices } from '../../../store/notices/notices.ts';
import { DomainError } from '../../../domain/errors.ts';
import { plainDate } from '../../../domain/plain-date.ts';
import { firstBroken, type AuditLink } from '../../../store/subjects/audit-chain.ts';
import { anEffect, approved, at } from '../../activities/effects.ts';
import { openEngine, receivedAt, type Engine } from '../../activities/engine.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

describe('an effect', () => {
  it('is done once per key: a repeat gets the result recorded, and asks nothing again', async () => {
    const { caseId } = await engine.receivedCase();
    let asked = 0;
    const act = () => anEffect({ nth: (asked += 1) });
    const first = await engine.store.effect(caseId, 'try:0', act);
    const repeat = await engine.store.effect(caseId, 'try:0', act);
    expect([first, repeat, asked]).toEqual([{ nth: 1 }, { nth: 1 }, 1]);
    const other = await engine.store.effect(caseId, 'try:1', act);
    expect(other).toEqual({ nth: 2 });
    expect((await engine.chainOf(caseId)).map(({ effect }) => effect)).toEqual(['receive:0', 'try:0', 'try:1']);
  });

  it('meets what another process has written since, and what it has done', async () => {
    const { caseId } = await engine.receivedCase();
    const elsewhere = createPrismaCaseStore(engine, engine.sealer);
    await engine.store.effect(caseId, 'take:0', () => anEffect({}, changeCase({ status: 'open', stage: 'assessing' })));
    await elsewhere.effect(caseId, 'decide:0', () =>
      anEffect(approved, changeCase({ status: 'decided' }), decideCase(approved)),
    );
    const seen = await engine.store.effect(caseId, 'look:0', ({ status, decision }) => anEffect({ status, decision }));
    expect(seen).toEqual({ status: 'decided', decision: approved });
    const again = await engine.store.effect(caseId, 'decide:0', () => anEffect({ ...approved, reasons: [] }));
    expect(again).toEqual(approved);
    expect(firstBroken((await engine.chainOf(caseId)) as unknown as AuditLink[])).toBeUndefined();
  });

  it('asks anew before it believes that the case is in another state', async () => {
    const { caseId } = await engine.receivedCase();
    const elsewhere = createPrismaCaseStore(engine, engine.sealer);
    await engine.store.effect(caseId, 'try:0', () => anEffect({}));
    await elsewhere.effect(caseId, 'take:0', () => anEffect({}, changeCase({ status: 'open', stage: 'assessing' })));
    const result = await engine.store.effect(caseId, 'next:0', ({ status }) => {
      if (status !== 'open') throw new DomainError('STATE_CONFLICT', `The case is ${status}.`);
      return anEffect({ status });
    });
    expect(result).toEqual({ status: 'open' });
  });

  it('comes twice at once: one is recorded, both get its result', async () => {
    const { caseId } = await engine.receivedCase();
    const results = await Promise.all(
      [1, 2, 3, 4].map((by) => engine.store.effect(caseId, 'race:0', async () => anEffect({ by }))),
    );
    expect(new Set(results.map(({ by }) => by)).size).toBe(1);
    expect(await engine.chainOf(caseId)).toHaveLength(2);
  });

  it('finds the case as the ones before left it; dates are those it was given', async () => {
    const { caseId } = await engine.receivedCase();
    await engine.store.effect(caseId, 'take:0', () =>
      anEffect({}, changeCase({ status: 'open', stage: 'assessing', runId: 'run-1', openedAt: at })),
    );
    await engine.store.effect(caseId, 'decide:0', (found) => {
      expect(found).toMatchObject({ status: 'open', runId: 'run-1', decision: null, receivedAt });
      return anEffect(
        approved,
        changeCase({ status: 'decided', stage: 'filing', holdsPlace: true }),
        decideCase(approved),
      );
    });
    await engine.store.effect(caseId, 'file:0', (found) => {
      expect(found.decision).toEqual(approved);
      return anEffect({}, changeCase({ stage: 'notifying' }), fileCase('EXAMPLE-1', plainDate('2026-03-02')));
    });
    expect(await engine.store.get(caseId)).toMatchObject({
      status: 'decided',
      decision: approved,
      filingNumber: 'EXAMPLE-1',
    });
    const row = await engine.prisma.applicationCase.findUniqueOrThrow({ where: { id: caseId } });
    expect(row).toMatchObject({
      openedAt: at,
      decidedAt: at,
      benefitFrom: new Date('2026-03-03'),
      filedOn: new Date('2026-03-02'),
    });
  });

  it('that fails leaves nothing, and is not asked again', async () => {
    const { caseId } = await engine.receivedCase();
    let asked = 0;
    const notices = [1, 2].map(() => ({
      key: 'same-key',
      template: 't',
      recipient: 'patient' as const,
      messageId: 'm',
      acceptedAt: at,
    }));
    const failing = engine.store.effect(caseId, 'fail:0', () =>
      anEffect({ nth: (asked += 1) }, changeCase({ stage: 'closed' }), keepNotices(notices)),
    );
    await expect(failing).rejects.toThrow(/unique constraint/i);
    expect(asked).toBe(1);
    expect(await engine.chainOf(caseId)).toHaveLength(1);
    expect(await engine.prisma.applicationCase.findUnique({ where: { id: caseId } })).toMatchObject({
      stage: 'received',
    });
    expect(await engine.prisma.subject.findUnique({ where: { id: caseId } })).toMatchObject({ auditSequence: 1 });
  });

  it('on a case that is not there', async () => {
    await expect(engine.store.effect(randomUUID(), 'try:0', () => anEffect({}))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(engine.store.get(randomUUID())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('twenty effects at once on one case', () => {
  it('are all recorded, without a gap, in one whole chain', async () => {
    const { caseId } = await engine.receivedCase();
    const keys = Array.from({ length: 20 }, (_, index) => `at-once:${index}`);
    await Promise.all(keys.map((key) => engine.store.effect(caseId, key, async () => anEffect({ key }))));
    const chain = await engine.chainOf(caseId);
    expect(chain.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
    expect(
      chain
        .slice(1)
        .map(({ effect }) => effect)
        .sort(),
    ).toEqual(keys.sort());
    expect(firstBroken(chain as readonly AuditLink[])).toBeUndefined();
    const { auditSequence, auditHash } = await engine.prisma.subject.findUniqueOrThrow({
      where: { id: caseId },
    });
    expect({ auditSequence, auditHash }).toEqual({ auditSequence: 21, auditHash: chain.at(-1)!.hash });
  });
});

describe('recognitions held by other cases', () => {
  it('are what the person was approved for, and holds still', async () => {
    const { caseId, personId } = await engine.receivedCase();
    await engine.store.effect(caseId, 'decide:0', () =>
      anEffect(
        approved,
        changeCase({ status: 'decided', holdsPlace: true }),
        decideCase(approved),
        fileCase('EXAMPLE-2', plainDate('2026-03-02')),
      ),
    );
    const read = registeredFacts(engine, engine.sealer);
    expect(await read(personId, { caseId, name: '虚构甲' })).toMatchObject({ recognised: [], approvals: 0 });
    expect((await read(personId)).approvals).toBe(1);
    expect((await read(personId, { caseId: randomUUID(), name: '虚构甲' })).recognised).toMatchObject([
      {
        disease: 'malignantTumor',
        region: 'rizhao',
        filingNumber: 'EXAMPLE-2',
        from: '2026-03-03',
        until: '2031-03-02',
      },
    ]);
  });
});

describe('the audit chain', () => {
  it.each([
    [
      'changed',
      (caseId: string) =>
        engine.prisma.auditEntry.updateMany({ where: { subjectId: caseId }, data: { actor: 'somebody-else' } }),
    ],
    ['deleted', (caseId: string) => engine.prisma.auditEntry.deleteMany({ where: { subjectId: caseId } })],
    ['emptied', () => engine.prisma.$executeRaw`TRUNCATE "AuditEntry"`],
  ])('cannot be %s', async (_what, attempt) => {
    const { caseId } = await engine.receivedCase();
    await expect(attempt(caseId)).rejects.toThrow('permission denied for table AuditEntry');
    expect(await engine.chainOf(caseId)).toHaveLength(1);
  });
});
