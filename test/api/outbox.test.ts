import { expect, it, vi } from 'vitest';
import { runOutbox } from '../../api/temporal/outbox.ts';
import { systemClock } from '../../platform/clock.ts';
import { createLogger } from '../../platform/log.ts';

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
  const prisma = { $queryRaw: async () => due.shift() ?? [], outbox: { updateMany: gone } };
  const tell = vi
    .fn<() => Promise<void>>()
    .mockRejectedValueOnce(new Error('unavailable'))
    .mockResolvedValue(undefined);
  const parts = {
    prisma,
    tell,
    clock: systemClock,
    log: createLogger('test', 'silent'),
    reachTemporal: async () => {},
  };
  const outbox = runOutbox(parts as unknown as Parts);
  await vi.waitFor(() => expect(tell).toHaveBeenCalledTimes(2), 5_000);
  await outbox.close();
  expect(gone).toHaveBeenCalledTimes(1);
});
