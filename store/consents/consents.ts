import { randomUUID } from 'node:crypto';
import { codeRules, type ConsentGiver, type ConsentWay } from '../../domain/access/consent.ts';
import { notFound } from '../../domain/errors.ts';
import { Prisma, type Consent, type PrismaClient } from '../../generated/engine/client.ts';
import { insertInto } from '../one-statement.ts';
import { isUniqueViolation } from '../rows.ts';
import type { Effect, Write } from '../subjects/effects.ts';

/** What the person agrees about: an application, or a contact of outreach and the helper to whom it was given. */
export interface ConsentAbout {
  readonly personId: string;
  readonly caseId: string | null;
  readonly contactId: string | null;
  readonly agent: string | null;
}

/** How it was given. */
export interface ConsentGiven {
  readonly how: ConsentWay;
  readonly givenBy: ConsentGiver;
  readonly documentId?: string | undefined;
  readonly guardianshipId?: string | undefined;
  readonly recordedBy: string;
  readonly givenAt: Date;
}

export interface NewCode {
  readonly id: string;
  readonly codeHash: string;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
}

/** Does something once, with an entry in the audit chain of the case, or of the person of a contact. */
export type ConsentEffect = (
  about: ConsentAbout,
  key: string,
  act: () => Effect<{ readonly consent: string }>,
) => Promise<{ readonly consent: string }>;

export type Consents = ReturnType<typeof createConsents>;

/** Consents and the codes by which they are asked for. */
export function createConsents(prisma: PrismaClient, effect: ConsentEffect) {
  return {
    /** Oldest first. */
    of: (about: ConsentAbout): Promise<Consent[]> =>
      prisma.consent.findMany({ where: whichOf(about), orderBy: [{ givenAt: 'asc' }, { id: 'asc' }] }),

    give: (about: ConsentAbout, given: ConsentGiven): Promise<string> => give(about, given, `consent:${randomUUID()}`),

    /** The code was the right one: it is used up with it. Once a code. */
    giveByCode: (about: ConsentAbout, given: ConsentGiven, codeId: string): Promise<string> =>
      give(about, given, `consent:${codeId}`, [
        Prisma.sql`UPDATE "ConsentCode" SET "usedAt" = ${given.givenAt}::timestamptz WHERE "id" = ${codeId}::uuid`,
      ]),

    /** Nothing where it has been withdrawn before. @throws DomainError NOT_FOUND */
    async withdraw(about: ConsentAbout, id: string, by: string, at: Date): Promise<void> {
      if ((await prisma.consent.count({ where: { id, ...whichOf(about) } })) === 0) throw notFound('consent', id);
      const withdrawn = Prisma.sql`UPDATE "Consent" SET "withdrawnAt" = ${at}::timestamptz, "withdrawnBy" = ${by}
        WHERE "id" = ${id}::uuid AND "withdrawnAt" IS NULL`;
      await effect(about, `consent:${id}:withdrawn`, () => ({
        at,
        actor: by,
        action: 'consentWithdrawn',
        result: { consent: id },
        writes: [consentWrite([withdrawn])],
      }));
    },

    /** What the person has agreed to with whoever helps them holds for what that one applies for. */
    async carryOver(contactId: string, about: ConsentAbout): Promise<void> {
      const where = { contactId, withdrawnAt: null, agent: about.agent };
      const before = await prisma.consent.findFirst({ where });
      if (!before) return;
      const { how, givenBy, recordedBy, givenAt, documentId, guardianshipId } = before;
      const papers = { ...(documentId && { documentId }), ...(guardianshipId && { guardianshipId }) };
      const given = { how: how as ConsentWay, givenBy: givenBy as ConsentGiver, recordedBy, givenAt, ...papers };
      await give(about, given, `consent:${before.id}`);
    },

    /** False where the person has been sent as many as a day has. */
    async keepCode({ personId, caseId, contactId }: ConsentAbout, code: NewCode): Promise<boolean> {
      const since = new Date(code.requestedAt.getTime() - 24 * 3_600_000);
      return prisma.$transaction(async (transaction) => {
        await transaction.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`consent ${personId}`}, 0))::text`;
        const sent = await transaction.consentCode.count({ where: { personId, requestedAt: { gt: since } } });
        if (sent >= codeRules.perPersonAndDay) return false;
        await transaction.consentCode.create({ data: { ...code, personId, caseId, contactId } });
        return true;
      });
    },

    /** Counts the attempt; undefined where the code is unknown, expired, used or tried too often. */
    async tryCode({ caseId, contactId }: ConsentAbout, id: string, at: Date): Promise<string | undefined> {
      const [tried] = await prisma.$queryRaw<{ codeHash: string }[]>`
        UPDATE "ConsentCode" SET "attempts" = "attempts" + 1
        WHERE "id" = ${id}::uuid AND "caseId" IS NOT DISTINCT FROM ${caseId}::uuid
          AND "contactId" IS NOT DISTINCT FROM ${contactId}::uuid AND "usedAt" IS NULL
          AND "expiresAt" > ${at}::timestamptz AND "attempts" < ${codeRules.attempts}
        RETURNING "codeHash"`;
      return tried?.codeHash;
    },
  };

  /** One that is in force stands. */
  async function give(
    about: ConsentAbout,
    given: ConsentGiven,
    key: string,
    besides: readonly Prisma.Sql[] = [],
  ): Promise<string> {
    const id = randomUUID();
    const { personId, caseId, contactId, agent } = about;
    const { givenAt: at, recordedBy: actor, how, givenBy, documentId = null, guardianshipId = null } = given;
    const said = { how, givenBy, documentId, guardianshipId, givenAt: at, recordedBy: actor };
    const row = { id, personId, caseId, contactId, agent, ...said };
    try {
      const done = await effect(about, key, () => ({
        at,
        actor,
        action: 'consentGiven',
        result: { consent: id, how, givenBy },
        writes: [consentWrite([insertInto('Consent', [row]), ...besides])],
      }));
      return done.consent;
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      const { id: before } = await prisma.consent.findFirstOrThrow({ where: { ...whichOf(about), withdrawnAt: null } });
      return before;
    }
  }
}

/** What a case says of consent may be wrong afterwards. */
function consentWrite(statements: readonly Prisma.Sql[]): Write & { readonly outdatesRow: true } {
  return { rows: () => statements, outdatesRow: true };
}

function whichOf({ caseId, contactId, agent }: ConsentAbout): Prisma.ConsentWhereInput {
  return caseId === null ? { contactId, agent } : { caseId };
}
