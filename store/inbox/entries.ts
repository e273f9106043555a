/** What a row of the inbox is, whatever waits, and the one order in which all of it stands. */
import type { Caller } from '../../domain/access/access.ts';
import type { InboxKind } from '../../domain/inbox/kinds.ts';
import type { SubjectKind } from '../../domain/tasks/subjects.ts';
import { Prisma } from '../../generated/engine/client.ts';

/** Something that waits for the caller, or that the caller may take. */
export interface InboxEntry {
  readonly kind: InboxKind;
  /** With the kind it tells the entry from any other. */
  readonly key: string;
  /** What is to be done: the kind of a task, the cause of a contact. */
  readonly code: string;
  readonly subjectId: string;
  readonly subjectKind: SubjectKind;
  readonly region: string;
  /** Smaller first. */
  readonly majorPriority: number;
  readonly minorPriority: number;
  /** The deadline; where there is none, since when it waits. */
  readonly standsAt: Date;
  readonly dueAt: Date | null;
  /** Whose it is: the caller, or a colleague for whom the caller stands in; null = whoever takes it. */
  readonly holder: string | null;
  /** The round or draw of a ballot or opinion. */
  readonly within: string | null;
  /** A colleague has it back after the caller has said what they think 委派. */
  readonly delegated: boolean;
  /** Which whoever acts on it names; null where nobody has to. */
  readonly version: number | null;
}

/** Where a page ends. */
export type Position = Pick<InboxEntry, 'majorPriority' | 'minorPriority' | 'standsAt' | 'kind' | 'key'>;

export interface Asked {
  readonly caller: Caller;
  readonly region?: string | undefined;
  readonly after?: Position | undefined;
  readonly limit: number;
  /** Whether the first are wanted, or any. */
  readonly inOrder: boolean;
}

/** What waits of one sort, in SQL; undefined where nothing can. */
export type Source = (asked: Asked) => Prisma.Sql | undefined;

/** Behind whatever has a place of its own, and before none: as a task whose place nobody knows. */
export const lastPlace = 1_000;

/** The columns of an entry; those that are left out are nothing. */
export interface EntryColumns {
  readonly kind: InboxKind;
  readonly key: Prisma.Sql;
  readonly keyType: 'uuid' | 'text';
  readonly code: Prisma.Sql;
  readonly subjectId: Prisma.Sql;
  readonly region: Prisma.Sql;
  /** Left out = the last. */
  readonly priority?: { readonly major: Prisma.Sql; readonly minor: Prisma.Sql };
  readonly standsAt: Prisma.Sql;
  readonly dueAt: Prisma.Sql;
  readonly holder: Prisma.Sql;
  readonly within?: Prisma.Sql;
  readonly delegated?: Prisma.Sql;
  readonly version?: Prisma.Sql;
}

/** Whatever is asked of one sort: those that meet the conditions, behind the position, as many as are wanted. */
export function entries(
  columns: EntryColumns,
  from: Prisma.Sql,
  conditions: readonly Prisma.Sql[],
  { region, after, limit, inOrder }: Asked,
): Prisma.Sql {
  const ofRegion = region === undefined ? [] : [Prisma.sql`${columns.region} = ${region}`];
  const where = Prisma.join([...conditions, ...ofRegion, ...(after ? [beyond(after, columns)] : [])], ' AND ');
  const order = inOrder ? Prisma.sql`ORDER BY ${orderOf(columns)}` : Prisma.empty;
  return Prisma.sql`SELECT ${selected(columns)} FROM ${from} WHERE ${where} ${order} LIMIT ${limit}`;
}

/** Of `entry`, a row that `entries` gave. Identifiers are compared as they are written, as indexes on them do. */
export const inboxOrder = Prisma.sql`entry."majorPriority", entry."minorPriority", entry."standsAt",
  entry."kind" COLLATE "C", entry."key" COLLATE "C"`;

function selected(columns: EntryColumns): Prisma.Sql {
  const { kind, key, code, subjectId, region, standsAt, dueAt, holder, priority, ...rest } = columns;
  const { within = nothing, delegated = Prisma.sql`FALSE`, version = Prisma.sql`NULL::int` } = rest;
  return Prisma.sql`${kind}::text AS "kind", ${key}::text AS "key", ${code} AS "code", ${subjectId} AS "subjectId",
    ${region} AS "region", ${priority?.major ?? last} AS "majorPriority", ${priority?.minor ?? last} AS "minorPriority",
    ${standsAt} AS "standsAt", ${dueAt} AS "dueAt", ${holder} AS "holder", ${within} AS "within",
    ${delegated} AS "delegated", ${version} AS "version"`;
}

const nothing = Prisma.sql`NULL::text`;
const last = Prisma.sql`${Prisma.raw(String(lastPlace))}::int`;

function orderOf({ priority, standsAt, key }: EntryColumns): Prisma.Sql {
  return Prisma.join([...(priority ? [priority.major, priority.minor] : []), standsAt, key]);
}

/** What stands behind a position, said so that an index in the order of the sort answers it. */
function beyond(after: Position, { kind, key, keyType, priority, standsAt }: EntryColumns): Prisma.Sql {
  const ranked = priority
    ? { columns: [priority.major, priority.minor], values: [after.majorPriority, after.minorPriority] }
    : { columns: [], values: [] };
  if (!priority && !isOfLastPlace(after)) return isBeforeLastPlace(after) ? Prisma.sql`TRUE` : Prisma.sql`FALSE`;
  const ints = ranked.values.map((value) => Prisma.sql`${value}::int`);
  const at = Prisma.sql`${after.standsAt}::timestamptz`;
  if (kind === after.kind) {
    const id = Prisma.sql`${after.key}::${Prisma.raw(keyType)}`;
    return Prisma.sql`(${Prisma.join([...ranked.columns, standsAt, key])}) > (${Prisma.join([...ints, at, id])})`;
  }
  const than = Prisma.raw(kind > after.kind ? '>=' : '>');
  return Prisma.sql`(${Prisma.join([...ranked.columns, standsAt])}) ${than} (${Prisma.join([...ints, at])})`;
}

function isOfLastPlace({ majorPriority, minorPriority }: Position): boolean {
  return majorPriority === lastPlace && minorPriority === lastPlace;
}

function isBeforeLastPlace({ majorPriority, minorPriority }: Position): boolean {
  return majorPriority < lastPlace || (majorPriority === lastPlace && minorPriority < lastPlace);
}
