import { Counter, type Registry } from 'prom-client';
import { runLane, type LaneRunner } from '../../platform/lease-runner.ts';
import type { Logger } from '../../platform/log.ts';
import type { Attempt, DeliveryQueue, Outcome } from './delivery-queue.ts';
import type { Silence } from './silence.ts';

/** Hands one attempt to a provider under `reference`, the same for every attempt of a delivery. Never rejects. */
export type Carrier = (attempt: Attempt, reference: string) => Promise<Outcome>;

interface DispatcherParts {
  queue: DeliveryQueue;
  silence: Silence;
  carriers: Readonly<Record<'sms' | 'email', Carrier>>;
  log: Logger;
  metrics: Registry;
  /** Attempts under way at most. */
  concurrency?: number;
  pollMs?: number;
}

/** Delivers beside the requests what they accepted; and beside the deliveries, however many, ends silences. */
export function startDispatcher(parts: DispatcherParts): LaneRunner {
  const { silence, log, concurrency: room = 20, pollMs = 1_000 } = parts;
  const { attempts, silent } = countersIn(parts.metrics);

  const deliveries = runLane<Attempt>(
    {
      name: 'messages to be delivered',
      room,
      pollMs,
      take: parts.queue.claim,
      carry: deliver,
      failed: ({ messageId }, error) => log.error({ err: error, messageId }, 'outcome not recorded'),
    },
    log,
  );

  // A silence is over when it is taken: what follows from it has been written with it.
  const silences = runLane<string>(
    {
      name: 'silences of the gateway',
      room,
      pollMs,
      take: silence.end,
      async carry(messageId) {
        silent.inc();
        log.warn({ messageId }, 'the gateway reports nothing');
        deliveries.wake();
      },
      failed: (messageId, error) => log.error({ err: error, messageId }, 'silence not told'),
    },
    log,
  );

  async function deliver(attempt: Attempt): Promise<void> {
    const { messageId, channel, number, lostBefore } = attempt;
    if (channel !== 'sms' && channel !== 'email') return;
    if (lostBefore) attempts.inc({ channel, outcome: 'uncertain' });
    const result = await parts.carriers[channel](attempt, `${messageId}.${channel}`);
    attempts.inc({ channel, outcome: result.outcome });
    if (result.outcome !== 'sent') log.warn({ messageId, channel, number, ...result }, 'not delivered');
    await parts.queue.record(attempt, result);
    // What waited for this channel to fail may be due.
    if (result.outcome !== 'sent') deliveries.wake();
  }

  return {
    wake: deliveries.wake,
    async stop() {
      await Promise.all([deliveries.stop(), silences.stop()]);
    },
  };
}

function countersIn(metrics: Registry) {
  const registers = [metrics];
  return {
    attempts: new Counter({
      name: 'notification_attempts_total',
      help: 'Attempts to deliver, by how they ended; uncertain: a provider may have taken it',
      labelNames: ['channel', 'outcome'],
      registers,
    }),
    silent: new Counter({
      name: 'notification_silent_total',
      help: 'SMS that had to arrive and of which the gateway reported nothing in time',
      registers,
    }),
  };
}
