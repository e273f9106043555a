import pg from 'pg';
import { decidedChannel } from '../records/announcements.ts';
import type { Logger } from '../platform/log.ts';

/** Lets a call wait for the decision of a case, without a query until it is there. */
export interface DecisionsAwaited {
  /** Resolves when all of them are decided, the time is over, or the caller is gone. Register before starting the work. */
  until(caseIds: readonly string[], milliseconds: number, signal: AbortSignal): Promise<void>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

const reconnectAfter = 1_000;

/** One listening connection a process; the decision announces itself in the transaction that records it. */
export async function listenForDecisions(databaseUrl: string, log: Logger): Promise<DecisionsAwaited> {
  const waiting = new Map<string, () => void>();
  let client: pg.Client | undefined;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString: databaseUrl, keepAlive: true });
    next.on('notification', ({ payload }) => waiting.get(payload ?? '')?.());
    next.on('error', (error) => reconnect(error));
    await next.connect();
    await next.query(`LISTEN ${decidedChannel}`);
    client = next;
  }

  /** Whoever waits meanwhile is answered when the time is over, with what the record says then. */
  function reconnect(error: unknown): void {
    client = undefined;
    if (closed) return;
    log.warn({ err: error }, 'lost the connection that announces decisions');
    retry = setTimeout(() => connect().catch(reconnect), reconnectAfter);
  }

  function decided(caseId: string): Promise<void> {
    return new Promise((resolve) => waiting.set(caseId, resolve));
  }

  async function until(caseIds: readonly string[], milliseconds: number, signal: AbortSignal): Promise<void> {
    const over = AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);
    const gaveUp = new Promise((resolve) => over.addEventListener('abort', resolve, { once: true }));
    await Promise.race([Promise.all(caseIds.map(decided)), gaveUp]);
    for (const caseId of caseIds) waiting.delete(caseId);
  }

  await connect();
  return {
    until,
    ping: async () => {
      if (!client) throw new Error('not listening');
      await client.query('SELECT 1');
    },
    close: async () => {
      closed = true;
      clearTimeout(retry);
      await client?.end();
    },
  };
}
