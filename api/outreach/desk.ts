import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import {
  checkPermittedContactAction,
  closedBy,
  overtakenBy,
  type ContactAction,
} from '../../domain/outreach/contact.ts';
import { localDay } from '../../domain/time-zone.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { HelperDetails } from '../../store/cases/details.ts';
import { closeContact, openContactsSince, type Contact } from '../../store/outreach/contacts.ts';
import { requirePermission } from '../http/authentication.ts';
import { contactOf, standingOf, targetOf } from './contacts.ts';
import type { AssignmentForm, ReportForm } from './form.ts';

interface Dependencies {
  prisma: PrismaClient;
  sealer: Sealer;
  clock: Clock;
}

export type OutreachDesk = ReturnType<typeof createOutreachDesk>;

/** What people do with contacts, each under the version that they saw. */
export function createOutreachDesk({ prisma, sealer, clock }: Dependencies) {
  return {
    actable,

    /** Consent was given to one helper; another asks for their own. Each assignment is told to whoever it names. */
    async assign(id: string, { version, helper, contactBy, note }: AssignmentForm, caller: Caller): Promise<void> {
      const row = await actable('assignContact', id, caller);
      const now = clock.now();
      if (contactBy !== undefined) requireAhead('contactBy', contactBy, localDay(now));
      const { subject, kind, ...details } = helper;
      const withdrawn = { consentedAt: null, consentSealed: null, consentToDiagnosis: false };
      const given = { helper: subject, helperKind: kind, helperSealed: sealer.seal(details satisfies HelperDetails) };
      const assigned = {
        assignedAt: now,
        assignments: { increment: 1 },
        contactBy: dateOrNull(contactBy),
        toldAt: null,
      };
      const data = { ...given, ...assigned, ...(subject !== row.helper && withdrawn) };
      await change(row, version, data, 'assigned', note, caller);
    },

    async report(id: string, { version, result, note, ...said }: ReportForm, caller: Caller): Promise<void> {
      const row = await actable('reportContact', id, caller);
      const now = clock.now();
      const because = closedBy(result);
      const { againOn, consent } = { againOn: undefined, consent: undefined, ...said };
      if (againOn !== undefined) requireAhead('againOn', againOn, localDay(now));
      const agreed = consent && {
        consentedAt: now,
        consentToDiagnosis: consent.consentToDiagnosis,
        consentSealed: sealer.seal({ authorisation: consent.authorisation }),
      };
      const reached = result === 'reached' || result === 'wantsNone';
      const data = {
        result,
        againOn: dateOrNull(againOn),
        ...agreed,
        ...(reached && { reachedAt: row.reachedAt ?? now }),
        ...(because && { state: 'closed', closedBecause: because, closedAt: now }),
      };
      await change(row, version, data, result, note, caller);
    },
  };

  /**
   * The contact, if the caller may do this to it now. What has been overtaken since is closed here and now.
   * @throws DomainError NOT_FOUND, NOT_PERMITTED, STATE_CONFLICT, AGENT_NOT_AUTHORISED
   */
  async function actable(action: ContactAction, id: string, caller: Caller): Promise<Contact> {
    const row = await contactOf(prisma, id);
    requirePermission(action, caller, targetOf(row));
    const [open] = await openContactsSince(prisma, Prisma.sql`contact."id" = ${id}::uuid`, 1);
    const overtaken = open && overtakenBy(open.region, open.since);
    if (overtaken) await closeContact(prisma, id, overtaken, clock.now(), 'system');
    checkPermittedContactAction(action, overtaken ? { ...standingOf(row), state: 'closed' } : standingOf(row));
    return row;
  }

  async function change(
    { id }: Contact,
    version: number,
    data: Prisma.OutreachContactUpdateManyMutationInput,
    action: string,
    note: string | undefined,
    { subject: actor }: Caller,
  ): Promise<void> {
    const event = {
      contactId: id,
      at: clock.now(),
      actor,
      action,
      noteSealed: note === undefined ? null : sealer.seal(note),
    };
    await prisma.$transaction(async (transaction) => {
      const where = { id, version, state: 'open' };
      const { count } = await transaction.outreachContact.updateMany({
        where,
        data: { ...data, version: { increment: 1 } },
      });
      if (count === 0)
        throw new DomainError('VERSION_CONFLICT', 'The contact has changed since you read it.', {
          params: { contact: id },
        });
      await transaction.outreachEvent.create({ data: event });
    });
  }
}

function dateOrNull(day: string | undefined): Date | null {
  return day === undefined ? null : new Date(day);
}

function requireAhead(field: 'contactBy' | 'againOn', day: string, today: string): void {
  if (day > today) return;
  const where = `/body/${field}`;
  throw new DomainError('INVALID_REQUEST', `${where}: is not ahead`, {
    findings: [{ where, problem: 'is not ahead', hint: `a day after ${today}` }],
  });
}
