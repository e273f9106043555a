/** 查阅记录: who was shown what of whom. Rows are added, never changed. */
import type { DataKind, Shown } from '../../domain/reads/data-kinds.ts';
import { Prisma, type PersonalRead as Row } from '../../generated/engine/client.ts';
import type { RunStatement } from '../../platform/database.ts';

/** Who looks, and by which operation. */
export interface Reader {
  readonly reader: string;
  readonly roles: readonly string[];
  /** Absent colleagues for whom the reader stands in. */
  readonly absentees: readonly string[];
  readonly operation: string;
  readonly requestId: string;
  readonly at: Date;
}

/** Identity numbers are persons by now: the record holds none. */
export type Read = Omit<Shown, 'identityNumbers'>;

export type PersonalRead = Omit<Row, 'kinds'> & { readonly kinds: readonly DataKind[] };

export interface ReadFilter {
  readonly person?: string | undefined;
  readonly reader?: string | undefined;
  readonly case?: string | undefined;
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
}

interface Listing extends ReadFilter {
  /** undefined = all. */
  readonly regions: readonly string[] | undefined;
  /** Of the row after which the page goes on. */
  readonly after: bigint | undefined;
  readonly limit: number;
}

export type PersonalReads = ReturnType<typeof createPersonalReads>;

export function createPersonalReads(run: RunStatement) {
  return {
    async add(reader: Reader, read: Read): Promise<void> {
      await run(readOf(reader, read, shownBy(read)));
    },

    /** Newest first; by what is given, all of it. */
    list({ person, reader, case: caseId, from, until, regions, after, limit }: Listing): Promise<PersonalRead[]> {
      const conditions = [
        Prisma.sql`TRUE`,
        ...(person === undefined ? [] : [Prisma.sql`"persons" @> ARRAY[${person}]::uuid[]`]),
        ...(reader === undefined ? [] : [Prisma.sql`"reader" = ${reader}`]),
        ...(caseId === undefined ? [] : [Prisma.sql`"cases" @> ARRAY[${caseId}]::uuid[]`]),
        ...(from === undefined ? [] : [Prisma.sql`"at" >= ${from}::timestamptz`]),
        ...(until === undefined ? [] : [Prisma.sql`"at" < ${until}::timestamptz`]),
        ...(regions === undefined ? [] : [Prisma.sql`"regions" && ${[...regions]}::text[]`]),
        ...(after === undefined ? [] : [Prisma.sql`"id" < ${String(after)}::bigint`]),
      ];
      return run<PersonalRead>(Prisma.sql`
        SELECT * FROM "PersonalRead" WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY "id" DESC LIMIT ${limit}`);
    },
  };
}

/**
 * The row, where another part of the same statement shows something: for hot paths, which spend no statement of their
 * own on it.
 * @param shown gives rows of `shownColumns`
 */
export function readAfter(reader: Reader, kinds: readonly DataKind[], shown: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`${readOf(reader, { kinds }, shown)} HAVING count(*) > 0`;
}

/** Of tasks, what `readAfter` needs. @param source of task rows: a table, or a part of the same statement */
export function shownOfTasks(source: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT "case"."id" AS "caseId",
      coalesce("case"."personId", CASE WHEN subject."kind" = 'person' THEN subject."id" END) AS "personId",
      task."region", task."id" AS "taskId"
    FROM ${source} AS task JOIN "Subject" AS subject ON subject."id" = task."subjectId"
      LEFT JOIN "ApplicationCase" AS "case" ON "case"."id" = task."subjectId"`;
}

/** Of cases. @param source of rows of cases */
export function shownOfCases(source: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT "case"."id" AS "caseId", "case"."personId", "case"."region", NULL::uuid AS "taskId"
    FROM ${source} AS "case"`;
}

/** One row, whatever is shown. Ids that lead to nothing stand as they were named: somebody asked for them. */
function readOf({ reader, roles, absentees, ...call }: Reader, read: Read, shown: Prisma.Sql): Prisma.Sql {
  const { kinds, refusal, cases = [], persons = [], contacts = [], documents = [], regions = [] } = read;
  const people = [reader, ...absentees];
  const named = (ids: readonly string[], column: string) =>
    Prisma.sql`ARRAY(SELECT DISTINCT id FROM unnest(array_agg(shown.${Prisma.raw(`"${column}"`)}) ||
      ${[...ids]}::uuid[]) AS id WHERE id IS NOT NULL)`;
  return Prisma.sql`
    INSERT INTO "PersonalRead" ("at", "reader", "roles", "onBehalfOf", "operation", "requestId", "kinds", "refusal",
      "regions", "persons", "cases", "tasks", "contacts", "documents")
    SELECT ${call.at}::timestamptz, ${reader}, ${[...roles]}::text[],
      coalesce(array_agg(DISTINCT inHand."assignee") FILTER (WHERE inHand."assignee" <> ${reader}), '{}'),
      ${call.operation}, ${call.requestId}, ${[...kinds]}::text[], ${refusal ?? null}::text,
      ARRAY(SELECT DISTINCT name FROM unnest(array_agg(shown."region") || ${[...regions]}::text[]) AS name
        WHERE name IS NOT NULL),
      ${named(persons, 'personId')}, ${named(cases, 'caseId')},
      ARRAY(SELECT DISTINCT id FROM unnest(array_agg(shown."taskId") || array_agg(inHand."id")) AS id
        WHERE id IS NOT NULL),
      ${[...contacts]}::uuid[], ${[...documents]}::uuid[]
    FROM (${shown}) AS shown
      LEFT JOIN "Task" AS inHand ON inHand."subjectId" = shown."caseId" AND inHand."assignee" = ANY(${people})
        AND inHand."state" IN ('claimed', 'completing')`;
}

/** What each way of naming leads to: case, person, region, task. */
function shownBy({ cases, persons, tasks, contacts, documents, events, rounds, any }: Read): Prisma.Sql {
  const lead = [
    ...(cases?.length ? [casesWhere(Prisma.sql`"case"."id" = ANY(${[...cases]}::uuid[])`)] : []),
    // A person without a case is named as they are; with cases, these say in which regions they are known.
    ...(persons?.length ? [personsAmong(persons)] : []),
    ...(tasks?.length ? [tasksAmong(tasks)] : []),
    ...(contacts?.length ? [contactsAmong(contacts)] : []),
    ...(documents?.length ? [casesWhere(offeredOrAdded(documents))] : []),
    ...(events?.length ? [eventsAmong(events)] : []),
    ...(rounds?.length ? [casesWhere(membersOf(rounds))] : []),
    ...(any?.length ? [casesWhere(Prisma.sql`"case"."id" = ANY(${[...any]}::uuid[])`), tasksAmong(any)] : []),
    ...(any?.length ? [knownPersonsAmong(any)] : []),
  ];
  return lead.length === 0 ? nothing : Prisma.join(lead, ' UNION ALL ');
}

const nothing = Prisma.sql`SELECT NULL::uuid AS "caseId", NULL::uuid AS "personId", NULL::text AS "region",
  NULL::uuid AS "taskId" WHERE FALSE`;

function casesWhere(condition: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`${shownOfCases(Prisma.raw('"ApplicationCase"'))} WHERE ${condition}`;
}

function tasksAmong(ids: readonly string[]): Prisma.Sql {
  return Prisma.sql`${shownOfTasks(Prisma.raw('"Task"'))} WHERE task."id" = ANY(${[...ids]}::uuid[])`;
}

function personsAmong(ids: readonly string[]): Prisma.Sql {
  return Prisma.sql`
    SELECT NULL::uuid AS "caseId", known."personId", known."region", NULL::uuid AS "taskId"
    FROM "ApplicationCase" AS known WHERE known."personId" = ANY(${[...ids]}::uuid[])`;
}

/** Contacts make people known who have no case. */
function knownPersonsAmong(ids: readonly string[]): Prisma.Sql {
  const contacts = Prisma.sql`
    SELECT NULL::uuid AS "caseId", contact."personId", contact."region", NULL::uuid AS "taskId"
    FROM "OutreachContact" AS contact WHERE contact."personId" = ANY(${[...ids]}::uuid[])`;
  return Prisma.sql`${personsAmong(ids)} UNION ALL ${contacts}`;
}

function contactsAmong(ids: readonly string[]): Prisma.Sql {
  return Prisma.sql`
    SELECT coalesce(contact."caseId", contact."refusedCaseId") AS "caseId", contact."personId", contact."region",
      NULL::uuid AS "taskId"
    FROM "OutreachContact" AS contact WHERE contact."id" = ANY(${[...ids]}::uuid[])`;
}

function eventsAmong(ids: readonly string[]): Prisma.Sql {
  return Prisma.sql`
    SELECT NULL::uuid AS "caseId", event."personId", event."data" ->> 'region' AS "region", NULL::uuid AS "taskId"
    FROM "RegistryEvent" AS event WHERE event."id" = ANY(${[...ids]}::text[])`;
}

/** A paper belongs to the case for whose disease it was offered, or at one of whose steps it was added. */
function offeredOrAdded(documents: readonly string[]): Prisma.Sql {
  return Prisma.sql`"case"."id" IN (
    SELECT about."id" FROM "SubmissionDocument" AS offered JOIN "ApplicationCase" AS about
      ON about."submissionId" = offered."submissionId" AND about."disease" = offered."disease"
    WHERE offered."documentId" = ANY(${[...documents]}::uuid[])
    UNION SELECT note."subjectId" FROM "Note" AS note WHERE note."documentId" = ANY(${[...documents]}::uuid[]))`;
}

function membersOf(rounds: readonly string[]): Prisma.Sql {
  return Prisma.sql`"case"."id" IN (
    SELECT member."caseId" FROM "RoundMember" AS member JOIN "BatchRound" AS round ON round."id" = member."roundId"
    WHERE round."region" || '/' || round."code" = ANY(${[...rounds]}::text[]))`;
}
