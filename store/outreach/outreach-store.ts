import { randomUUID } from 'node:crypto';
import { standingAmong, withReported } from '../../domain/continuity/reported-facts.ts';
import type { ContactClosing } from '../../domain/outreach/contact.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import { localDay } from '../../domain/time-zone.ts';
import {
  Prisma,
  type ApplicationCase,
  type OutreachContact,
  type PrismaClient,
} from '../../generated/engine/client.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { HelperDetails, PersonDetails, RegisteredDetails } from '../cases/details.ts';
import { contactActs } from './contact-acts.ts';
import { contactRecords } from './contacts.ts';
import { sinceRecords } from './since.ts';
import { writeAtOnce } from '../one-statement.ts';
import { dateOf, dayOf } from '../rows.ts';
import { appendedToAll, type NewEntry } from '../subjects/effects.ts';
import { subjectsOnce } from '../subjects/subject.ts';
import type { Among, ContactsToTell, OutreachContacts, NewContact, PoorPerson, Refusal } from './port.ts';
import { factsIn, recordsIn, registered } from '../registers/registry.ts';
import { diedByReport, reportedInto, toEvent } from '../registers/reported.ts';

/** What the person wanted nothing of, and who was nowhere to be found. */
const settling: readonly ContactClosing[] = ['wantsNone', 'diedOrMoved'];

type RefusalRow = Omit<Refusal, 'categories' | 'decidedOn'> & { readonly decidedAt: Date };

/** The registers of the embedded stack, and the contacts beside them. */
export function createPrismaOutreach(prisma: PrismaClient, sealer: Sealer): OutreachContacts & ContactsToTell {
  const records = contactRecords(prisma);
  const { close, recordTold } = contactActs(prisma);
  const { openSince } = sinceRecords(prisma);
  return {
    openSince,
    close,
    recordTold,

    async poor(among) {
      const rows = await prisma.$queryRaw<{ personId: string }[]>`
        SELECT "personId" FROM (
          SELECT category."personId" FROM "RegistryCategory" AS category
          WHERE ${belongs(among)} AND ${beyond(Prisma.sql`category."personId"`, among)}
          UNION
          SELECT "personId" FROM (${reportedInto(among.categories)}) AS reported
          WHERE ${beyond(Prisma.sql`reported."personId"`, among)}) AS poor
        ORDER BY "personId" LIMIT ${among.limit}`;
      return peopleOf(
        rows.map(({ personId }) => personId),
        among.since,
      );
    },

    async refusals(among) {
      const rows = await prisma.$queryRaw<RefusalRow[]>`
        SELECT refused."id" AS "caseId", refused."personId", refused."region", refused."disease", refused."sensitive",
          refused."insuranceType", submission."policyVersionId", refused."decidedAt"
        FROM "ApplicationCase" AS refused
        JOIN "Submission" AS submission ON submission."id" = refused."submissionId"
        JOIN "RegistryPerson" AS person ON person."personId" = refused."personId"
          AND person."diedOn" IS NULL AND NOT ${diedByReport(Prisma.sql`person."personId"`)}
        WHERE refused."outcome" = 'notRecognised' AND refused."stage" = 'closed'
          AND ${beyond(Prisma.sql`refused."id"`, among)}
          AND refused."decidedAt" >= ${dateOf(among.since)}::date
          AND (EXISTS (SELECT FROM "RegistryCategory" AS category
              WHERE category."personId" = refused."personId" AND ${belongs(among)})
            OR refused."personId" IN (${reportedInto(among.categories)}))
          AND NOT EXISTS (SELECT FROM "OutreachContact" WHERE "refusedCaseId" = refused."id")
          AND NOT EXISTS (SELECT FROM "ApplicationCase" AS other
            WHERE other."personId" = refused."personId" AND other."disease" = refused."disease"
              AND other."id" <> refused."id" AND (other."holdsPlace" OR other."receivedAt" >= refused."decidedAt"))
        ORDER BY refused."id" LIMIT ${among.limit}`;
      const ids = rows.map(({ personId }) => personId);
      const people = new Map((await peopleOf(ids, among.since)).map((person) => [person.personId, person]));
      return rows.map(({ decidedAt, ...row }) => ({
        ...row,
        categories: people.get(row.personId)!.categories,
        decidedOn: localDay(decidedAt),
      }));
    },

    async open(contacts, at) {
      if (contacts.length === 0) return 0;
      const details = await detailsOf(contacts);
      const data = contacts.map(({ found, ...contact }) => {
        const { township, details: person } = details(contact);
        const state = { id: randomUUID(), state: 'open', openedAt: at, township };
        return { ...contact, ...state, personSealed: sealer.seal(person), ...(found && { found }) };
      });
      const people = contacts.map(({ personId }) => ({ id: personId, kind: 'person', region: null }) as const);
      return prisma.$transaction(
        async (transaction) => {
          await transaction.$executeRaw(subjectsOnce(people));
          const opened = await transaction.outreachContact.createManyAndReturn({ data, skipDuplicates: true });
          if (opened.length > 0)
            await writeAtOnce(transaction, await appendedToAll(transaction, opened.map(openedEntry)));
          return opened.length;
        },
        { timeout: 25_000 },
      );
    },

    async untold(after, limit) {
      const rows = await records.untold(after, limit);
      return rows.map(
        ({ id, disease, township, assignments, contactBy, policyVersionId, personSealed, helperSealed }) => ({
          contactId: id,
          disease,
          township,
          assignment: assignments,
          policyVersionId,
          contactBy: contactBy && dayOf(contactBy),
          person: (sealer.open(personSealed) as RegisteredDetails).name,
          helper: sealer.open(helperSealed!) as HelperDetails,
        }),
      );
    },
  };

  async function peopleOf(ids: readonly string[], since: PlainDate): Promise<PoorPerson[]> {
    const where = { personId: { in: [...ids] } };
    const include = { ...registered, records: { where: { on: { gte: dateOf(since) } } } };
    const [people, reported, cases, contacts] = await Promise.all([
      prisma.registryPerson.findMany({ where, include, orderBy: { personId: 'asc' } }),
      prisma.registryEvent.findMany({ where }),
      prisma.applicationCase.findMany({ where }),
      prisma.outreachContact.findMany({ where }),
    ]);
    return people.map((person) => {
      const ofPerson = <Row extends { personId: string }>(rows: readonly Row[]) =>
        rows.filter(({ personId }) => personId === person.personId);
      const filed = ofPerson(cases);
      const sought = ofPerson(contacts);
      const held = [...filed.filter(({ holdsPlace }) => holdsPlace), ...sought.filter(({ state }) => state === 'open')];
      const settled = [...filed.flatMap(settledCase), ...sought.flatMap(settledContact)];
      return {
        personId: person.personId,
        ...withReported(factsIn(person), standingAmong(ofPerson(reported).map(toEvent))),
        records: recordsIn(person, sealer),
        held: held.map(({ disease }) => disease),
        settled,
      };
    });
  }

  /** As the register has them; who was refused gave a telephone number with the application. */
  async function detailsOf(contacts: readonly NewContact[]) {
    const refused = contacts.flatMap(({ refusedCaseId }) => refusedCaseId ?? []);
    const [people, cases] = await Promise.all([
      prisma.registryPerson.findMany({ where: { personId: { in: contacts.map(({ personId }) => personId) } } }),
      prisma.applicationCase.findMany({
        where: { id: { in: refused } },
        select: { id: true, submission: { select: { applicantSealed: true } } },
      }),
    ]);
    const registers = new Map(people.map((person) => [person.personId, person]));
    const applicants = new Map(
      cases.map(({ id, submission }) => [id, sealer.open(submission.applicantSealed) as PersonDetails]),
    );
    return ({ personId, refusedCaseId }: Pick<NewContact, 'personId' | 'refusedCaseId'>) => {
      const { township, detailsSealed } = registers.get(personId)!;
      const phone = applicants.get(refusedCaseId ?? '')?.phone;
      return {
        township,
        details: { ...(sealer.open(detailsSealed) as RegisteredDetails), ...(phone !== undefined && { phone }) },
      };
    };
  }
}

function openedEntry({ id, personId, region, disease, cause, openedAt }: OutreachContact): NewEntry {
  const result = { contact: id, region, disease, cause };
  const effect = { at: openedAt, actor: 'rules', action: 'contactOpened', result };
  return { subjectId: personId, key: `contact:${id}:open`, effect };
}

/** In one of the categories on that day. */
function belongs({ categories, on }: Among): Prisma.Sql {
  return Prisma.sql`category."category" = ANY(${[...categories]}::text[]) AND category."from" <= ${dateOf(on)}::date
    AND (category."until" IS NULL OR category."until" >= ${dateOf(on)}::date)`;
}

function beyond(id: Prisma.Sql, { after }: Pick<Among, 'after'>): Prisma.Sql {
  return after === undefined ? Prisma.sql`TRUE` : Prisma.sql`${id} > ${after}::uuid`;
}

function settledCase({ disease, outcome, decidedAt, ending, endedAt }: ApplicationCase): PoorPerson['settled'] {
  if (outcome === 'notRecognised' && decidedAt) return [{ disease, on: localDay(decidedAt) }];
  return ending === 'withdrawn' && endedAt ? [{ disease, on: localDay(endedAt) }] : [];
}

function settledContact({ disease, closedBecause, closedAt }: OutreachContact): PoorPerson['settled'] {
  const isSettled = settling.some((because) => because === closedBecause);
  return isSettled && closedAt ? [{ disease, on: localDay(closedAt) }] : [];
}
