import type { PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';
import { outboxMessages } from '../../store/outbox/outbox-messages.ts';
import type { CaseMessage, TaskAnswer } from '../../workflows/messages.ts';
import { isDomainError } from '../../domain/errors.ts';
import type { TellCase } from '../cases/tell.ts';
import type { StartRegistryEvents } from './registry-events-starter.ts';
import type { RoundStarter, RoundToStart } from './round-starter.ts';
import { noLongerSent, type AnswerTask } from '../tasks/answers.ts';
import type { StartApplication } from './workflow-starter.ts';

interface Dependencies {
  prisma: PrismaClient;
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

interface AnswerMessage {
  workflowId: string;
  updateId: string;
  message: TaskAnswer;
}

interface Message {
  id: string;
  kind: string;
  payload: unknown;
  attempts: number;
}

/** Under way at one time, so that none waits for long behind others. */
const messagesAtOnce = 50;

/**
 * Sends what the call that wrote it could not. A row goes when the workflow has said that it acted on it, not when it
 * was sent, so nothing is lost between; whoever takes a row pushes it into the future, so several processes may poll.
 */
export function runOutbox({
  prisma,
  clock,
  log,
  start,
  answer,
  tell,
  startRegistryEvents,
  rounds,
  lookEveryMs,
  reachTemporal,
}: Dependencies) {
  let stopped = false;
  let wake = () => {};
  const underWay = new Set<Promise<void>>();
  const running = loop();

  /** As long as all that there is room for is due, the next are taken when half of those before have been answered. */
  async function loop(): Promise<void> {
    while (!stopped) {
      const room = messagesAtOnce - underWay.size;
      const due = await takeDue(room).catch(notReached);
      for (const message of due) {
        const sending: Promise<void> = send(message).finally(() => underWay.delete(sending));
        underWay.add(sending);
      }
      if (due.length < room) await pause();
      while (underWay.size > messagesAtOnce / 2) await Promise.race(underWay);
    }
    await Promise.all(underWay);
  }

  function notReached(error: unknown): Message[] {
    log.warn({ err: error }, 'outbox not reached');
    return [];
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, lookEveryMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function takeDue(limit: number): Promise<Message[]> {
    // Whoever cannot send leaves the rows to a process that can.
    await reachTemporal();
    const now = clock.now();
    // Each attempt waits twice as long as the one before, a minute at most.
    return prisma.$queryRaw<Message[]>`
      UPDATE "Outbox" SET "attempts" = "attempts" + 1,
        "notBefore" = ${now}::timestamptz + make_interval(secs => LEAST(60, 2 ^ LEAST("attempts" + 1, 6)))
      WHERE "id" IN (
        SELECT "id" FROM "Outbox" WHERE "notBefore" <= ${now} ORDER BY "notBefore" LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING "id", "kind", "payload", "attempts"`;
  }

  const senders: Readonly<Record<string, (payload: never) => Promise<unknown>>> = {
    start,
    async answerTask({ workflowId, updateId, message }: AnswerMessage) {
      const taken = await answer(workflowId, updateId, message);
      if (taken) await prisma.$executeRaw(noLongerSent(message.taskId, updateId));
    },
    tell: ({ workflowId, message }: { workflowId: string; message: CaseMessage }) => tell(workflowId, message),
    registryEvent: ({ personId }: { personId: string }) => startRegistryEvents(personId),
    // Temporal has these once it has answered; the coordinator writes down nothing of either.
    startRound: (round: RoundToStart) => rounds.start(round).then(() => over(outboxMessages.startRound(round.roundId))),
    roundSigned: ({ roundId }: { roundId: string }) =>
      rounds.signed(roundId).then(() => over(outboxMessages.roundSigned(roundId))),
  };

  async function over(id: string): Promise<void> {
    await prisma.outbox.deleteMany({ where: { id } });
  }

  async function send({ id, kind, payload, attempts }: Message): Promise<void> {
    try {
      await senders[kind]!(payload as never);
    } catch (error) {
      // A refusal is an answer too: whoever sent it has been told, and the row is gone.
      if (isDomainError(error)) return;
      log.warn({ err: error, message: id, attempts }, 'outbox message not taken');
      const lastError = (error as Error).name;
      // Whether that can be written down or not, the row comes up again.
      await prisma.outbox.updateMany({ where: { id }, data: { lastError } }).catch(() => undefined);
    }
  }

  return {
    async close(): Promise<void> {
      stopped = true;
      wake();
      await running;
    },
  };
}
