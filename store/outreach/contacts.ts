import type {
  ContactCause,
  ContactClosing,
  ContactResult,
  HelperKind,
  TreatmentSource,
} from '../../domain/outreach/contact.ts';
import type { Reach } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import type { InsuranceType, RecordKind } from '../../domain/policy/schema.ts';
import type { OutreachContact, OutreachEvent, Prisma, PrismaClient } from '../../generated/engine/client.ts';

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

/** With who has the person's consent to learn the diagnosis. */
export type AgreedContact = Contact & { readonly consents: readonly { readonly agent: string | null }[] };

const agreed = {
  consents: { where: { withdrawnAt: null }, select: { agent: true } },
} satisfies Prisma.OutreachContactInclude;

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

export type ContactRecords = ReturnType<typeof contactRecords>;

/** Contacts 联系任务, for whoever reads them. */
export function contactRecords(prisma: PrismaClient) {
  return {
    /** @throws DomainError NOT_FOUND */
    async get(id: string): Promise<AgreedContact> {
      const row = await prisma.outreachContact.findUnique({ where: { id }, include: agreed });
      if (row) return { ...codedContact(row), consents: row.consents };
      throw new DomainError('NOT_FOUND', `There is no contact ${id}.`, { params: { contact: id } });
    },

    /** Within one of these reaches, longest open first. */
    async page(
      { unassigned, ...equal }: ContactFilter,
      within: readonly Reach[],
      after: { at: Date; id: string } | undefined,
      limit: number,
    ): Promise<AgreedContact[]> {
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
        include: agreed,
      });
      return rows.map((row) => ({ ...codedContact(row), consents: row.consents }));
    },

    eventsOf: (contactId: string): Promise<ContactEvent[]> =>
      prisma.outreachEvent.findMany({ where: { contactId }, orderBy: { id: 'asc' } }),

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
  };
}

function reached({ regions, agent }: Reach): Prisma.OutreachContactWhereInput {
  return { ...(regions && { region: { in: [...regions] } }), ...(agent && { helper: { in: [...agent] } }) };
}
