import { z } from 'zod';
import type { Caller } from '../../domain/access/access.ts';
import { answerJsonSchema } from '../../domain/tasks/answering.ts';
import { type answerSchema } from '../../domain/tasks/answers.ts';
import { taskKindNames, type TaskKind } from '../../domain/tasks/kinds.ts';
import { Prisma } from '../../generated/engine/client.ts';
import type { RunStatement } from '../../platform/database.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { requirePermission } from '../http/authentication.ts';
import { decodeValues, encodeValues, pageBy } from '../http/cursor.ts';
import type { Speaker } from '../http/speaker.ts';
import { detailFrom, type DetailRow } from './detail-rows.ts';
import { standsAsInQueue, type TaskFilter } from './filter.ts';
import type { After, createTaskQuery } from './query.ts';
import { actionsOn, mayWorkOn, noSuchTask, type TaskRow } from './task-rows.ts';

const forms = Object.fromEntries(taskKindNames.map((kind) => [kind, answerJsonSchema(kind)])) as Record<
  TaskKind,
  ReturnType<typeof answerJsonSchema>
>;

/** Beyond it, a count says only that there are more. */
const countedExactly = 10_000;

export type TaskReads = ReturnType<typeof createTaskReads>;

interface Dependencies {
  run: RunStatement;
  query: ReturnType<typeof createTaskQuery>;
  sealer: Sealer;
  speak: Speaker;
}

export function createTaskReads({ run, query, sealer, speak }: Dependencies) {
  return {
    async list(filter: TaskFilter, caller: Caller, limit: number, cursor: string | undefined) {
      const inQueue = standsAsInQueue(filter);
      const after = cursor === undefined ? undefined : positionOf(cursor, inQueue);
      const rows = await query.rows(filter, caller, limit + 1, after);
      const { items, next } = pageBy(rows, limit, inQueue ? cursorInQueue : cursorByDue);
      return { items: items.map((row) => summaryOf(row, caller)), next };
    },

    async count(filter: TaskFilter, caller: Caller) {
      const count = await query.count(filter, caller, countedExactly + 1);
      return { count: Math.min(count, countedExactly), exact: count <= countedExactly };
    },

    /** @param write to be done by the same statement. @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async get(id: string, caller: Caller, language: string | undefined, write?: Prisma.Sql) {
      const detail = Prisma.sql`${detailFrom(Prisma.raw('"Task"'))} WHERE task."id" = ${id}::uuid`;
      const [row] = await run<DetailRow>(write ? Prisma.sql`WITH written AS (${write}) ${detail}` : detail);
      if (!row) throw noSuchTask(id);
      return shown(row, caller, language);
    },

    shown,
  };

  /** @throws DomainError NOT_PERMITTED */
  async function shown(row: DetailRow, caller: Caller, language: string | undefined) {
    requirePermission('listTasks', caller, row);
    const say = await speak(row.policyVersionId, row.disease ?? '', language);
    const rejection = row.rejection as { code: string; message: string } | null;
    return {
      ...summaryOf(row, caller),
      open: row.open.map((reason) => ({ ...reason, text: say(reason) })),
      form: isOver(row) ? null : forms[row.kind],
      follows: mayWorkOn(row, caller) ? answerBefore(row) : null,
      rejection: rejection && { code: rejection.code, message: rejection.message },
    };
  }

  /** The answer that led to a task, with what was written in it: an opinion, or why it was sent back 退回. */
  function answerBefore({ ledKind: kind, ledSealed, ledBy: by, ledFor: onBehalfOf, ledRole: role, ledAt }: DetailRow) {
    if (!kind || !ledSealed || !by || !role || !ledAt) return null;
    const { by: _by, ...answer } = sealer.open(ledSealed) as z.input<typeof answerSchema> & { by: object };
    return { kind, by, onBehalfOf, role, at: ledAt.toISOString(), answer };
  }
}

function isOver({ state }: TaskRow): boolean {
  return state === 'completed' || state === 'cancelled';
}

const queuePosition = z.tuple([z.int(), z.int(), z.iso.datetime(), z.uuid()]);
const duePosition = z.tuple([z.iso.datetime(), z.uuid()]);

function positionOf(cursor: string, inQueue: boolean): After {
  if (!inQueue) {
    const [dueAt, id] = decodeValues(cursor, duePosition);
    return { due: [new Date(dueAt), id] };
  }
  const [major, minor, dueAt, id] = decodeValues(cursor, queuePosition);
  return { queue: [major, minor, new Date(dueAt), id] };
}

function cursorInQueue({ majorPriority, minorPriority, dueAt, id }: TaskRow): string {
  return encodeValues([majorPriority, minorPriority, dueAt.toISOString(), id]);
}

function cursorByDue({ dueAt, id }: TaskRow): string {
  return encodeValues([dueAt.toISOString(), id]);
}

export function summaryOf(row: TaskRow, caller: Caller) {
  const { id, subjectId, kind, region, institution, candidate, specialty, state, assignee, delegator, version } = row;
  const { majorPriority: major, minorPriority: minor, completedBy, onBehalfOf, answer } = row;
  return {
    id,
    applicationId: subjectId,
    kind,
    region,
    institution,
    candidate,
    specialty,
    state,
    assignee,
    delegator,
    version,
    priority: { major, minor },
    completedBy,
    onBehalfOf,
    answer,
    ...instants(row),
    permittedActions: actionsOn(row, caller),
    links: { self: `/v1/tasks/${id}`, application: `/v1/applications/${subjectId}` },
  };
}

function instants({ createdAt, claimedAt, warnAt, dueAt, warnedAt, breachedAt, escalatedAt, completedAt }: TaskRow) {
  const text = (instant: Date | null) => instant?.toISOString() ?? null;
  return {
    createdAt: createdAt.toISOString(),
    dueAt: dueAt.toISOString(),
    claimedAt: text(claimedAt),
    warnAt: text(warnAt),
    warnedAt: text(warnedAt),
    breachedAt: text(breachedAt),
    escalatedAt: text(escalatedAt),
    completedAt: text(completedAt),
  };
}
