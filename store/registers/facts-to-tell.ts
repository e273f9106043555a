import { Prisma } from '../../generated/engine/client.ts';
import type { EngineDatabase } from '../database.ts';
import { personFactsMessage, type OutboxKind } from '../outbox/message.ts';
import { intoOutbox } from '../outbox/outbox.ts';
import type { Write } from '../subjects/effects.ts';

/** A person of whom the settlement service is to be told. */
export interface ToTell {
  /** Of the message. */
  readonly id: string;
  readonly personId: string;
  /** How many events registers had reported by then: what is read afterwards is at least as new. */
  readonly version: number;
  readonly bornOn: string | null;
  readonly attempts: number;
}

export interface FactsToTell {
  /**
   * Takes the messages that were told out of the outbox, and leases those that are due; each lease is twice as long as
   * the one before. One statement a look, however many there are.
   */
  takeDue(told: readonly string[], limit: number, now: Date): Promise<readonly ToTell[]>;
}

/** In the statement of an effect on a case: whoever settles by it knows soon what registers say of the person. */
export function tellFacts(personId: string, cause: string): Write {
  return { rows: ({ at }) => [intoOutbox(personFactsMessage(personId, cause, at))] };
}

const kind: OutboxKind = 'personFacts';

export function createFactsToTell({ run }: Pick<EngineDatabase, 'run'>): FactsToTell {
  return {
    takeDue: (told, limit, now) =>
      run<ToTell>(Prisma.sql`
        WITH told AS (DELETE FROM "Outbox" WHERE "id" = ANY(${[...told]}::text[]))
        UPDATE "Outbox" AS due SET "attempts" = "attempts" + 1,
          "notBefore" = ${now}::timestamptz + make_interval(secs => LEAST(60, 2 ^ LEAST("attempts" + 1, 6)))
        WHERE "id" IN (
          SELECT "id" FROM "Outbox"
          WHERE "notBefore" <= ${now} AND "kind" = ${kind} AND "id" <> ALL(${[...told]}::text[])
          ORDER BY "notBefore" LIMIT ${limit} FOR UPDATE SKIP LOCKED)
        RETURNING "id", "payload" ->> 'personId' AS "personId", "attempts",
          (SELECT count(*)::int FROM "RegistryEvent" AS reported
            WHERE reported."personId" = (due."payload" ->> 'personId')::uuid) AS "version",
          (SELECT "birthDate"::text FROM "RegistryPerson" AS person
            WHERE person."personId" = (due."payload" ->> 'personId')::uuid) AS "bornOn"`),
  };
}
