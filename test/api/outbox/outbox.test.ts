import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runOutboxLane } from '../../../api/outbox/lane.ts';
import { runOutbox } from '../../../api/temporal/outbox.ts';
import { systemClock } from '../../../platform/clock.ts';
import { PrismaClient } from '../../../generated/engine/client.ts';
import { connect, type Database } from '../../../platform/database.ts';
import { createLogger } from '../../../platform/log.ts';
import { registryEventMessage, roundSignedMessage } from '../../../store/outbox/message.ts';
import { createPrismaOutbox, type Outbox } from '../../../store/outbox/outbox.ts';
import { createDatabase } from '../../support/databases.ts';

const silent = createLogger('test', 'silent');

type Parts = Parameters<typeof runOutbox>[0];

it('goes on where neither a message gets through nor, the database being away, the note that it did not', async () => {
  const gone = vi.fn<() => Promise<void>>().mockRejectedValue(new Error('the database system is starting up'));
  const message = {
    id: 'tell:1',
    kind: 'tell',
    caseId: 'case',
    payload: { workflowId: 'application/case' },
    attempts: 1,
  };
  const due = [[message], [{ ...message, attempts: 2 }]];
  const stored = { takeDue: async () => due.shift() ?? [], noteFailure: gone };
  const tell = vi
    .fn<() => Promise<void>>()
    .mockRejectedValueOnce(new Error('unavailable'))
    .mockResolvedValue(undefined);
  const parts = {
    outbox: stored,
    tell,
    clock: systemClock,
    log: silent,
    reachTemporal: async () => {},
  };
  const outbox = runOutbox(parts as unknown as Parts);
  await vi.waitFor(() => expect(tell).toHaveBeenCalledTimes(2), 5_000);
  await outbox.stop();
  expect(gone).toHaveBeenCalledTimes(1);
});

describe('a lane', () => {
  let database: Database<PrismaClient>;
  let outbox: Outbox;
  const now = new Date('2026-03-02T01:00:00Z');
  const clock = { now: () => now };

  beforeAll(async () => {
    database = connect(PrismaClient, await createDatabase('engine'));
    outbox = createPrismaOutbox(database.prisma);
  });

  afterAll(() => database.close());

  it('takes messages of its own kinds, and waits neither for those of another nor for whom that cannot reach', async () => {
    const messages = [
      ...Array.from({ length: 60 }, (_, n) => registryEventMessage(`event-${n}`, `person-${n}`, now)),
      roundSignedMessage('rizhao/2026-03', now),
    ];
    expect(await outbox.putMissing(messages)).toBe(61);
    const registryEvent = vi.fn<() => Promise<void>>();
    const roundSigned = vi.fn<(payload: { roundId: string }) => Promise<void>>().mockResolvedValue();
    const unreached = () => Promise.reject(new Error('unavailable'));
    const dependencies = { outbox, clock, log: silent };
    const lanes = [
      runOutboxLane(
        { name: 'events', room: 2, senders: { registryEvent }, reach: unreached, pollMs: 1_000 },
        dependencies,
      ),
      runOutboxLane(
        { name: 'signatures', room: 2, senders: { roundSigned }, reach: async () => {}, pollMs: 1_000 },
        dependencies,
      ),
    ];
    await expect.poll(() => roundSigned.mock.calls).toEqual([[{ roundId: 'rizhao/2026-03' }]]);
    await Promise.all(lanes.map((lane) => lane.stop()));
    expect(registryEvent).not.toHaveBeenCalled();
    expect(await database.prisma.outbox.count({ where: { kind: 'registryEvent', attempts: 0 } })).toBe(60);
  });

  it('keeps a message from others for as long as it was taken for, twice as long each time', async () => {
    await database.prisma.outbox.deleteMany();
    await outbox.putMissing([roundSignedMessage('rizhao/2026-04', now)]);
    const takenAfter = (seconds: number) =>
      outbox.takeDue(['roundSigned'], 10, new Date(now.getTime() + seconds * 1_000));
    expect(await takenAfter(0)).toMatchObject([{ kind: 'roundSigned', attempts: 1 }]);
    expect(await takenAfter(1.999)).toEqual([]);
    expect(await takenAfter(2)).toMatchObject([{ attempts: 2 }]);
    expect(await takenAfter(5.999)).toEqual([]);
    expect(await takenAfter(6)).toMatchObject([{ attempts: 3 }]);
  });
});
