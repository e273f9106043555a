import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { Pool } from 'pg';
import { applicationWorkflowId } from '../../workflows/ids.ts';
import type { Outlook } from './virtual-time.ts';

type History = readonly proto.temporal.api.history.v1.IHistoryEvent[];
type Timestamp = proto.google.protobuf.ITimestamp;

const { PendingActivityState } = proto.temporal.api.enums.v1;

interface Watched {
  readonly engine: Pool;
  readonly notification: Pool;
  readonly client: Client;
  /** Milliseconds from the server's time to the scenario's. */
  readonly shift: number;
  readonly now: () => Date;
  /** Messages do not leave a service that is down. */
  readonly delivers: () => boolean;
}

/** Sees what goes on in a town: workflows, the outbox, and messages on their way. */
export function createWatch({ engine, notification, client, shift, now, delivers }: Watched) {
  const over = new Set<string>();

  return async function look(): Promise<Outlook> {
    const ids = (await workflowIds()).filter((id) => !over.has(id));
    const outlooks = await Promise.all([...ids.map(ofWorkflow), ofOutbox(), ...(delivers() ? [ofDeliveries()] : [])]);
    const due = outlooks.flatMap(({ nextAt }) => (nextAt ? [nextAt.getTime()] : []));
    return {
      inHand: outlooks.find(({ inHand }) => inHand !== undefined)?.inHand,
      nextAt: due.length > 0 ? new Date(Math.min(...due)) : undefined,
    };
  };

  async function workflowIds(): Promise<string[]> {
    const cases = await engine.query<{ id: string; opening: number }>('SELECT "id", "opening" FROM "ApplicationCase"');
    const visits = await engine.query<{ workflowId: string }>('SELECT "workflowId" FROM "HomeVisit"');
    return [
      ...cases.rows.flatMap(({ id, opening }) => Array.from({ length: opening + 1 }, (_, ordinal) => applicationWorkflowId(id, ordinal))),
      ...visits.rows.map(({ workflowId }) => workflowId),
    ];
  }

  async function ofWorkflow(id: string): Promise<Outlook> {
    const events = await historyOf(id);
    // The outbox starts it.
    if (!events) return atRest;
    if (isOver(events)) {
      over.add(id);
      return atRest;
    }
    if (hasTaskUnderWay(events)) return { inHand: `a workflow task of ${id}`, nextAt: undefined };
    const due = [...timersOf(events), ...(hasActivity(events) ? await retriesOf(id) : [])].map((instant) => instant + shift);
    return comingDue(due, `what is due in ${id}`);
  }

  async function historyOf(id: string): Promise<History | undefined> {
    try {
      return (await client.workflow.getHandle(id).fetchHistory()).events ?? [];
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }

  /** When activities that failed are tried again; now for those under way. */
  async function retriesOf(id: string): Promise<number[]> {
    const { raw } = await client.workflow.getHandle(id).describe();
    return (raw.pendingActivities ?? []).map(({ state, scheduledTime }) => {
      const waits = state === PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED && scheduledTime;
      return waits ? millisecondsOf(scheduledTime) : -Infinity;
    });
  }

  async function ofOutbox(): Promise<Outlook> {
    const { rows } = await engine.query<{ at: Date; sending: boolean }>(
      `SELECT "notBefore" AS at, "attempts" > 0 AND "lastError" IS NULL AS sending FROM "Outbox"`,
    );
    if (rows.some(({ sending }) => sending)) return { inHand: 'a message of the outbox', nextAt: undefined };
    return comingDue(rows.map(({ at }) => at.getTime()), 'the outbox');
  }

  async function ofDeliveries(): Promise<Outlook> {
    const { rows } = await notification.query<{ at: Date; sending: boolean }>(
      `SELECT "nextAttemptAt" AS at, EXISTS (
         SELECT FROM "Attempt" WHERE "Attempt"."messageId" = "Delivery"."messageId" AND "outcome" IS NULL) AS sending
       FROM "Delivery" WHERE "nextAttemptAt" IS NOT NULL`,
    );
    if (rows.some(({ sending }) => sending)) return { inHand: 'a message on its way', nextAt: undefined };
    return comingDue(rows.map(({ at }) => at.getTime()), 'messages to be delivered');
  }

  /** What is due already is about to happen. */
  function comingDue(instants: readonly number[], what: string): Outlook {
    if (instants.length === 0) return atRest;
    const next = Math.min(...instants);
    return next <= now().getTime() ? { inHand: what, nextAt: undefined } : { inHand: undefined, nextAt: new Date(next) };
  }
}

const atRest: Outlook = { inHand: undefined, nextAt: undefined };

function isOver(events: History): boolean {
  const last = events.at(-1);
  return Boolean(
    last?.workflowExecutionCompletedEventAttributes ??
      last?.workflowExecutionFailedEventAttributes ??
      last?.workflowExecutionTerminatedEventAttributes ??
      last?.workflowExecutionCanceledEventAttributes ??
      last?.workflowExecutionContinuedAsNewEventAttributes,
  );
}

function hasTaskUnderWay(events: History): boolean {
  const scheduled = events.findLastIndex((event) => event.workflowTaskScheduledEventAttributes);
  const completed = events.findLastIndex((event) => event.workflowTaskCompletedEventAttributes);
  return completed <= scheduled;
}

function hasActivity(events: History): boolean {
  const ended = events.filter(
    (event) => event.activityTaskCompletedEventAttributes ?? event.activityTaskFailedEventAttributes ?? event.activityTaskCanceledEventAttributes,
  );
  return events.filter((event) => event.activityTaskScheduledEventAttributes).length > ended.length;
}

/** When the timers that are set fire, in the server's time. */
function timersOf(events: History): number[] {
  const timers = new Map<string, number>();
  for (const { eventTime, timerStartedEventAttributes: started, timerFiredEventAttributes: fired, timerCanceledEventAttributes: cancelled } of events) {
    if (started) timers.set(started.timerId!, millisecondsOf(eventTime!) + millisecondsOf(started.startToFireTimeout!));
    const ended = fired ?? cancelled;
    if (ended) timers.delete(ended.timerId!);
  }
  return [...timers.values()];
}

function millisecondsOf({ seconds, nanos }: Timestamp): number {
  return Number(seconds ?? 0) * 1_000 + (nanos ?? 0) / 1_000_000;
}
