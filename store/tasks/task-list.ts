import { reaches, type Caller, type Reach } from '../../domain/access/access.ts';
import { taskKindNames, taskKinds } from '../../domain/tasks/kinds.ts';
import { standsAsInQueue, statesIn, type TaskFilter } from '../../domain/tasks/task-filter.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import { heldBy } from './held-by.ts';
import { regionsInUse } from './regions-in-use.ts';
import type { TaskOnSubject } from './task-details.ts';

/** A stretch of the table that an index holds together: what a caller sees is a few of them. */
interface Stretch {
  readonly region: string;
  readonly kind: string;
  /** Null = of every institution. */
  readonly institution: string | null;
}

/** Sort values of the row after which a page goes on. */
export type After =
  | { readonly queue: readonly [major: number, minor: number, dueAt: Date, id: string] }
  | { readonly due: readonly [dueAt: Date, id: string] };

export type TaskList = ReturnType<typeof createTaskList>;

interface Wanted {
  readonly filter: TaskFilter;
  readonly caller: Caller;
  readonly further: readonly Prisma.Sql[];
  readonly columns: Prisma.Sql;
  readonly end: Prisma.Sql;
}

const byQueue = Prisma.sql`task."majorPriority", task."minorPriority", task."dueAt", task."id"`;
const byDue = Prisma.sql`task."dueAt", task."id"`;

/**
 * The list of tasks as SQL. An `OR` over roles, regions and institutions would sort all that matches before it shows
 * fifty; so each stretch gives its first rows from its index, in order, and only these are merged.
 */
export function createTaskList({ prisma, clock }: { prisma: PrismaClient; clock: Clock }) {
  return {
    async rows(filter: TaskFilter, caller: Caller, limit: number, after: After | undefined): Promise<TaskOnSubject[]> {
      const order = standsAsInQueue(filter) ? byQueue : byDue;
      const further = after ? [beyond(after)] : [];
      const end = Prisma.sql`ORDER BY ${order} LIMIT ${limit}`;
      const source = await taskSource({ filter, caller, further, columns: Prisma.sql`task.*`, end });
      if (!source) return [];
      return prisma.$queryRaw<TaskOnSubject[]>`
        SELECT task.*, subject."kind" AS "subjectKind"
        FROM (SELECT task.* FROM (${source}) AS task ORDER BY ${order} LIMIT ${limit}) AS task
          JOIN "Subject" AS subject ON subject."id" = task."subjectId" ORDER BY ${order}`;
    },

    /** How many there are, counted no further than `most`. */
    async count(filter: TaskFilter, caller: Caller, most: number): Promise<number> {
      const end = Prisma.sql`LIMIT ${most}`;
      const source = await taskSource({ filter, caller, further: [], columns: Prisma.sql`task."id"`, end });
      if (!source) return 0;
      const counted = Prisma.sql`SELECT 1 FROM (${source}) AS task LIMIT ${most}`;
      const [total] = await prisma.$queryRaw<{ count: number }[]>`
        SELECT count(*)::int AS "count" FROM (${counted}) AS counted`;
      return total?.count ?? 0;
    },
  };

  async function taskSource({ filter, caller, further, columns, end }: Wanted): Promise<Prisma.Sql | undefined> {
    const stretches = await stretchesOf(filter, caller);
    const conditions = [...conditionsOf(filter, caller), ...further];
    const read = { states: statesIn(filter), conditions, columns, end };
    const ofFew = filter.mine || filter.assignee !== undefined || filter.applicationId !== undefined;
    const source = ofFew ? amongFew : alongIndex;
    const alike = [true, false].map((everywhere) =>
      stretches.filter(({ institution }) => (institution === null) === everywhere),
    );
    const sources = alike.filter(({ length }) => length > 0).map((stretches) => source(stretches, read));
    return sources.length === 0 ? undefined : Prisma.join(sources, ' UNION ALL ');
  }

  async function stretchesOf(filter: TaskFilter, caller: Caller): Promise<Stretch[]> {
    const alternatives = reaches('listTasks', caller);
    const anyRegion = alternatives.some(({ regions }) => regions === undefined) && filter.region === undefined;
    const known = anyRegion ? await regionsInUse(prisma) : [filter.region ?? ''];
    const reached = alternatives.flatMap((reach) => stretchesWithin(reach, known, filter));
    const keyOf = ({ region, kind, institution }: Stretch) => JSON.stringify([region, kind, institution]);
    const distinct = new Map(reached.map((stretch) => [keyOf(stretch), stretch]));
    return [...distinct.values()].filter(
      (stretch) => stretch.institution === null || !distinct.has(keyOf({ ...stretch, institution: null })),
    );
  }

  function conditionsOf(
    { mine, assignee, applicationId, overdue, dueBefore, attention, priority }: TaskFilter,
    caller: Caller,
  ) {
    return [
      ...(mine ? [heldBy(caller, { holder: Prisma.sql`task."assignee"`, region: Prisma.sql`task."region"` })] : []),
      ...(assignee === undefined ? [] : [Prisma.sql`task."assignee" = ${assignee}`]),
      ...(applicationId ? [Prisma.sql`task."subjectId" = ${applicationId}::uuid`] : []),
      ...(overdue ? [Prisma.sql`task."dueAt" < ${clock.now()}::timestamptz`] : []),
      ...(dueBefore ? [Prisma.sql`task."dueAt" < ${new Date(dueBefore)}::timestamptz`] : []),
      ...(attention ? [drawsAttention, attentionConditions[attention]] : []),
      ...(priority === undefined ? [] : [Prisma.sql`task."majorPriority" = ${priority}`]),
    ];
  }
}

/** As the index `task_attention` says it. */
const drawsAttention = Prisma.sql`
  (task."warnedAt" IS NOT NULL OR task."breachedAt" IS NOT NULL OR task."escalatedAt" IS NOT NULL
    OR task."nobodyLeft")`;

const attentionConditions = {
  warned: Prisma.sql`task."warnedAt" IS NOT NULL`,
  breached: Prisma.sql`task."breachedAt" IS NOT NULL`,
  escalated: Prisma.sql`task."escalatedAt" IS NOT NULL`,
  nobodyLeft: Prisma.sql`task."nobodyLeft" AND task."state" = 'ready'`,
} as const;

/** What of one reach the filter asks for. */
function stretchesWithin(reach: Reach, known: readonly string[], { region, kind, institution }: TaskFilter): Stretch[] {
  if (institution !== undefined && reach.institution !== undefined && institution !== reach.institution) return [];
  const regions = (reach.regions ?? known).filter((each) => region === undefined || each === region);
  const kinds = taskKindNames.filter((each) => kind === undefined || each === kind);
  const takenByRole = kinds.filter(
    (each) => reach.candidate === undefined || taskKinds[each].candidate === reach.candidate,
  );
  const at = reach.institution ?? institution ?? null;
  return regions.flatMap((each) => takenByRole.map((one) => ({ region: each, kind: one, institution: at })));
}

interface Read {
  readonly states: readonly string[];
  readonly conditions: readonly Prisma.Sql[];
  readonly columns: Prisma.Sql;
  /** Order and limit. */
  readonly end: Prisma.Sql;
}

/** Every stretch in every state by its index. */
function alongIndex(stretches: readonly Stretch[], { states, conditions, columns, end }: Read): Prisma.Sql {
  // Spelled out, so that the indexes of what is ready apply.
  const inState =
    states.length === 1 && states[0] === 'ready'
      ? Prisma.sql`task."state" = 'ready'`
      : Prisma.sql`task."state" = each."state"`;
  const where = Prisma.join([...placeOf(stretches), inState, ...conditions], ' AND ');
  return Prisma.sql`
    (SELECT task.* FROM ${namedStretches(stretches)} CROSS JOIN unnest(${[...states]}::text[]) AS each("state")
      CROSS JOIN LATERAL (SELECT ${columns} FROM "Task" task WHERE ${where} ${end}) AS task)`;
}

/** What a person or a case has is little: found by that, and only then held against the stretches. */
function amongFew(stretches: readonly Stretch[], { states, conditions, columns, end }: Read): Prisma.Sql {
  const where = Prisma.join(
    [...placeOf(stretches), Prisma.sql`task."state" = ANY(${[...states]}::text[])`, ...conditions],
    ' AND ',
  );
  return Prisma.sql`(SELECT ${columns} FROM ${namedStretches(stretches)} JOIN "Task" task ON ${where} ${end})`;
}

function namedStretches(stretches: readonly Stretch[]): Prisma.Sql {
  const [regions, kinds, institutions] = (['region', 'kind', 'institution'] as const).map((name) =>
    stretches.map((one) => one[name]),
  );
  return Prisma.sql`
    unnest(${regions}::text[], ${kinds}::text[], ${institutions}::text[]) AS stretch("region", "kind", "institution")`;
}

function placeOf([first]: readonly Stretch[]): Prisma.Sql[] {
  const place = [Prisma.sql`task."region" = stretch."region"`, Prisma.sql`task."kind" = stretch."kind"`];
  return first?.institution === null ? place : [...place, Prisma.sql`task."institution" = stretch."institution"`];
}

function beyond(after: After): Prisma.Sql {
  if ('due' in after) return Prisma.sql`(${byDue}) > (${after.due[0]}::timestamptz, ${after.due[1]}::uuid)`;
  const [major, minor, dueAt, id] = after.queue;
  return Prisma.sql`(${byQueue}) > (${major}::int, ${minor}::int, ${dueAt}::timestamptz, ${id}::uuid)`;
}
