/** One effect is one transaction: change, audit entry and whatever else it brings, once per key. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPrismaCaseStore } from '../../activities/adapters/prisma-case-store.ts';
import type { CaseEffect, NewTask } from '../../activities/ports.ts';
import { byTheRules, type Decision } from '../../domain/case/decision.ts';
import { DomainError } from '../../domain/errors.ts';
import { plainDate } from '../../domain/plain-date.ts';
import { answeredChannel } from '../../records/announcements.ts';
import { firstBroken, type AuditLink } from '../../records/audit-chain.ts';
import { outboxMessages } from '../../records/outbox-messages.ts';
import { openEngine, receivedAt, type Engine } from './engine.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const at = new Date('2026-03-02T01:00:01.234Z');

function anEffect<R extends object>(result: R, more: Partial<CaseEffect<R>> = {}): CaseEffect<R> {
  return { at, actor: 'system', action: 'tried', result, ...more };
}

const approved: Decision = {
  ...byTheRules('approved'),
  decidedAt: at.toISOString(),
  benefitFrom: plainDate('2026-03-03'),
  benefitUntil: plainDate('2031-03-02'),
};

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
    const elsewhere = createPrismaCaseStore(engine.prisma, engine.sealer);
    await engine.store.effect(caseId, 'take:0', () => anEffect({}, { change: { status: 'open', stage: 'assessing' } }));
    await elsewhere.effect(caseId, 'decide:0', () => anEffect(approved, { change: { status: 'decided', decision: approved } }));
    const seen = await engine.store.effect(caseId, 'look:0', ({ status, decision }) => anEffect({ status, decision }));
    expect(seen).toEqual({ status: 'decided', decision: approved });
    const again = await engine.store.effect(caseId, 'decide:0', () => anEffect({ ...approved, reasons: [] }));
    expect(again).toEqual(approved);
    expect(firstBroken((await engine.chainOf(caseId)) as unknown as AuditLink[])).toBeUndefined();
  });

  it('asks anew before it believes that the case is in another state', async () => {
    const { caseId } = await engine.receivedCase();
    const elsewhere = createPrismaCaseStore(engine.prisma, engine.sealer);
    await engine.store.effect(caseId, 'try:0', () => anEffect({}));
    await elsewhere.effect(caseId, 'take:0', () => anEffect({}, { change: { status: 'open', stage: 'assessing' } }));
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
      anEffect({}, { change: { status: 'open', stage: 'assessing', runId: 'run-1', openedAt: at } }),
    );
    await engine.store.effect(caseId, 'decide:0', (found) => {
      expect(found).toMatchObject({ status: 'open', runId: 'run-1', decision: null, receivedAt });
      return anEffect(approved, {
        change: { status: 'decided', stage: 'filing', decision: approved, holdsPlace: true },
      });
    });
    await engine.store.effect(caseId, 'file:0', (found) => {
      expect(found.decision).toEqual(approved);
      return anEffect(
        {},
        { change: { stage: 'notifying', filing: { number: 'EXAMPLE-1', on: plainDate('2026-03-02') } } },
      );
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
      anEffect({ nth: (asked += 1) }, { change: { stage: 'closed' }, notices }),
    );
    await expect(failing).rejects.toThrow(/unique constraint/i);
    expect(asked).toBe(1);
    expect(await engine.chainOf(caseId)).toHaveLength(1);
    expect(await engine.prisma.applicationCase.findUnique({ where: { id: caseId } })).toMatchObject({
      stage: 'received',
      auditSequence: 1,
    });
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
    const { auditSequence, auditHash } = await engine.prisma.applicationCase.findUniqueOrThrow({
      where: { id: caseId },
    });
    expect({ auditSequence, auditHash }).toEqual({ auditSequence: 21, auditHash: chain.at(-1)!.hash });
  });
});

describe('what an effect brings with it', () => {
  it('the start that it took needs no resending', async () => {
    const { caseId } = await engine.receivedCase();
    expect(await engine.prisma.outbox.count({ where: { caseId } })).toBe(1);
    await engine.store.effect(caseId, 'take:0', () => anEffect({}, { took: [outboxMessages.start(caseId)] }));
    expect(await engine.prisma.outbox.count({ where: { caseId } })).toBe(0);
  });

  /** Opens a task of the case, as the effect does. */
  async function openTask(caseId: string, change: Partial<NewTask> = {}): Promise<string> {
    const id = randomUUID();
    const open = [{ code: 'paperToRead', clause: 'c', params: {} }];
    const task = { id, workflowId: `application/${caseId}`, kind: 'officerDecision', ordinal: 0, institution: 'h', open, barred: {} } as const;
    await engine.store.effect(caseId, `task:${id}:open`, () =>
      anEffect({}, { task: { ...task, warnAt: at, dueAt: at, ...change }, change: { stage: 'awaitingOfficer' } }),
    );
    return id;
  }
  const taskOf = (id: string) => engine.prisma.task.findUniqueOrThrow({ where: { id }, include: { events: { orderBy: { id: 'asc' } } } });
  const actionsOf = async (id: string) => (await taskOf(id)).events.map(({ action, actor }) => `${action} ${actor}`);

  it('a task in its queue, until an effect completes it and takes its answer', async () => {
    const { caseId } = await engine.receivedCase();
    const id = await openTask(caseId, { barred: { 'desk-1': 'entered' } });
    expect(await taskOf(id)).toMatchObject({
      ...{ caseId, region: 'rizhao', candidate: 'handlingOfficer', queue: 'handlingOfficer/rizhao/-/-', state: 'ready', createdAt: at },
      barred: { 'desk-1': 'entered' },
    });

    await engine.prisma.task.update({ where: { id }, data: { state: 'completing', assignee: 'officer-1', completedBy: 'officer-2', onBehalfOf: 'officer-1' } });
    const answer = { id: outboxMessages.answerTask(id), kind: 'answerTask', caseId, payload: {}, notBefore: at };
    await engine.prisma.outbox.create({ data: answer });
    await engine.store.effect(caseId, 'decide:0', () =>
      anEffect(approved, { completes: { taskId: id, outcome: 'approved' }, took: [answer.id] }),
    );
    expect(await taskOf(id)).toMatchObject({ state: 'completed', completedAt: at, answer: 'approved', version: 1 });
    expect(await actionsOf(id)).toEqual(['opened system', 'completed officer-2']);
    expect(await engine.prisma.outbox.count({ where: { id: answer.id } })).toBe(0);
  });

  it('a task from which whoever declared a conflict since is barred too, by the rules of its kind', async () => {
    const { caseId } = await engine.receivedCase();
    const declared = (subject: string, rule: string) => ({ caseId, subject, rule, declaredBy: subject, declaredAt: at });
    await engine.prisma.conflict.createMany({
      data: [declared('a', 'relative'), declared('b', 'recommended'), declared('desk-1', 'declared')],
    });
    const id = await openTask(caseId, { barred: { 'desk-1': 'entered' } });
    expect((await taskOf(id)).barred).toEqual({ a: 'relative', 'desk-1': 'entered' });
  });

  it('marks of a deadline, which leave the version of the task alone', async () => {
    const { caseId } = await engine.receivedCase();
    const id = await openTask(caseId);
    for (const mark of ['warned', 'breached', 'escalated'] as const) {
      await engine.store.effect(caseId, `task:${id}:${mark}`, () => anEffect({}, { marks: { taskId: id, mark } }));
    }
    expect(await taskOf(id)).toMatchObject({ warnedAt: at, breachedAt: at, escalatedAt: at, version: 0 });
    expect(await actionsOf(id)).toEqual(['opened system', 'warned system', 'breached system', 'escalated system']);
  });

  it('the end of all tasks that wait, and of none that is done', async () => {
    const { caseId } = await engine.receivedCase();
    const [done, waiting, held] = [await openTask(caseId), await openTask(caseId), await openTask(caseId)];
    await engine.prisma.task.update({ where: { id: held }, data: { state: 'claimed', assignee: 'officer-1' } });
    await engine.store.effect(caseId, 'answer', () => anEffect({}, { completes: { taskId: done, outcome: 'approved' } }));
    await engine.store.effect(caseId, 'end', () => anEffect({}, { cancels: 'all' }));
    const states = await Promise.all([done, waiting, held].map(async (id) => (await taskOf(id)).state));
    expect(states).toEqual(['completed', 'cancelled', 'cancelled']);
    expect(await actionsOf(held)).toEqual(['opened system', 'cancelled system']);
  });

  it('the word that a message was acted on, with what it supplied', async () => {
    const { caseId } = await engine.receivedCase();
    const messageId = randomUUID();
    const body = { records: [{ kind: 'pathology', institution: 'h', on: '2026-01-02' }] } as const;
    const message = { id: messageId, caseId, kind: 'supplied', sentBy: 'a', sentAt: at, state: 'sent' };
    await engine.prisma.caseMessage.create({ data: { ...message, bodySealed: engine.sealer.seal(body) } });
    await engine.prisma.outbox.create({ data: { id: outboxMessages.tell(messageId), kind: 'tell', caseId, payload: {}, notBefore: at } });
    expect(await engine.store.messageBody(messageId)).toEqual(body);

    const records = [{ ...body.records[0], on: plainDate('2026-01-02'), source: 'hospital' }] as const;
    await engine.store.effect(caseId, `supplied:${messageId}`, () => anEffect({}, { hears: messageId, change: { records } }));
    expect((await engine.store.get(caseId)).records).toEqual(records);
    expect(await engine.prisma.caseMessage.findUnique({ where: { id: messageId } })).toMatchObject({ state: 'taken' });
    // Temporal may still forget it: whoever sends it removes it once the workflow has answered.
    expect(await engine.prisma.outbox.count({ where: { id: outboxMessages.tell(messageId) } })).toBe(1);
  });

  it('facts, sealed beside verdict and trace', async () => {
    const { caseId } = await engine.receivedCase();
    const facts = { person: { known: true }, insurance: [], categories: [], records: [], recognised: [], papers: [] };
    const assessment = { ordinal: 0, verdict: { kind: 'handOver', open: [] }, trace: [], facts } as const;
    await engine.store.effect(caseId, 'assess:0', () => anEffect({}, { assessment }));
    const row = await engine.prisma.assessment.findFirstOrThrow({ where: { caseId } });
    expect(row).toMatchObject({ ordinal: 0, assessedAt: at, verdict: assessment.verdict });
    expect(engine.sealer.open(row.factsSealed)).toEqual(facts);
    expect(Buffer.from(row.factsSealed).toString('latin1')).not.toContain('insurance');
  });

  it('an announcement when it decides or hands over to people, and none otherwise', async () => {
    const listener = new pg.Client({ connectionString: engine.url });
    await listener.connect();
    await listener.query(`LISTEN ${answeredChannel}`);
    const heard: (string | undefined)[] = [];
    listener.on('notification', ({ payload }) => heard.push(payload));
    try {
      const [quiet, handedOver, decided] = await Promise.all([
        engine.receivedCase(),
        engine.receivedCase(),
        engine.receivedCase(),
      ]);
      await engine.store.effect(quiet.caseId, 'take:0', () => anEffect({}, { change: { stage: 'assessing' } }));
      await engine.store.effect(handedOver.caseId, 'assess:0', () =>
        anEffect({}, { change: { stage: 'awaitingOfficer' } }),
      );
      const last = once(listener, 'notification');
      await engine.store.effect(decided.caseId, 'decide:0', () =>
        anEffect(approved, { change: { decision: approved } }),
      );
      await last;
      await expect.poll(() => heard).toEqual([handedOver.caseId, decided.caseId]);
    } finally {
      await listener.end();
    }
  });
});

describe('recognitions held by other cases', () => {
  it('are what the person was approved for, and holds still', async () => {
    const { caseId, personId } = await engine.receivedCase();
    await engine.store.effect(caseId, 'decide:0', () =>
      anEffect(approved, {
        change: {
          status: 'decided',
          decision: approved,
          holdsPlace: true,
          filing: { number: 'EXAMPLE-2', on: plainDate('2026-03-02') },
        },
      }),
    );
    const found = await engine.store.get(caseId);
    expect(await engine.store.recognisedOf(found)).toEqual([]);
    expect(await engine.store.recognisedOf({ ...found, id: randomUUID(), personId })).toMatchObject([
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
      (caseId: string) => engine.prisma.auditEntry.updateMany({ where: { caseId }, data: { actor: 'somebody-else' } }),
    ],
    ['deleted', (caseId: string) => engine.prisma.auditEntry.deleteMany({ where: { caseId } })],
    ['emptied', () => engine.prisma.$executeRaw`TRUNCATE "AuditEntry"`],
  ])('cannot be %s', async (_what, attempt) => {
    const { caseId } = await engine.receivedCase();
    await expect(attempt(caseId)).rejects.toThrow('append-only');
    expect(await engine.chainOf(caseId)).toHaveLength(1);
  });
});
