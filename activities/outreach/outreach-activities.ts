import { isPoor } from '../../domain/eligibility/priority.ts';
import { overtakenBy, type TreatmentSource } from '../../domain/outreach/contact.ts';
import { searchedFrom, soughtDiagnoses, treatedUnrecognised } from '../../domain/outreach/treated.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import type {
  Among,
  OutreachContacts,
  NewContact,
  PoorPerson,
  Refusal,
  SettledTreatments,
} from '../../store/outreach/port.ts';
import type { PublishedPolicies, PublishedPolicy } from '../../store/policies/published-policies.ts';

interface Dependencies {
  contacts: OutreachContacts;
  settled: SettledTreatments;
  inForce: PublishedPolicies;
}

/** `today` in the time zone of the regions; `at` is an ISO instant of workflow time. */
interface Page {
  today: PlainDate;
  at: string;
  after?: string;
}

/** How many contacts were opened or closed, and where to read on; no `next` after the last page. */
interface Done {
  readonly contacts: number;
  readonly next?: string;
}

export type OutreachActivities = ReturnType<typeof createOutreachActivities>;

const pageSize = 200;

/** Each is a page that may be done again: what it opened is open, what it closed is closed. */
export function createOutreachActivities({ contacts, settled, inForce }: Dependencies) {
  return {
    /** Nobody is sought who has died, applied or been recognised since. */
    async closeOvertakenContacts({ at, after }: Page): Promise<Done> {
      const page = await contacts.openSince(after, pageSize);
      const overtaken = page.flatMap(({ id, region, since }) => {
        const reason = overtakenBy(region, since);
        return reason ? [{ id, reason }] : [];
      });
      for (const { id, reason } of overtaken) await contacts.close(id, reason, new Date(at));
      return done(
        overtaken.length,
        page.map(({ id }) => id),
      );
    },

    /** In the registers' records. One contact a person and disease, while it is open. */
    async seekTreated({ today, at, after }: Page): Promise<Done> {
      const among = amongPoor(today, after);
      if (!among) return { contacts: 0 };
      const people = await contacts.poor(among);
      return seek('registers', people, today, at);
    },

    /** In the claims that were settled. Whom the registers' records led to has a contact already. */
    async seekSettled({ today, at, after }: Page): Promise<Done> {
      const among = amongPoor(today, after);
      if (!among) return { contacts: 0 };
      const people = await contacts.poor(among);
      const treatments = await settled.treatmentsOf({
        personIds: people.map(({ personId }) => personId),
        since: among.since,
        diagnoses: [...new Set(seeking(today).flatMap(({ policy }) => soughtDiagnoses(policy)))],
      });
      const known = people.map((person) => ({ ...person, records: treatments.get(person.personId) ?? [] }));
      return seek('claims', known, today, at);
    },

    /** One contact a refusal, whatever came of it. */
    async followRefusals({ today, at, after }: Page): Promise<Done> {
      const among = amongPoor(today, after);
      if (!among) return { contacts: 0 };
      const refusals = await contacts.refusals(among);
      const followed = refusals.filter((refusal) => isFollowed(refusal, today)).map(refusalContact);
      return done(
        await contacts.open(followed, new Date(at)),
        refusals.map(({ caseId }) => caseId),
      );
    },
  };

  async function seek(
    source: TreatmentSource,
    people: readonly PoorPerson[],
    today: PlainDate,
    at: string,
  ): Promise<Done> {
    const sought = people.flatMap((person) =>
      inForce.all(today).flatMap((policy) => treatedContacts(source, policy, person, today)),
    );
    return done(
      await contacts.open(sought, new Date(at)),
      people.map(({ personId }) => personId),
    );
  }

  function seeking(today: PlainDate): readonly PublishedPolicy[] {
    return inForce.all(today).filter(({ policy }) => searchedFrom(policy, today));
  }

  /** Of every region that seeks people out; undefined where none does. */
  function amongPoor(today: PlainDate, after: string | undefined): Among | undefined {
    const regions = seeking(today);
    const [since] = regions.map(({ policy }) => searchedFrom(policy, today)!).toSorted();
    const categories = [...new Set(regions.flatMap(({ policy }) => poorCategories(policy)))];
    return since && { categories, since, on: today, after, limit: pageSize };
  }

  function isFollowed(refusal: Refusal, today: PlainDate): boolean {
    const policy = inForce.all(today).find((each) => each.policy.region.code === refusal.region)?.policy;
    const since = policy && searchedFrom(policy, today);
    return since !== undefined && since <= refusal.decidedOn && isPoor(policy!, refusal, today);
  }
}

function poorCategories({ populations }: Policy): string[] {
  return Object.entries(populations).flatMap(([code, { poor }]) => (poor ? [code] : []));
}

function treatedContacts(
  source: TreatmentSource,
  { policy, reference }: PublishedPolicy,
  person: PoorPerson,
  today: PlainDate,
): NewContact[] {
  return treatedUnrecognised(policy, person, today).map(
    ({ disease, insuranceType, record: { kind, institution, on } }) => ({
      personId: person.personId,
      region: policy.region.code,
      disease: disease.code,
      insuranceType,
      // Where nobody has said, it is better not named.
      sensitive: disease.sensitive.value !== false,
      cause: 'treated',
      found: { source, kind, institution, on },
      refusedCaseId: null,
      policyVersionId: reference.id,
    }),
  );
}

function refusalContact({
  caseId,
  personId,
  region,
  disease,
  sensitive,
  insuranceType,
  policyVersionId,
}: Refusal): NewContact {
  return {
    personId,
    region,
    disease,
    sensitive,
    insuranceType,
    policyVersionId,
    cause: 'refused',
    found: null,
    refusedCaseId: caseId,
  };
}

function done(contacts: number, ids: readonly string[]): Done {
  const last = ids.at(-1);
  return last !== undefined && ids.length === pageSize ? { contacts, next: last } : { contacts };
}
