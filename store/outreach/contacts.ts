import type {
  ContactCause,
  ContactClosing,
  ContactResult,
  HelperKind,
  Overtaken,
  Since,
  TreatmentSource,
} from '../../domain/outreach/contact.ts';
import type { Reach } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import type { InsuranceType, RecordKind } from '../../domain/policy/schema.ts';
import { Prisma, type OutreachContact, type OutreachEvent, type PrismaClient } from '../../generated/engine/client.ts';
import { insertInto, writeAtOnce } from '../one-statement.ts';
import { appended } from '../subjects/effects.ts';

/** The latest record that shows that somebody was treated. */
export type FoundTreatment = {
  readonly source: TreatmentSource;
  readonly kind: RecordKind;
  readonly institution: string;
  readonly on: PlainDate;
};

/** Columns that hold codes of the domain; only the domain's own code writes them. */
interface Codes {
  insuranceType: InsuranceType;
  cause: ContactCause;
  found: FoundTreatment | null;
  state: 'open' | 'closed';
  helperKind: HelperKind | null;
  result: ContactResult | null;
  closedBecause: ContactClosing | null;
}

export type Contact = Omit<OutreachContact, keyof Codes> & Codes;

export function codedContact(row: OutreachContact): Contact {
  return row as unknown as Contact;
}

export type ContactEvent = OutreachEvent;

/** What is listed; what is undefined does not matter. */
export interface ContactFilter {
  readonly region?: string | undefined;
  readonly township?: string | undefined;
  readonly state?: string | undefined;
  readonly cause?: string | undefined;
  readonly helper?: string | undefined;
  readonly unassigned?: boolean | undefined;
}

type ChangedColumn =
  | 'helper'
  | 'helperKind'
  | 'helperSealed'
  | 'assignedAt'
  | 'assignments'
  | 'contactBy'
  | 'toldAt'
  | 'result'
  | 'reachedAt'
  | 'againOn'
  | 'consentedAt'
  | 'consentSealed'
  | 'consentToDiagnosis'
  | 'state'
  | 'closedBecause'
  | 'closedAt';

/** What somebody does with a contact. */
export interface ContactAct {
  readonly at: Date;
  readonly actor: string;
  /** assigned, or a result. */
  readonly action: 'assigned' | ContactResult;
  /** In ids and codes, for the audit chain of the person. */
  readonly said: object;
  readonly noteSealed: Uint8Array<ArrayBuffer> | null;
  /** What is left out stays as it is. */
  readonly columns: Partial<Pick<Contact, ChangedColumn>>;
}

export interface ContactSince {
  readonly id: string;
  readonly region: string;
  readonly since: Since;
}

interface SinceRow {
  id: string;
  region: string;
  died: boolean;
  caseId: string | null;
  caseRegion: string | null;
  recognised: boolean;
  isLater: boolean;
}

/** Without the disease, which whoever applies need not know. */
export interface ContactReceipt {
  readonly submissionId: string;
  readonly receivedAt: Date;
  readonly caseId: string;
}

export type ContactRecords = ReturnType<typeof contactRecords>;

/** Contacts 联系任务: what is done with one stands in its events, and in the audit chain of its person. */
export function contactRecords(prisma: PrismaClient) {
  return {
    /** @throws DomainError NOT_FOUND */
    async get(id: string): Promise<Contact> {
      const row = await prisma.outreachContact.findUnique({ where: { id } });
      if (row) return codedContact(row);
      throw new DomainError('NOT_FOUND', `There is no contact ${id}.`, { params: { contact: id } });
    },

    /** Within one of these reaches, longest open first. */
    async page(
      { unassigned, ...equal }: ContactFilter,
      within: readonly Reach[],
      after: { at: Date; id: string } | undefined,
      limit: number,
    ): Promise<Contact[]> {
      const rows = await prisma.outreachContact.findMany({
        where: {
          AND: [
            equal as Prisma.OutreachContactWhereInput,
            { OR: within.map(reached) },
            unassigned === undefined ? {} : { helper: unassigned ? null : { not: null } },
            after ? { OR: [{ openedAt: { gt: after.at } }, { openedAt: after.at, id: { gt: after.id } }] } : {},
          ],
        },
        orderBy: [{ openedAt: 'asc' }, { id: 'asc' }],
        take: limit,
      });
      return rows.map(codedContact);
    },

    eventsOf: (contactId: string): Promise<ContactEvent[]> =>
      prisma.outreachEvent.findMany({ where: { contactId }, orderBy: { id: 'asc' } }),

    /** What has become of the person since; undefined once it is closed. */
    async sinceOf(id: string): Promise<ContactSince | undefined> {
      const [since] = await openContacts(prisma, Prisma.sql`contact."id" = ${id}::uuid`, 1);
      return since;
    },

    openSince: (after: string | undefined, limit: number): Promise<ContactSince[]> =>
      openContacts(prisma, after === undefined ? Prisma.sql`TRUE` : Prisma.sql`contact."id" > ${after}::uuid`, limit),

    /**
     * Under the version that whoever acts has seen.
     * @param contact as it was read since
     * @throws DomainError VERSION_CONFLICT
     */
    async change({ id, personId, version }: Contact, seen: number, act: ContactAct): Promise<void> {
      const { at, actor, action, said, noteSealed, columns } = act;
      await prisma.$transaction(async (transaction) => {
        const data = { ...(columns as Prisma.OutreachContactUpdateManyMutationInput), version: { increment: 1 } };
        const where = { id, version: seen, state: 'open' };
        const { count } = version === seen ? await transaction.outreachContact.updateMany({ where, data }) : none;
        if (count === 0)
          throw new DomainError('VERSION_CONFLICT', 'The contact has changed since you read it.', {
            params: { contact: id },
          });
        const entry = {
          at,
          actor,
          action: action === 'assigned' ? 'contactAssigned' : 'contactReported',
          result: { contact: id, ...said },
        };
        await writeAtOnce(transaction, [
          ...(await appended(transaction, personId, `contact:${id}:change:${seen}`, entry)),
          insertInto('OutreachEvent', [{ contactId: id, at, actor, action, noteSealed }]),
        ]);
      });
    },

    /** Closes a contact that is still open, and says why; does nothing to one that is closed. */
    async close(id: string, { because, caseId }: Overtaken, at: Date, actor = 'system'): Promise<void> {
      const applied = because === 'applied' ? Prisma.sql`, "result" = 'applied'` : Prisma.empty;
      await prisma.$transaction(async (transaction) => {
        const [closed] = await transaction.$queryRaw<Pick<Contact, 'personId'>[]>`
          UPDATE "OutreachContact" SET "state" = 'closed', "closedBecause" = ${because}, "closedAt" = ${at}::timestamptz,
            "caseId" = ${caseId}::uuid, "againOn" = NULL, "version" = "version" + 1 ${applied}
          WHERE "id" = ${id}::uuid AND "state" = 'open' RETURNING "personId"`;
        if (!closed) return;
        const result = { contact: id, because, ...(caseId !== null && { case: caseId }) };
        const entry = { at, actor, action: 'contactClosed', result };
        await writeAtOnce(transaction, [
          ...(await appended(transaction, closed.personId, `contact:${id}:close`, entry)),
          insertInto('OutreachEvent', [{ contactId: id, at, actor, action: because }]),
        ]);
      });
    },

    /** Open ones whose helper has not heard of it, in the order of their ids. */
    async untold(after: string | undefined, limit: number): Promise<Contact[]> {
      const rows = await prisma.outreachContact.findMany({
        where: {
          state: 'open',
          helper: { not: null },
          toldAt: null,
          ...(after !== undefined && { id: { gt: after } }),
        },
        orderBy: { id: 'asc' },
        take: limit,
      });
      return rows.map(codedContact);
    },

    /** Does nothing where the contact has been given to somebody again since. */
    async recordTold(id: string, assignment: number, at: Date): Promise<void> {
      await prisma.$transaction(async (transaction) => {
        const [told] = await transaction.$queryRaw<Pick<Contact, 'personId' | 'helper'>[]>`
          UPDATE "OutreachContact" SET "toldAt" = ${at}::timestamptz
          WHERE "id" = ${id}::uuid AND "assignments" = ${assignment} AND "toldAt" IS NULL
          RETURNING "personId", "helper"`;
        if (!told) return;
        const entry = { at, actor: 'system', action: 'contactTold', result: { contact: id, helper: told.helper } };
        await writeAtOnce(transaction, [
          ...(await appended(transaction, told.personId, `contact:${id}:told:${assignment}`, entry)),
          insertInto('OutreachEvent', [{ contactId: id, at, actor: 'system', action: 'told' }]),
        ]);
      });
    },
  };
}

/** What was received under the key of a caller, for one disease as every application from a contact is. */
export async function receiptUnder(
  prisma: PrismaClient,
  clientId: string,
  idempotencyKey: string,
): Promise<ContactReceipt | undefined> {
  const where = { clientId_idempotencyKey: { clientId, idempotencyKey } };
  const received = await prisma.submission.findUnique({ where, include: { cases: { select: { id: true } } } });
  if (!received) return undefined;
  return { submissionId: received.id, receivedAt: received.receivedAt, caseId: received.cases[0]!.id };
}

const none = { count: 0 };

function reached({ regions, owner }: Reach): Prisma.OutreachContactWhereInput {
  return { ...(regions && { region: { in: [...regions] } }), ...(owner !== undefined && { helper: owner }) };
}

/**
 * What has become of the people of open contacts, in the order of the contacts' ids.
 * @param which a condition on `contact`
 */
async function openContacts(prisma: PrismaClient, which: Prisma.Sql, limit: number): Promise<ContactSince[]> {
  const rows = await prisma.$queryRaw<SinceRow[]>`
    SELECT contact."id", contact."region", person."diedOn" IS NOT NULL AS "died",
      latest."id" AS "caseId", latest."region" AS "caseRegion",
      (latest."holdsPlace" AND latest."outcome" = 'approved') IS TRUE AS "recognised",
      (latest."receivedAt" >= contact."openedAt") IS TRUE AS "isLater"
    FROM "OutreachContact" AS contact
    LEFT JOIN "RegistryPerson" AS person ON person."personId" = contact."personId"
    LEFT JOIN LATERAL (
      SELECT * FROM "ApplicationCase" AS filed
      WHERE filed."personId" = contact."personId" AND filed."disease" = contact."disease"
        AND (filed."holdsPlace" OR filed."receivedAt" >= contact."openedAt")
      ORDER BY filed."receivedAt" DESC LIMIT 1) AS latest ON TRUE
    WHERE contact."state" = 'open' AND ${which} ORDER BY contact."id" LIMIT ${limit}`;
  return rows.map(({ id, region, died, caseId, caseRegion, recognised, isLater }) => ({
    id,
    region,
    since: { died, ...(caseId !== null && { case: { id: caseId, region: caseRegion!, recognised, isLater } }) },
  }));
}
