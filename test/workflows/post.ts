import type { Client } from '@temporalio/client';
import { createTeller } from '../../api/cases/tell.ts';
import { createAnswerer } from '../../api/tasks/answers.ts';
import { runOutbox } from '../../api/temporal/outbox.ts';
import { createRegistryEventsStarter } from '../../api/temporal/registry-events-starter.ts';
import { createRoundStarter, type RoundToStart } from '../../api/temporal/round-starter.ts';
import { createUpdateSender } from '../../api/temporal/updates.ts';
import { createStarter } from '../../api/temporal/workflow-starter.ts';
import { createCaseMessages } from '../../store/cases/case-messages.ts';
import { createPrismaOutbox } from '../../store/outbox/outbox.ts';
import { refuseAnswer } from '../../store/tasks/task-answers.ts';
import { applicationWorkflowId, batchRoundWorkflowId } from '../../workflows/ids.ts';
import type { ApplicationStart } from '../../workflows/messages.ts';
import { log } from './office-parts.ts';
import type { Records } from './records.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Sends what the record holds for Temporal, by the office's clock. */
export function openPost(client: Client, { database: { prisma } }: Records, { now, clock, watch }: VirtualTime) {
  const send = createUpdateSender({ client: () => client, log });
  const startCase = createStarter(() => client);
  const rounds = createRoundStarter(() => client);

  async function start(input: ApplicationStart): Promise<void> {
    await startCase(input);
    watch(applicationWorkflowId(input.caseId, input.opening));
  }

  async function startRound(round: RoundToStart): Promise<void> {
    await rounds.start(round);
    watch(batchRoundWorkflowId(round.roundId));
  }

  const kept = createPrismaOutbox(prisma);
  const outbox = runOutbox({
    outbox: kept,
    clock,
    log,
    start,
    answer: createAnswerer({
      send,
      outbox: kept,
      refuse: (answer, because) => refuseAnswer(prisma, answer, because),
    }),
    tell: createTeller({ send, messages: createCaseMessages(prisma), outbox: kept }),
    startRegistryEvents: createRegistryEventsStarter(() => client),
    rounds: { ...rounds, start: startRound },
    lookEveryMs: 40,
    reachTemporal: async () => void (await now()),
  });
  return { start, close: outbox.stop };
}
