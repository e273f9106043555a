import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { applicationWorkflowId, batchRoundWorkflowId, registryEventsWorkflowId } from '../../workflows/ids.ts';
import {
  activitiesUnderWay,
  childrenIn,
  hasTaskUnderWay,
  heardOfEnd,
  isOver,
  millisecondsOf,
  pauseBefore,
  timersOf,
  type History,
} from './history.ts';
import type { ServiceName } from './services.ts';
import type { Outlook } from './virtual-time.ts';

/** Of gRPC. */
const notFound = 5;

interface Watched {
  readonly engine: Pool;
  readonly notification: Pool;
  readonly client: Client;
  /** Milliseconds from the server's time to the scenario's. */
  readonly shift: number;
  readonly now: () => Date;
  readonly isUp: (service: ServiceName) => boolean;
  /** Takes one lock from the server's clock. */
  readonly unlock: () => Promise<unknown>;
  /** Workflows that the scenario's clock has started. */
  readonly begun: () => readonly string[];
}

/** Sees what goes on in a town: workflows, the outbox, and messages on their way. */
export function createWatch({ engine, notification, client, shift, now, isUp, unlock, begun }: Watched) {
  const over = new Set<string>();
  /** Each child workflow with its parent. */
  const parents = new Map<string, string>();
  const attemptsSeen = new Map<string, number>();
  // As long as a service is down, trying again comes to nothing.
  const everythingIsUp = () => isUp('settlement') && isUp('notification');

  return async function look(): Promise<Outlook> {
    // What passes from the outbox to a workflow, or from a workflow to the outbox, is seen on one side of it.
    const before = await ofOutbox();
    const ids = (await workflowIds()).filter((id) => !over.has(id));
    const workflows = await Promise.all(ids.map(ofWorkflow));
    const after = await Promise.all([ofOutbox(), ...(isUp('notification') ? [ofDeliveries()] : [])]);
    const outlooks = [before, ...workflows, ...after];
    const due = outlooks.flatMap(({ nextAt }) => (nextAt ? [nextAt.getTime()] : []));
    return {
      inHand: outlooks.find(({ inHand }) => inHand !== undefined)?.inHand,
      nextAt: due.length > 0 ? new Date(Math.min(...due)) : undefined,
    };
  };

  async function workflowIds(): Promise<string[]> {
    const cases = await engine.query<{ id: string; opening: number }>('SELECT "id", "opening" FROM "ApplicationCase"');
    const rounds = await engine.query<{ id: string }>('SELECT "id" FROM "BatchRound"');
    const people = await engine.query<{ personId: string }>('SELECT DISTINCT "personId" FROM "RegistryEvent"');
    return [
      ...cases.rows.flatMap(({ id, opening }) =>
        Array.from({ length: opening + 1 }, (_, ordinal) => applicationWorkflowId(id, ordinal)),
      ),
      ...people.rows.map(({ personId }) => registryEventsWorkflowId(personId)),
      ...rounds.rows.map(({ id }) => batchRoundWorkflowId(id)),
      ...begun(),
      ...parents.keys(),
    ];
  }

  async function ofWorkflow(id: string): Promise<Outlook> {
    const events = await historyOf(id);
    // The outbox starts it.
    if (!events) return atRest;
    const unknown = childrenIn(events).filter((child) => !parents.has(child));
    for (const child of unknown) parents.set(child, id);
    if (unknown.length > 0) return { inHand: `what ${id} began`, nextAt: undefined };
    if (isOver(events)) {
      if (await outlivedItsParent(id)) await unlock();
      if (!runsAgain(id)) over.add(id);
      return atRest;
    }
    if (hasTaskUnderWay(events)) return { inHand: `a workflow task of ${id}`, nextAt: undefined };
    const due = [...timersOf(events), ...(activitiesUnderWay(events) > 0 ? await retriesOf(id, events) : [])].map(
      (instant) => instant + shift,
    );
    return comingDue(due, `what is due in ${id}`);
  }

  /** The server's clock stays locked by a child that closes after its parent. */
  async function outlivedItsParent(id: string): Promise<boolean> {
    const parent = parents.get(id);
    return parent !== undefined && !heardOfEnd((await historyOf(parent)) ?? [], id);
  }

  async function historyOf(id: string): Promise<History | undefined> {
    try {
      return (await client.workflow.getHandle(id).fetchHistory()).events ?? [];
    } catch (error) {
      if ((error as { code?: unknown }).code === notFound) return undefined;
      throw error;
    }
  }

  /**
   * When activities that failed are tried again; now for those under way. The server does not tell a pause from the
   * next attempt but by the start that it names: of the attempt before as long as the pause lasts.
   */
  async function retriesOf(id: string, events: History): Promise<number[]> {
    const { raw } = await client.workflow.getHandle(id).describe();
    const pending = raw.pendingActivities ?? [];
    // Over since its history was read, and the workflow hears of it.
    if (pending.length < activitiesUnderWay(events)) return [-Infinity];
    return pending.flatMap(({ activityId, attempt, lastStartedTime }) => {
      if (!attempt || attempt === 1 || !lastStartedTime) return [-Infinity];
      if (!everythingIsUp()) return [];
      const started = millisecondsOf(lastStartedTime);
      const pauseAfter = attemptsSeen.get(`${id} ${activityId} ${attempt}`) ?? started;
      attemptsSeen.set(`${id} ${activityId} ${attempt}`, pauseAfter);
      return [pauseAfter < started ? -Infinity : started + pauseBefore(attempt, events, activityId)];
    });
  }

  async function ofOutbox(): Promise<Outlook> {
    const { rows } = await engine.query<{ at: Date; sending: boolean }>(
      `SELECT "notBefore" AS at, "attempts" > 0 AND "lastError" IS NULL AS sending FROM "Outbox"`,
    );
    if (rows.some(({ sending }) => sending)) return { inHand: 'a message of the outbox', nextAt: undefined };
    return comingDue(
      rows.map(({ at }) => at.getTime()),
      'the outbox',
    );
  }

  async function ofDeliveries(): Promise<Outlook> {
    const { rows } = await notification.query<{ at: Date; sending: boolean }>(
      `SELECT "nextAttemptAt" AS at, EXISTS (
         SELECT FROM "Attempt" WHERE "Attempt"."messageId" = "Delivery"."messageId" AND "outcome" IS NULL) AS sending
       FROM "Delivery" WHERE "nextAttemptAt" IS NOT NULL`,
    );
    if (rows.some(({ sending }) => sending)) return { inHand: 'a message on its way', nextAt: undefined };
    return comingDue(
      rows.map(({ at }) => at.getTime()),
      'messages to be delivered',
    );
  }

  /** What is due already is about to happen. */
  function comingDue(instants: readonly number[], what: string): Outlook {
    if (instants.length === 0) return atRest;
    const next = Math.min(...instants);
    return next <= now().getTime()
      ? { inHand: what, nextAt: undefined }
      : { inHand: undefined, nextAt: new Date(next) };
  }
}

const atRest: Outlook = { inHand: undefined, nextAt: undefined };

/** Of a person's registry events there are several, one run after the other. */
function runsAgain(id: string): boolean {
  return id.startsWith(registryEventsWorkflowId(''));
}
