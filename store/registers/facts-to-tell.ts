import type { RegisteredFacts } from '../../domain/continuity/reported-facts.ts';
import { Prisma } from '../../generated/engine/client.ts';
import type { EngineDatabase } from '../database.ts';
import { personFactsMessage, type OutboxKind } from '../outbox/message.ts';
import { intoOutbox } from '../outbox/outbox.ts';
import type { Write } from '../subjects/effects.ts';
import { standingColumns, standingIn, type StandingRow } from './registry.ts';

/** A person of whom the settlement service is to be told. */
export interface ToTell {
  /** Of the message. */
  readonly id: string;
  readonly personId: string;
  /** How many events registers have reported. */
  readonly version: number;
  readonly bornOn: string | null;
  /** With those events counted in. */
  readonly facts: RegisteredFacts;
  readonly attempts: number;
}

export interface FactsToTell {
  /**
   * Takes the messages that were told out of the outbox, and leases those that are due; each lease is twice as long as
   * the one before, with what registers say of the person. One statement a look, however many there are.
   */
  takeDue(told: readonly string[], limit: number, now: Date): Promise<readonly ToTell[]>;
}

/** In the statement of an effect on a case: whoever settles by it knows soon what registers say of the person. */
export function tellFacts(personId: string, cause: string): Write {
  return { rows: ({ at }) => [intoOutbox(personFactsMessage(personId, cause, at))] };
}

const kind: OutboxKind = 'personFacts';

interface DueRow extends StandingRow, Pick<ToTell, 'id' | 'personId' | 'bornOn' | 'attempts'> {}

export function createFactsToTell({ run }: Pick<EngineDatabase, 'run'>): FactsToTell {
  return {
    async takeDue(told, limit, now) {
      const rows = await run<DueRow>(Prisma.sql`
        WITH told AS (DELETE FROM "Outbox" WHERE "id" = ANY(${[...told]}::text[])),
        asked AS (
          UPDATE "Outbox" SET "attempts" = "attempts" + 1,
            "notBefore" = ${now}::timestamptz + make_interval(secs => LEAST(60, 2 ^ LEAST("attempts" + 1, 6)))
          WHERE "id" IN (
            SELECT "id" FROM "Outbox"
            WHERE "notBefore" <= ${now} AND "kind" = ${kind} AND "id" <> ALL(${[...told]}::text[])
            ORDER BY "notBefore" LIMIT ${limit} FOR UPDATE SKIP LOCKED)
          RETURNING "id", "attempts", ("payload" ->> 'personId')::uuid AS "personId")
        SELECT asked.*, person."birthDate"::text AS "bornOn", ${standingColumns}
        FROM asked LEFT JOIN "RegistryPerson" AS person ON person."personId" = asked."personId"`);
      return rows.map(({ id, personId, bornOn, attempts, ...row }) => {
        return { id, personId, bornOn, attempts, version: row.events.length, facts: standingIn(row) };
      });
    },
  };
}
