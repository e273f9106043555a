import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import {
  checkPermittedContactAction,
  closedBy,
  overtakenBy,
  type ContactAction,
} from '../../domain/outreach/contact.ts';
import { plainDate } from '../../domain/plain-date.ts';
import { localDay } from '../../domain/time-zone.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { HelperDetails } from '../../store/cases/details.ts';
import type { ContactAct, ContactActs } from '../../store/outreach/contact-acts.ts';
import type { AgreedContact, ContactRecords } from '../../store/outreach/contacts.ts';
import type { SinceRecords } from '../../store/outreach/since.ts';
import { dateOf } from '../../store/rows.ts';
import { requirePermission } from '../http/authentication.ts';
import { standingOf, targetOf } from './contacts.ts';
import type { AssignmentForm, ReportForm } from './form.ts';

interface Dependencies {
  records: ContactRecords;
  acts: ContactActs;
  since: SinceRecords;
  sealer: Sealer;
  clock: Clock;
}

export type OutreachDesk = ReturnType<typeof createOutreachDesk>;

/** What people do with contacts, each under the version that they saw. */
export function createOutreachDesk({ records, acts, since, sealer, clock }: Dependencies) {
  return {
    actable,

    /** Consent was given to one helper; another asks for their own. Each assignment is told to whoever it names. */
    async assign(id: string, { version, helper, contactBy, note }: AssignmentForm, caller: Caller): Promise<void> {
      const row = await actable('assignContact', id, caller);
      const now = clock.now();
      if (contactBy !== undefined) requireAhead('contactBy', contactBy, localDay(now));
      const { subject, kind, ...details } = helper;
      if (subject === caller.subject)
        throw invalid('/body/helper/subject', 'nobody gives a contact to themselves', 'report on it yourself');
      const withdrawn = { consentedAt: null, consentSealed: null };
      const columns = {
        helper: subject,
        helperKind: kind,
        helperSealed: sealer.seal(details satisfies HelperDetails),
        assignedAt: now,
        assignments: row.assignments + 1,
        contactBy: dateOrNull(contactBy),
        toldAt: null,
        ...(subject !== row.helper && withdrawn),
      };
      const said = { helper: subject, kind };
      await acts.change(row, version, { ...actBy(caller, now, note), action: 'assigned', said, columns });
    },

    async report(id: string, { version, result, note, ...said }: ReportForm, caller: Caller): Promise<void> {
      const row = await actable('reportContact', id, caller);
      const now = clock.now();
      const because = closedBy(result);
      const { againOn, consent } = { againOn: undefined, consent: undefined, ...said };
      if (againOn !== undefined) requireAhead('againOn', againOn, localDay(now));
      const reached = result === 'reached' || result === 'wantsNone';
      const columns = {
        result,
        againOn: dateOrNull(againOn),
        ...(consent && {
          consentedAt: now,
          consentSealed: sealer.seal({ authorisation: consent.authorisation }),
        }),
        ...(reached && { reachedAt: row.reachedAt ?? now }),
        ...(because && { state: 'closed' as const, closedBecause: because, closedAt: now }),
      };
      const inCodes = { result, ...(consent && { consent: true }) };
      const act = { ...actBy(caller, now, note), action: result, said: inCodes, columns };
      await acts.change(row, version, act);
    },
  };

  /**
   * The contact, if the caller may do this to it now. What has been overtaken since is closed here and now.
   * @throws DomainError NOT_FOUND, NOT_PERMITTED, STATE_CONFLICT, AGENT_NOT_AUTHORISED
   */
  async function actable(action: ContactAction, id: string, caller: Caller): Promise<AgreedContact> {
    const row = await records.get(id);
    requirePermission(action, caller, targetOf(row));
    const open = await since.ofOpen(id);
    const overtaken = open && overtakenBy(open.region, open.since);
    if (overtaken) await acts.close(id, overtaken, clock.now());
    checkPermittedContactAction(action, overtaken ? { ...standingOf(row), state: 'closed' } : standingOf(row));
    return row;
  }

  function actBy(
    { subject: actor }: Caller,
    at: Date,
    note: string | undefined,
  ): Pick<ContactAct, 'at' | 'actor' | 'noteSealed'> {
    return { at, actor, noteSealed: note === undefined ? null : sealer.seal(note) };
  }
}

function dateOrNull(day: string | undefined): Date | null {
  return day === undefined ? null : dateOf(plainDate(day));
}

function requireAhead(field: 'contactBy' | 'againOn', day: string, today: string): void {
  if (day <= today) throw invalid(`/body/${field}`, 'is not ahead', `a day after ${today}`);
}

function invalid(where: string, problem: string, hint: string): DomainError {
  return new DomainError('INVALID_REQUEST', `${where}: ${problem}`, { findings: [{ where, problem, hint }] });
}
