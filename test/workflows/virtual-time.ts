import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { inject, vi } from 'vitest';
import { searchAttributeNames } from '../../workflows/ids.ts';
import type { Records } from './records.ts';

const { IndexedValueType } = proto.temporal.api.enums.v1;

export type Events = readonly proto.temporal.api.history.v1.IHistoryEvent[];

export async function startTimeSkippingServer(): Promise<TestWorkflowEnvironment> {
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: inject('testServerPath') } },
  });
  const { INDEXED_VALUE_TYPE_KEYWORD: keyword, INDEXED_VALUE_TYPE_DATETIME: datetime } = IndexedValueType;
  const searchAttributes = Object.fromEntries(
    searchAttributeNames.map((name) => [name, name === 'DueAt' ? datetime : keyword]),
  );
  await env.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes });
  return env;
}

export type VirtualTime = ReturnType<typeof createVirtualTime>;

/** The clock of the test server: it goes by itself, and skips what `passes` while nothing is under way. */
export function createVirtualTime(env: TestWorkflowEnvironment, client: Client, { prisma, faults }: Records) {
  let at = new Date();
  /** What may have a workflow task under way, beside the home visits. */
  const watched = new Set<string>();
  const over = new Set<string>();
  const released = new Set<string>();

  async function now(): Promise<Date> {
    at = new Date(await env.currentTimeMs());
    return at;
  }

  async function historyOf(workflowId: string): Promise<Events> {
    return (await client.workflow.getHandle(workflowId).fetchHistory()).events ?? [];
  }

  async function visits(): Promise<string[]> {
    return (await prisma.homeVisit.findMany({ select: { workflowId: true } })).map(({ workflowId }) => workflowId);
  }

  /** Only while no workflow task is under way may the clock be moved: tasks expire too. */
  async function atRest(): Promise<void> {
    await vi.waitUntil(async () => faults.down || (await isEverythingSent()), patiently);
    for (const workflowId of [...watched, ...(await visits())]) {
      if (over.has(workflowId)) continue;
      await vi.waitUntil(() => isAtRest(workflowId), patiently);
    }
  }

  async function isEverythingSent(): Promise<boolean> {
    // Nobody settles here: what the settlement service is to be told of a person stays.
    const where = { notBefore: { lte: await now() }, kind: { not: 'personFacts' } };
    return (await prisma.outbox.count({ where })) === 0;
  }

  async function isAtRest(workflowId: string): Promise<boolean> {
    // A visit has its row before it begins.
    const events = await historyOf(workflowId).catch(() => []);
    const scheduled = events.findLastIndex((event) => event.workflowTaskScheduledEventAttributes);
    const completed = events.findLastIndex((event) => event.workflowTaskCompletedEventAttributes);
    if (isOver(events)) over.add(workflowId);
    return over.has(workflowId) || completed > scheduled;
  }

  /** The test server leaves its clock locked by each child that closes after its parent; nobody but us unlocks it. */
  async function releaseClock(): Promise<void> {
    for (const workflowId of await visits()) {
      if (released.has(workflowId)) continue;
      const events = await historyOf(workflowId);
      if (!isOver(events)) continue;
      released.add(workflowId);
      const { parentWorkflowExecution } = events[0]!.workflowExecutionStartedEventAttributes!;
      const parent = await historyOf(parentWorkflowExecution!.workflowId!);
      const heardOf = parent.some((event) => event.childWorkflowExecutionCompletedEventAttributes);
      if (!heardOf) await env.connection.testService!.unlockTimeSkipping({});
    }
  }

  return {
    now,
    /** As of the last look. */
    clock: { now: () => at },
    watch(workflowId: string): void {
      over.delete(workflowId);
      watched.add(workflowId);
    },
    /** Lets time pass for everything on this server. */
    async passes(duration: Parameters<typeof env.sleep>[0]): Promise<void> {
      await atRest();
      await releaseClock();
      await env.sleep(duration);
      await atRest();
    },
  };
}

const patiently = { timeout: 15_000, interval: 10 };

function isOver(events: Events): boolean {
  const last = events.at(-1);
  return Boolean(last?.workflowExecutionCompletedEventAttributes ?? last?.workflowExecutionTerminatedEventAttributes);
}
