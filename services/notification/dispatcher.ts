import { Counter, type Registry } from 'prom-client';
import type { Logger } from '../../platform/log.ts';
import type { Attempt, DeliveryQueue, Outcome } from './delivery-queue.ts';
import type { Silence } from './silence.ts';

/** Hands one attempt to a provider under `reference`, the same for every attempt of a delivery. Never rejects. */
export type Carrier = (attempt: Attempt, reference: string) => Promise<Outcome>;

export interface Dispatcher {
  /** Something may be due. */
  wake(): void;
  /** Lets the attempts under way end. */
  stop(): Promise<void>;
}

interface DispatcherParts {
  queue: DeliveryQueue;
  silence: Silence;
  carriers: Readonly<Record<'sms' | 'email', Carrier>>;
  log: Logger;
  metrics: Registry;
  /** Attempts under way at most. */
  concurrency?: number;
  /** When nobody wakes it: retries that fall due, messages that another process accepted. */
  pollMs?: number;
}

/** Delivers beside the requests what they accepted. */
export function startDispatcher(parts: DispatcherParts): Dispatcher {
  const { queue, silence, carriers, log, metrics, concurrency = 20, pollMs = 1_000 } = parts;
  const underWay = new Set<Promise<void>>();
  const bell = createBell();
  const hourglass = createBell();
  const attempts = new Counter({
    name: 'notification_attempts_total',
    help: 'Attempts to deliver, by how they ended; uncertain: a provider may have taken it',
    labelNames: ['channel', 'outcome'],
    registers: [metrics],
  });
  const silent = new Counter({
    name: 'notification_silent_total',
    help: 'SMS that had to arrive and of which the gateway reported nothing in time',
    registers: [metrics],
  });
  const stopping = new AbortController();

  async function deliver(attempt: Attempt): Promise<void> {
    const { messageId, channel, number, lostBefore } = attempt;
    if (channel !== 'sms' && channel !== 'email') return;
    if (lostBefore) attempts.inc({ channel, outcome: 'uncertain' });
    const result = await carriers[channel](attempt, `${messageId}.${channel}`);
    attempts.inc({ channel, outcome: result.outcome });
    if (result.outcome !== 'sent') log.warn({ messageId, channel, number, ...result }, 'not delivered');
    await queue.record(attempt, result);
  }

  function begin(attempt: Attempt): void {
    const delivery = deliver(attempt)
      // Its lease runs out and it is tried again.
      .catch((error: unknown) => log.error({ err: error, messageId: attempt.messageId }, 'outcome not recorded'))
      .finally(() => {
        underWay.delete(delivery);
        bell.ring();
      });
    underWay.add(delivery);
  }

  async function claim(room: number): Promise<Attempt[]> {
    try {
      return room > 0 ? await queue.claim(room) : [];
    } catch (error) {
      log.error({ err: error }, 'cannot look for what is due');
      return [];
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      const claimed = await claim(concurrency - underWay.size);
      claimed.forEach(begin);
      if (claimed.length === 0) await bell.heard(pollMs);
    }
    await Promise.all(underWay);
  }

  /** Beside the deliveries, however many there are. */
  async function watchSilence(): Promise<void> {
    while (!stopping.signal.aborted) {
      const ended = await endSilence();
      silent.inc(ended.length);
      for (const messageId of ended) log.warn({ messageId }, 'the gateway reports nothing');
      if (ended.length > 0) bell.ring();
      else await hourglass.heard(pollMs);
    }
  }

  async function endSilence(): Promise<string[]> {
    try {
      return await silence.end(concurrency);
    } catch (error) {
      log.error({ err: error }, 'cannot look for what the gateway should have reported');
      return [];
    }
  }

  const running = Promise.all([loop(), watchSilence()]);
  return {
    wake: bell.ring,
    async stop() {
      stopping.abort();
      bell.ring();
      hourglass.ring();
      await running;
    },
  };
}

/** A ring while nobody listens is heard by the next who does. */
function createBell() {
  let rung = false;
  let wakeUp: (() => void) | undefined;
  return {
    ring(): void {
      rung = true;
      wakeUp?.();
    },
    async heard(timeoutMs: number): Promise<void> {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wakeUp = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      rung = false;
      wakeUp = undefined;
    },
  };
}
