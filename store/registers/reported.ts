import type { RegistryEvent } from '../../domain/continuity/registry-event.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import { Prisma } from '../../generated/engine/client.ts';
import { dayOf } from '../rows.ts';

/** Of a row, what the domain reads; a day as a column has it, or JSON that PostgreSQL has made of it. */
export interface ReportedRow {
  readonly id: string;
  readonly kind: string;
  readonly on: Date | PlainDate;
  readonly corrects: string | null;
  /** Region, and what goes with the kind. */
  readonly data: unknown;
}

export function toEvent({ id, kind, on, corrects, data }: ReportedRow): RegistryEvent {
  const day = on instanceof Date ? dayOf(on) : on;
  return { ...(data as object), id, kind, on: day, ...(corrects !== null && { corrects }) } as RegistryEvent;
}

/** All that was reported of the person, corrected or not, as JSON: a subquery by the index on people. */
export function reportedOf(personId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    (SELECT coalesce(json_agg(json_build_object('id', reported."id", 'kind', reported."kind", 'on', reported."on",
        'corrects', reported."corrects", 'data', reported."data")), '[]')
      FROM "RegistryEvent" AS reported WHERE reported."personId" = ${personId})`;
}

/** Of an event by this name, that no other corrects it. */
export function isStanding(event: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`NOT EXISTS (
    SELECT FROM "RegistryEvent" AS correction
    WHERE correction."corrects" = ${event}."id" AND correction."personId" = ${event}."personId")`;
}

/** Whether a death of the person is reported and stands. */
export function diedByReport(personId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM "RegistryEvent" AS death
    WHERE death."personId" = ${personId} AND death."kind" = 'died' AND ${isStanding(Prisma.raw('death'))})`;
}

/** People who were reported to have come into one of the categories; whether they are in it on a day, the rules say. */
export function reportedInto(categories: readonly string[]): Prisma.Sql {
  return Prisma.sql`
    SELECT gained."personId" FROM "RegistryEvent" AS gained
    WHERE gained."kind" = 'categoryGained' AND gained."data" ->> 'category' = ANY(${[...categories]}::text[])`;
}
