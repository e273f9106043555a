import pg from 'pg';
import { answeredChannel } from '../../store/cases/announcements.ts';
import type { Logger } from '../../platform/log.ts';

/** Lets a call wait until a case is decided or waits for people, without a query until then. */
export interface AnswersAwaited {
  /**
   * Resolves when all of them are answered, the time is over, or the caller is gone. Register before starting the work.
   */
  until(caseIds: readonly string[], milliseconds: number, signal: AbortSignal): Promise<void>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

const reconnectAfter = 1_000;

/** One listening connection a process; an answer announces itself in the transaction that records it. */
export async function listenForAnswers(databaseUrl: string, log: Logger): Promise<AnswersAwaited> {
  const waiting = new Map<string, () => void>();
  let client: pg.Client | undefined;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString: databaseUrl, keepAlive: true });
    next.on('notification', ({ payload }) => waiting.get(payload ?? '')?.());
    next.on('error', (error) => reconnect(error));
    await next.connect();
    await next.query(`LISTEN ${answeredChannel}`);
    client = next;
  }

  /** Whoever waits meanwhile is answered when the time is over, with what the record says then. */
  function reconnect(error: unknown): void {
    client = undefined;
    if (closed) return;
    log.warn({ err: error }, 'lost the connection that announces answers');
    retry = setTimeout(() => void connect().catch(reconnect), reconnectAfter);
  }

  function answered(caseId: string): Promise<void> {
    return new Promise((resolve) => waiting.set(caseId, resolve));
  }

  async function until(caseIds: readonly string[], milliseconds: number, signal: AbortSignal): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const gaveUp = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([Promise.all(caseIds.map(answered)), gaveUp]);
    clearTimeout(timer);
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
