import { permits, reaches, type Caller, type Target } from '../../domain/access/access.ts';
import { maskIdentityNumber, maskName } from '../../domain/identity-number.ts';
import { permittedContactActions, type ContactStanding } from '../../domain/outreach/contact.ts';
import { whatWouldBeNeeded } from '../../domain/outreach/needed.ts';
import { wordingOf, type Wording } from '../../domain/notices/wording.ts';
import { getDisease } from '../../domain/policy/recognition.ts';
import type { Evidence, Policy } from '../../domain/policy/schema.ts';
import { languageOf } from '../../platform/http/language.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { texts } from '../../platform/texts.ts';
import type { HelperDetails, RegisteredDetails } from '../../store/cases/details.ts';
import type { CaseStore } from '../../store/cases/port.ts';
import type {
  AgreedContact,
  Contact,
  ContactEvent,
  ContactFilter,
  ContactRecords,
} from '../../store/outreach/contacts.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { dayOf } from '../../store/rows.ts';
import { requirePermission } from '../http/authentication.ts';
import { pageOf, type Position } from '../http/cursor.ts';

interface Dependencies {
  records: ContactRecords;
  cases: Pick<CaseStore, 'get'>;
  sealer: Sealer;
  policies: PolicyStore;
}

export type ContactReads = ReturnType<typeof createContactReads>;

/** What people see of contacts: a helper those that were given to them, and no sensitive disease without consent. */
export function createContactReads({ records, cases, sealer, policies }: Dependencies) {
  return {
    /** Longest open first. */
    async list(filter: ContactFilter, caller: Caller, limit: number, after: Position | undefined) {
      const rows = await records.page(filter, reaches('listContacts', caller), after, limit + 1);
      const { items, next } = pageOf(rows, limit, ({ openedAt, id }) => ({ at: openedAt, id }));
      return { items: items.map((row) => summaryOf(row, caller)), next };
    },

    /** @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async get(id: string, caller: Caller, language: string | undefined) {
      const row = await records.get(id);
      requirePermission('listContacts', caller, targetOf(row));
      const events = await records.eventsOf(id);
      const policy = await policies.get(row.policyVersionId);
      const wording = wordingOf(policy, row.disease, languageOf(language), texts);
      const diagnosis = mayLearnDiagnosis(row, caller);
      return {
        ...summaryOf(row, caller),
        person: personOf(row, caller),
        helper: helperOf(row),
        guidance: guidanceFor(row, wording, diagnosis),
        found: diagnosis ? row.found : null,
        whatWouldBeNeeded: diagnosis ? await neededFor(row, policy, wording) : null,
        consent: row.consentedAt && {
          at: row.consentedAt.toISOString(),
          toDiagnosis: row.consents.some(({ agent }) => agent === row.helper),
        },
        application: row.caseId && `/v1/applications/${row.caseId}`,
        permittedActions: permittedContactActions(standingOf(row), caller, targetOf(row)),
        events: events.map(eventView),
      };
    },
  };

  function summaryOf(row: AgreedContact, caller: Caller) {
    const {
      id,
      region,
      township,
      cause,
      state,
      result,
      closedBecause,
      version,
      openedAt,
      closedAt,
      contactBy,
      againOn,
      helper,
      helperKind,
    } = row;
    return {
      id,
      region,
      township,
      cause,
      state,
      result,
      closedBecause,
      version,
      disease: mayLearnDiagnosis(row, caller) ? row.disease : null,
      person: masked(detailsOf(row)),
      helper: helper !== null && helperKind ? { subject: helper, kind: helperKind } : null,
      openedAt: openedAt.toISOString(),
      closedAt: closedAt?.toISOString() ?? null,
      contactBy: contactBy && dayOf(contactBy),
      againOn: againOn && dayOf(againOn),
      links: { self: `/v1/outreach/contacts/${id}` },
    };
  }

  /**
   * Whoever is to find the person learns who it is, whoever names that one only in which village: nobody goes through
   * the contacts of a region for names and telephones. The identity number nobody needs.
   */
  function personOf(row: AgreedContact, caller: Caller) {
    const details = detailsOf(row);
    const { name, idNumber } = masked(details);
    const village = permits('reportContact', caller, targetOf(row)).permitted ? (details.village ?? null) : null;
    if (row.helper !== caller.subject) return { name, idNumber, phone: null, village };
    return { name: details.name, idNumber, phone: details.phone ?? null, village };
  }

  function helperOf({ helper, helperKind, helperSealed, toldAt }: Contact) {
    if (helper === null || !helperKind || !helperSealed) return null;
    const { name, phone = null } = sealer.open(helperSealed) as HelperDetails;
    return { subject: helper, kind: helperKind, name, phone, toldAt: toldAt?.toISOString() ?? null };
  }

  /** In the words, and by the criteria, of the policy under which it was refused. */
  async function neededFor({ refusedCaseId, disease }: Contact, policy: Policy, wording: Wording) {
    if (refusedCaseId === null) return null;
    const reasons = (await cases.get(refusedCaseId)).decision?.reasons ?? [];
    return {
      reasons: reasons.map((reason) => ({ ...reason, text: wording.reason(reason), hint: wording.hint(reason) })),
      evidence: whatWouldBeNeeded(getDisease(policy, disease), reasons).map(
        ({ criterion, required, alternatives }) => ({
          criterion,
          required: required.map(evidenceView),
          alternatives: alternatives.map(evidenceView),
        }),
      ),
    };
  }

  function eventView({ at, actor, action, noteSealed }: ContactEvent) {
    return { at: at.toISOString(), actor, action, note: noteSealed && (sealer.open(noteSealed) as string) };
  }

  function detailsOf({ personSealed }: Contact): RegisteredDetails {
    return sealer.open(personSealed) as RegisteredDetails;
  }
}

/**
 * As the access table looks at it: the register names the person, and what is not sensitive may be named to whoever is
 * to speak about it.
 */
export function targetOf({ region, personId, helper, sensitive, consents }: AgreedContact): Target {
  const agents = helper === null ? [] : [helper];
  const agreed = consents.some(({ agent }) => agent === helper);
  return { region, person: personId, agents, vouched: true, consent: !sensitive || agreed };
}

export function standingOf({ state, consentedAt }: Contact): ContactStanding {
  return { state, consented: consentedAt !== null };
}

function mayLearnDiagnosis(row: AgreedContact, caller: Caller): boolean {
  return permits('readContactDiagnosis', caller, targetOf(row)).permitted;
}

/** What to say at the door. */
function guidanceFor({ cause, disease }: Contact, wording: Wording, diagnosis: boolean): string {
  return diagnosis
    ? wording.text(`outreach.${cause}`, { disease: wording.disease(disease) })
    : wording.text(`outreach.${cause}Unnamed`);
}

function masked({ name, idNumber }: RegisteredDetails) {
  return { name: maskName(name), idNumber: maskIdentityNumber(idNumber) };
}

function evidenceView({ code, names, record, paperAccepted }: Evidence) {
  return { code, names, kinds: record.kinds, paperAccepted };
}
