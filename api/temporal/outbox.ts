import type { Clock } from '../../platform/clock.ts';
import type { LaneRunner } from '../../platform/lease-runner.ts';
import type { Logger } from '../../platform/log.ts';
import type { OutboxKind } from '../../store/outbox/message.ts';
import type { Outbox } from '../../store/outbox/outbox.ts';
import { outboxMessages } from '../../store/outbox/outbox-messages.ts';
import type { TellCase } from '../cases/tell.ts';
import { runOutboxLane, type Senders } from '../outbox/lane.ts';
import type { AnswerTask } from '../tasks/answers.ts';
import type { StartRegistryEvents } from './registry-events-starter.ts';
import type { RoundStarter } from './round-starter.ts';
import type { StartApplication } from './workflow-starter.ts';

interface Dependencies {
  outbox: Outbox;
  clock: Clock;
  log: Logger;
  start: StartApplication;
  answer: AnswerTask;
  tell: TellCase;
  startRegistryEvents: StartRegistryEvents;
  rounds: RoundStarter;
  /** Milliseconds from one look for what has come due to the next. */
  lookEveryMs: number;
  /** Rejects while Temporal does not answer this process. */
  reachTemporal: () => Promise<void>;
}

/** Under way at one time, so that none waits for long behind others. */
const messagesAtOnce = 50;

/** The lane of the outbox to Temporal. */
export function runOutbox({ outbox, clock, log, lookEveryMs, reachTemporal, ...to }: Dependencies): LaneRunner {
  const senders: Senders<Exclude<OutboxKind, 'personFacts'>> = {
    // The first effect of the run takes the message away; an event's goes when it has been dealt with.
    start: (input) => to.start(input),
    registryEvent: ({ personId }) => to.startRegistryEvents(personId),
    async answerTask({ workflowId, message }) {
      if (await to.answer(workflowId, message)) await outbox.removeAnswer(message);
    },
    tell: ({ workflowId, message }) => to.tell(workflowId, message),
    // Temporal has these once it has answered; the coordinator writes down nothing of either.
    async startRound(round) {
      await to.rounds.start(round);
      await outbox.remove(outboxMessages.startRound(round.roundId));
    },
    async roundSigned({ roundId }) {
      await to.rounds.signed(roundId);
      await outbox.remove(outboxMessages.roundSigned(roundId));
    },
  };
  return runOutboxLane(
    { name: 'messages to Temporal', room: messagesAtOnce, pollMs: lookEveryMs, senders, reach: reachTemporal },
    { outbox, clock, log },
  );
}
