import { isDomainError } from '../../domain/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import { runLane, type LaneRunner } from '../../platform/lease-runner.ts';
import type { Logger } from '../../platform/log.ts';
import type { OutboxKind, OutboxPayloads } from '../../store/outbox/message.ts';
import type { LeasedMessage, Outbox } from '../../store/outbox/outbox.ts';

/** Sends a message of each kind; rejects where it was not taken. */
export type Senders<Kind extends OutboxKind = OutboxKind> = {
  readonly [K in Kind]: (payload: OutboxPayloads[K]) => Promise<unknown>;
};

interface OutboxLane<Kind extends OutboxKind> {
  readonly name: string;
  readonly room: number;
  /** The lane takes messages of these kinds alone. */
  readonly senders: Senders<Kind>;
  /** Rejects while whom it sends to does not answer this process. */
  readonly reach: () => Promise<void>;
  /** Milliseconds from one look for what has come due to the next. */
  readonly pollMs: number;
}

interface Dependencies {
  readonly outbox: Pick<Outbox, 'takeDue' | 'noteFailure'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Sends what the calls that wrote it could not. A message goes when whoever it is for has said that they acted on it,
 * not when it was sent, so nothing is lost between.
 */
export function runOutboxLane<Kind extends OutboxKind>(
  { name, room, senders, reach, pollMs }: OutboxLane<Kind>,
  { outbox, clock, log }: Dependencies,
): LaneRunner {
  const kinds = Object.keys(senders) as Kind[];

  async function send({ kind, payload }: LeasedMessage): Promise<void> {
    await senders[kind as Kind](payload as never);
  }

  async function failed({ id, attempts }: LeasedMessage, error: unknown): Promise<void> {
    // A refusal is an answer too: whoever said it has been told, and the message is gone.
    if (isDomainError(error) && error.kind !== 'unavailable') return;
    log.warn({ err: error, message: id, attempts }, 'outbox message not taken');
    await outbox.noteFailure(id, (error as Error).name);
  }

  return runLane(
    { name, room, reach, pollMs, take: (limit) => outbox.takeDue(kinds, limit, clock.now()), carry: send, failed },
    log,
  );
}
