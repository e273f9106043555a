import { setTimeout as delay } from 'node:timers/promises';
import type { Caller } from '../../domain/access/access.ts';
import { tasksAreTakenBy } from '../../domain/access/grants.ts';
import { inboxKinds, type InboxKind } from '../../domain/inbox/kinds.ts';
import { taskKindNames } from '../../domain/tasks/kinds.ts';
import { Prisma } from '../../generated/engine/client.ts';
import type { EngineDatabase } from '../database.ts';
import type { TaskLimits } from '../../domain/tasks/limits.ts';
import type { Reader } from '../reads/reads.ts';
import { noRoom } from '../tasks/taking.ts';
import { claimBest, headsFor, type QueueHead, type TaskWish } from '../tasks/queue-heads.ts';
import { regionsInUse } from '../tasks/regions-in-use.ts';
import type { TaskDetails } from '../tasks/task-details.ts';
import { inboxOrder, type Asked, type InboxEntry, type Position } from './entries.ts';
import { waitingBallots } from './sources/ballots.ts';
import { assignedContacts, unassignedContacts } from './sources/contacts.ts';
import { waitingOpinions } from './sources/opinions.ts';
import { heldTasks, readyTasks } from './sources/tasks.ts';

export interface InboxWish extends TaskWish {
  readonly kind?: InboxKind | undefined;
}

/** The first of all that waits: a task that is the caller's from now on, or something else. */
export type Next = { readonly task: TaskDetails } | { readonly entry: InboxEntry };

interface Dependencies extends EngineDatabase {
  limits: TaskLimits;
}

/** How many at the head of a queue are looked at: few at first, and more where others lock all of these. */
const headLengths = [16, 64, 256];

/** What others lock, they claim within a statement's time; who still finds only that, finds nothing. */
const attempts = 50;
const pauseMs = 5;

export type InboxStore = ReturnType<typeof createInboxStore>;

/** All that waits for somebody, whatever it is, as one list: each sort gives its first, and only these are merged. */
export function createInboxStore({ prisma, run, limits }: Dependencies) {
  return {
    async list(wish: InboxWish, caller: Caller, limit: number, after: Position | undefined): Promise<InboxEntry[]> {
      const heads = await headsOf(wish, caller);
      const waiting = sourcesOf(wish, heads, { caller, region: wish.region, after, limit, inOrder: true });
      return waiting.length === 0 ? [] : run<InboxEntry>(first(waiting, limit));
    },

    /** How many there are of each kind, counted no further than `most`. */
    async count(wish: InboxWish, caller: Caller, most: number): Promise<Record<InboxKind, number>> {
      const heads = await headsOf(wish, caller);
      const waiting = sourcesOf(wish, heads, { caller, region: wish.region, limit: most, inOrder: false });
      // A limit around the whole, so that not every queue is gone through to the end.
      const counted = waiting.map(
        (source) => Prisma.sql`
          SELECT "kind", count(*)::int AS "count" FROM (SELECT * FROM (${source}) AS entry LIMIT ${most}) AS entry
          GROUP BY "kind"`,
      );
      const rows = await (waiting.length === 0
        ? []
        : run<{ kind: InboxKind; count: number }>(Prisma.join(counted, ' UNION ALL ')));
      const of = (kind: InboxKind) => rows.reduce((sum, row) => (row.kind === kind ? sum + row.count : sum), 0);
      return Object.fromEntries(inboxKinds.map((kind) => [kind, of(kind)])) as Record<InboxKind, number>;
    },

    /**
     * A task that waits in a queue is claimed by the same statement: of callers at the same time each gets another, and
     * nobody waits for anybody. What is the caller's anyway is only shown, and stays the first until it is done; tasks
     * that the caller has are not given again. Whoever may take no more tasks is given what else waits for them.
     * @param reader under whom it is put down what a task shows, by the statement that claims it
     * @returns `inactive` where the staff register says that the caller works here no more
     * @throws DomainError LIMIT_REACHED
     */
    async next(wish: InboxWish, caller: Caller, now: Date, reader: Reader): Promise<Next | 'inactive' | undefined> {
      const heads = await headsOf(wish, caller);
      const others = othersOf(wish, { caller, region: wish.region, limit: 1, inOrder: true });
      const rival = others.length === 0 ? undefined : first(others, 1);
      if (heads.length === 0) return rival && entryOrNothing((await run<InboxEntry>(rival))[0]);
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const length = headLengths[attempt] ?? headLengths.at(-1)!;
        const claim = { heads, length, caller, now, rival, limits, reader };
        const { seen, inactive, task, rival: other, full } = await claimBest<Stated>(run, claim);
        if (inactive) return 'inactive';
        if (task) return { task };
        if (seen === 0 && full && !other) throw noRoom(full, limits, { subject: caller.subject, isCaller: true }, now);
        if (seen === 0) return entryOrNothing(other && read(other));
        await delay(pauseMs);
      }
      return undefined;
    },
  };

  /** The places where the caller's tasks wait. */
  async function headsOf(wish: InboxWish, caller: Caller): Promise<QueueHead[]> {
    if (!isOfKind(wish, 'task') || !caller.roles.some(tasksAreTakenBy)) return [];
    const regions = caller.regions === '*' ? await regionsInUse(prisma) : caller.regions;
    return headsFor(wish, caller, regions);
  }
}

function sourcesOf(wish: InboxWish, heads: readonly QueueHead[], asked: Asked): Prisma.Sql[] {
  const kinds = wish.taskKind === undefined ? taskKindNames : [wish.taskKind];
  const takesTasks = isOfKind(wish, 'task') && asked.caller.roles.some(tasksAreTakenBy);
  const tasks = takesTasks ? [heldTasks(asked, kinds), readyTasks(asked, heads)] : [];
  return [...tasks.filter((source) => source !== undefined), ...othersOf(wish, asked)];
}

function othersOf(wish: InboxWish, asked: Asked): Prisma.Sql[] {
  if (wish.taskKind !== undefined) return [];
  const sources = [
    isOfKind(wish, 'ballot') && waitingBallots(asked),
    isOfKind(wish, 'opinion') && waitingOpinions(asked),
    isOfKind(wish, 'contact') && assignedContacts(asked),
    isOfKind(wish, 'contact') && unassignedContacts(asked),
  ];
  return sources.filter((source) => source !== undefined && source !== false);
}

function isOfKind({ kind, taskKind }: InboxWish, one: InboxKind): boolean {
  return (kind === undefined || kind === one) && (taskKind === undefined || one === 'task');
}

function first(waiting: readonly Prisma.Sql[], limit: number): Prisma.Sql {
  const merged = Prisma.join(
    waiting.map((source) => Prisma.sql`(${source})`),
    ' UNION ALL ',
  );
  return Prisma.sql`
    SELECT entry.*, subject."kind" AS "subjectKind"
    FROM (SELECT * FROM (${merged}) AS entry ORDER BY ${inboxOrder} LIMIT ${limit}) AS entry
      JOIN "Subject" AS subject ON subject."id" = entry."subjectId" ORDER BY ${inboxOrder}`;
}

/** An entry as JSON has it. */
type Stated = Omit<InboxEntry, 'standsAt' | 'dueAt'> & { readonly standsAt: string; readonly dueAt: string | null };

function read({ standsAt, dueAt, ...entry }: Stated): InboxEntry {
  return { ...entry, standsAt: new Date(standsAt), dueAt: dueAt === null ? null : new Date(dueAt) };
}

function entryOrNothing(entry: InboxEntry | null | undefined): Next | undefined {
  return entry ? { entry } : undefined;
}
