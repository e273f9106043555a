/** What an effect brings beside its change: tasks, messages, facts, announcements; in the same transaction. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainDate } from '../../../domain/plain-date.ts';
import { changeCase, decideCase, hearMessage, keepAssessment, keepRecords } from '../../../store/cases/case-writes.ts';
import {
  cancelTasksOfCase,
  completeTask,
  markTask,
  openTask as opening,
  type NewTask,
} from '../../../store/tasks/task-writes.ts';
import { answeredChannel } from '../../../store/cases/announcements.ts';
import { outboxMessages } from '../../../store/outbox/outbox-messages.ts';
import { messageLetter } from '../../../store/subjects/letters.ts';
import { answered, type SaidBy } from '../../support/answers.ts';
import type { Actor } from '../../../domain/tasks/answer-given.ts';
import { takeFromOutbox } from '../../../store/outbox/outbox.ts';
import { anEffect, approved, at } from '../../activities/effects.ts';
import { openEngine, type Engine } from '../../activities/engine.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

describe('what an effect brings with it', () => {
  it('the start that it took needs no resending', async () => {
    const { caseId } = await engine.receivedCase();
    expect(await engine.prisma.outbox.count({ where: { subjectId: caseId } })).toBe(1);
    await engine.store.effect(caseId, 'take:0', () => anEffect({}, takeFromOutbox(outboxMessages.start(caseId))));
    expect(await engine.prisma.outbox.count({ where: { subjectId: caseId } })).toBe(0);
  });

  /** Opens a task of the case, as the effect does. */
  async function openTask(caseId: string, change: Partial<NewTask> = {}): Promise<string> {
    const id = randomUUID();
    const { policyVersionId } = await engine.store.get(caseId);
    const open = [{ code: 'paperToRead', clause: 'c', params: {} }];
    const task = {
      id,
      workflowId: `application/${caseId}`,
      kind: 'officerDecision',
      ordinal: 0,
      region: 'rizhao',
      institution: 'h',
      policyVersionId,
      majorPriority: null,
      minorPriority: null,
      open,
      barred: {},
    } as const;
    await engine.store.effect(caseId, `task:${id}:open`, () =>
      anEffect({}, opening({ ...task, warnAt: at, dueAt: at, ...change }), changeCase({ stage: 'awaitingOfficer' })),
    );
    return id;
  }
  const taskOf = (id: string) =>
    engine.prisma.task.findUniqueOrThrow({ where: { id }, include: { events: { orderBy: { id: 'asc' } } } });
  /** Kept in the task's row, and as an effect reads it there. */
  async function saidTo(taskId: string, by: Actor) {
    const said: SaidBy<'approved'> = { outcome: 'approved', reasons: [], answers: [], by };
    return { ...said, ...(await answered(engine, taskId, said)) };
  }

  const actionsOf = async (id: string) => (await taskOf(id)).events.map(({ action, actor }) => `${action} ${actor}`);

  it('a task in its queue, until an effect completes it and takes its answer', async () => {
    const { caseId } = await engine.receivedCase();
    const id = await openTask(caseId, { barred: { 'desk-1': 'entered' } });
    expect(await taskOf(id)).toMatchObject({
      subjectId: caseId,
      region: 'rizhao',
      candidate: 'handlingOfficer',
      queue: 'handlingOfficer/rizhao/-/-',
      state: 'ready',
      createdAt: at,
      barred: { 'desk-1': 'entered' },
    });

    await engine.prisma.task.update({ where: { id }, data: { state: 'claimed', assignee: 'officer-1' } });
    const said = await saidTo(id, { subject: 'officer-2', role: 'handlingOfficer', onBehalfOf: 'officer-1' });
    const answer = {
      id: outboxMessages.answerTask(id),
      kind: 'answerTask',
      subjectId: caseId,
      payload: {},
      notBefore: at,
    };
    await engine.prisma.outbox.create({ data: answer });
    await engine.store.effect(caseId, 'decide:0', () =>
      anEffect(approved, completeTask(said), takeFromOutbox(answer.id)),
    );
    expect(await taskOf(id)).toMatchObject({ state: 'completed', completedAt: at, answer: 'approved', version: 1 });
    expect(await actionsOf(id)).toEqual(['opened system', 'completed officer-2']);
    expect(await engine.prisma.outbox.count({ where: { id: answer.id } })).toBe(0);
  });

  it('a task from which whoever declared a conflict since is barred too, by the rules of its kind', async () => {
    const { caseId } = await engine.receivedCase();
    const declared = (staff: string, rule: string) => ({
      subjectId: caseId,
      staff,
      rule,
      declaredBy: staff,
      declaredAt: at,
    });
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
      await engine.store.effect(caseId, `task:${id}:${mark}`, () => anEffect({}, markTask(id, mark)));
    }
    expect(await taskOf(id)).toMatchObject({ warnedAt: at, breachedAt: at, escalatedAt: at, version: 0 });
    expect(await actionsOf(id)).toEqual(['opened system', 'warned system', 'breached system', 'escalated system']);
  });

  it('the end of all tasks that wait, and of none that is done', async () => {
    const { caseId } = await engine.receivedCase();
    const [done, waiting, held] = [await openTask(caseId), await openTask(caseId), await openTask(caseId)];
    await engine.prisma.task.update({ where: { id: held }, data: { state: 'claimed', assignee: 'officer-1' } });
    const said = await saidTo(done, { subject: 'officer-1', role: 'handlingOfficer' });
    await engine.store.effect(caseId, 'answer', () => anEffect({}, completeTask(said)));
    await engine.store.effect(caseId, 'end', () => anEffect({}, cancelTasksOfCase()));
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
    await engine.prisma.outbox.create({
      data: { id: outboxMessages.tell(messageId), kind: 'tell', subjectId: caseId, payload: {}, notBefore: at },
    });

    const records = [{ ...body.records[0], on: plainDate('2026-01-02'), source: 'hospital' }] as const;
    const letter = messageLetter(caseId, { id: messageId, kind: 'supplied' });
    await engine.store.effectOf(caseId, `supplied:${messageId}`, letter, (_, said) => {
      expect(said).toEqual({ id: messageId, kind: 'supplied', sentBy: 'a', body });
      return anEffect({}, hearMessage(messageId), keepRecords(records));
    });
    expect((await engine.store.get(caseId)).records).toEqual(records);
    expect(await engine.prisma.caseMessage.findUnique({ where: { id: messageId } })).toMatchObject({ state: 'taken' });
    // Temporal may still forget it: whoever sends it removes it once the workflow has answered.
    expect(await engine.prisma.outbox.count({ where: { id: outboxMessages.tell(messageId) } })).toBe(1);
  });

  it('facts, sealed beside verdict and trace', async () => {
    const { caseId } = await engine.receivedCase();
    const facts = { person: { known: true }, insurance: [], categories: [], records: [], recognised: [], papers: [] };
    const assessment = { ordinal: 0, verdict: { kind: 'handOver', open: [] }, trace: [], facts } as const;
    await engine.store.effect(caseId, 'assess:0', () => anEffect({}, keepAssessment(assessment)));
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
      await engine.store.effect(quiet.caseId, 'take:0', () => anEffect({}, changeCase({ stage: 'assessing' })));
      await engine.store.effect(handedOver.caseId, 'assess:0', () =>
        anEffect({}, changeCase({ stage: 'awaitingOfficer' })),
      );
      const last = once(listener, 'notification');
      await engine.store.effect(decided.caseId, 'decide:0', () => anEffect(approved, decideCase(approved)));
      await last;
      await expect.poll(() => heard).toEqual([handedOver.caseId, decided.caseId]);
    } finally {
      await listener.end();
    }
  });
});
