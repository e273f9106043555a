import { Prisma } from '../../../generated/engine/client.ts';
import { heldBy } from '../../tasks/held-by.ts';
import { namedHeads, waitsAtHead, type QueueHead } from '../../tasks/queue-heads.ts';
import { isOpenTo } from '../../tasks/task-rows.ts';
import { entries, type Asked, type EntryColumns } from '../entries.ts';

const columns: EntryColumns = {
  kind: 'task',
  key: Prisma.sql`task."id"`,
  keyType: 'uuid',
  code: Prisma.sql`task."kind"`,
  subjectId: Prisma.sql`task."subjectId"`,
  region: Prisma.sql`task."region"`,
  priority: { major: Prisma.sql`task."majorPriority"`, minor: Prisma.sql`task."minorPriority"` },
  standsAt: Prisma.sql`task."dueAt"`,
  dueAt: Prisma.sql`task."dueAt"`,
  holder: Prisma.sql`task."assignee"`,
  delegated: Prisma.sql`task."delegator" IS NOT NULL`,
  version: Prisma.sql`task."version"`,
};

/** Tasks that the caller has, or a colleague for whom the caller stands in; none from which either is barred. */
export function heldTasks(asked: Asked, kinds: readonly string[]): Prisma.Sql {
  const { caller } = asked;
  const conditions = [
    heldBy(caller, { holder: Prisma.sql`task."assignee"`, region: Prisma.sql`task."region"` }),
    Prisma.sql`task."state" = 'claimed' AND task."kind" = ANY(${[...kinds]}::text[])`,
    isOpenTo(caller.subject),
    isOpenTo(Prisma.sql`task."assignee"`),
  ];
  return entries(columns, Prisma.sql`"Task" AS task`, conditions, asked);
}

/** Tasks at these heads: each gives its first from its index, and only these are merged. */
export function readyTasks(asked: Asked, heads: readonly QueueHead[]): Prisma.Sql | undefined {
  if (heads.length === 0) return undefined;
  const atHead = entries(columns, Prisma.sql`"Task" AS task`, [waitsAtHead(asked.caller)], asked);
  return Prisma.sql`SELECT head.* FROM ${namedHeads(heads, asked.caller)} CROSS JOIN LATERAL (${atHead}) AS head`;
}
