import { isGrpcServiceError, type Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { Pool } from 'pg';
import { applicationWorkflowId, registryEventsWorkflowId } from '../../workflows/ids.ts';
import type { ServiceName } from './town.ts';
import type { Outlook } from './virtual-time.ts';

/** Of gRPC. */
const notFound = 5;

type History = readonly proto.temporal.api.history.v1.IHistoryEvent[];
type Timestamp = proto.google.protobuf.ITimestamp;
type RetryPolicy = proto.temporal.api.common.v1.IRetryPolicy;

interface Watched {
  readonly engine: Pool;
  readonly notification: Pool;
  readonly client: Client;
  /** Milliseconds from the server's time to the scenario's. */
  readonly shift: number;
  readonly now: () => Date;
  readonly isUp: (service: ServiceName) => boolean;
  /** Workflows that the scenario's clock has started. */
  readonly begun: () => readonly string[];
}

/** Sees what goes on in a town: workflows, the outbox, and messages on their way. */
export function createWatch({ engine, notification, client, shift, now, isUp, begun }: Watched) {
  const over = new Set<string>();
  const children = new Set<string>();
  const attemptsSeen = new Map<string, number>();
  // As long as a service is down, trying again comes to nothing.
  const everythingIsUp = () => isUp('settlement') && isUp('notification');

  return async function look(): Promise<Outlook> {
    const ids = (await workflowIds()).filter((id) => !over.has(id));
    const outlooks = await Promise.all([...ids.map(ofWorkflow), ofOutbox(), ...(isUp('notification') ? [ofDeliveries()] : [])]);
    const due = outlooks.flatMap(({ nextAt }) => (nextAt ? [nextAt.getTime()] : []));
    return {
      inHand: outlooks.find(({ inHand }) => inHand !== undefined)?.inHand,
      nextAt: due.length > 0 ? new Date(Math.min(...due)) : undefined,
    };
  };

  async function workflowIds(): Promise<string[]> {
    const cases = await engine.query<{ id: string; opening: number }>('SELECT "id", "opening" FROM "ApplicationCase"');
    const people = await engine.query<{ personId: string }>('SELECT DISTINCT "personId" FROM "RegistryEvent"');
    return [
      ...cases.rows.flatMap(({ id, opening }) => Array.from({ length: opening + 1 }, (_, ordinal) => applicationWorkflowId(id, ordinal))),
      ...people.rows.map(({ personId }) => registryEventsWorkflowId(personId)),
      ...begun(),
      ...children,
    ];
  }

  async function ofWorkflow(id: string): Promise<Outlook> {
    const events = await historyOf(id);
    // The outbox starts it.
    if (!events) return atRest;
    const unknown = childrenIn(events).filter((child) => !children.has(child));
    for (const child of unknown) children.add(child);
    if (unknown.length > 0) return { inHand: `what ${id} began`, nextAt: undefined };
    if (isOver(events)) {
      if (!runsAgain(id)) over.add(id);
      return atRest;
    }
    if (hasTaskUnderWay(events)) return { inHand: `a workflow task of ${id}`, nextAt: undefined };
    const due = [...timersOf(events), ...(hasActivity(events) ? await retriesOf(id, events) : [])].map((instant) => instant + shift);
    return comingDue(due, `what is due in ${id}`);
  }

  async function historyOf(id: string): Promise<History | undefined> {
    try {
      return (await client.workflow.getHandle(id).fetchHistory()).events ?? [];
    } catch (error) {
      if (isGrpcServiceError(error) && error.code === notFound) return undefined;
      throw error;
    }
  }

  /**
   * When activities that failed are tried again; now for those under way. The server does not tell a pause from the next
   * attempt but by the start that it names: of the attempt before as long as the pause lasts.
   */
  async function retriesOf(id: string, events: History): Promise<number[]> {
    const { raw } = await client.workflow.getHandle(id).describe();
    return (raw.pendingActivities ?? []).flatMap(({ activityId, attempt, lastStartedTime }) => {
      if (!attempt || attempt === 1 || !lastStartedTime) return [-Infinity];
      if (!everythingIsUp()) return [];
      const started = millisecondsOf(lastStartedTime);
      const pauseAfter = attemptsSeen.get(`${id} ${activityId} ${attempt}`) ?? started;
      attemptsSeen.set(`${id} ${activityId} ${attempt}`, pauseAfter);
      return [pauseAfter < started ? -Infinity : started + pauseBefore(attempt, retryPolicyOf(events, activityId))];
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

function childrenIn(events: History): string[] {
  return events.flatMap(({ startChildWorkflowExecutionInitiatedEventAttributes: child }) => child?.workflowId ?? []);
}

function runsAgain(id: string): boolean {
  return id.startsWith(registryEventsWorkflowId(''));
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

function retryPolicyOf(events: History, activityId: string | null | undefined) {
  const scheduled = events.find(({ activityTaskScheduledEventAttributes: activity }) => activity?.activityId === activityId);
  return scheduled?.activityTaskScheduledEventAttributes?.retryPolicy ?? {};
}

function pauseBefore(attempt: number, { initialInterval, backoffCoefficient, maximumInterval }: RetryPolicy): number {
  const grown = millisecondsOf(initialInterval!) * (backoffCoefficient || 2) ** (attempt - 2);
  return maximumInterval ? Math.min(grown, millisecondsOf(maximumInterval)) : grown;
}

function millisecondsOf({ seconds, nanos }: Timestamp): number {
  return Number(seconds ?? 0) * 1_000 + (nanos ?? 0) / 1_000_000;
}
