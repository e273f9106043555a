/** Who takes part: the scenario's names, and what the parts of manteban know them by. */
import type { Role } from '../../domain/access/grants.ts';
import { checkCharacter } from '../../domain/identity-number.ts';
import type { RegistryEntry } from '../../examples/format.ts';
import type { TokenClaims } from '../../stack/issuer.ts';
import type { Member, Person } from './cast-format.ts';
import type { Content, Scenario } from './format.ts';

export type Cast = ReturnType<typeof createCast>;

export const administrator: TokenClaims = { subject: 'administrator', roles: ['administrator'], regions: '*' };
/** Looks at everything that a scenario expects. */
export const observer: TokenClaims = { subject: 'observer', roles: ['supervisor'], regions: '*' };

/** @param region where nobody says otherwise. */
export function createCast({ people, agents, staff }: Scenario, region: string) {
  const everybody = [...Object.keys(people), ...Object.keys(agents)];
  const learned = new Map<string, Partial<Person>>();

  /** 990101 is no region's code, 1990000 no network's number. */
  function applicantOf(name: string) {
    const { born, name: full = name, phone = phoneOf(name), email, language } = people[name]!;
    const digits = `990101${born.replaceAll('-', '')}${String(everybody.indexOf(name) + 1).padStart(3, '0')}`;
    const contact = { phone, ...(email && { email }), ...(language && { language }) };
    return { idNumber: digits + checkCharacter(digits), name: full, ...contact };
  }

  function phoneOf(name: string): string {
    return `1990000${String(everybody.indexOf(name) + 1).padStart(4, '0')}`;
  }

  function known(name: string): RegistryEntry {
    const { idNumber, name: full } = applicantOf(name);
    const {
      born: birthDate,
      diedOn,
      insurance,
      categories,
      records,
    }: Person = { ...people[name]!, ...learned.get(name) };
    const insured = insurance.map((held) => ({ ...held, region: held.region ?? region }));
    return {
      idNumber,
      name: full,
      village: '示例村',
      birthDate,
      insurance: insured,
      categories,
      records,
      ...(diedOn && { diedOn }),
    };
  }

  return {
    region,
    people,
    applicantOf,
    /** What other departments know of everybody. */
    known: () => Object.keys(people).map(known),
    /** What they know from now on, where it differs. */
    learn({ person, ...news }: Content<'know'>): RegistryEntry {
      learned.set(person, { ...learned.get(person), ...(news as Partial<Person>) });
      return known(person);
    },
    agentOf(name: string) {
      const { kind, name: full = name, authorisation } = agents[name]!;
      return { kind, name: full, phone: phoneOf(name), authorisation };
    },
    /** Somebody who helps without being family. */
    helperOf(name: string) {
      const { kind, name: full = name } = agents[name]!;
      return { subject: name, kind, name: full, phone: phoneOf(name) };
    },
    /** Where this one of the staff works; the first region, where that is everywhere. */
    regionOf(name: string): string {
      const [own = region] = staff[name]?.regions ?? [];
      return own === '*' ? region : own;
    },
    /** Whose register knows most of this person. */
    insuredIn: (name: string) => people[name]!.insurance[0]?.region ?? region,
    /** As whom this one calls the API. */
    callerOf(name: string): TokenClaims {
      const member = staff[name];
      if (name in people) {
        const { idNumber, name: full } = applicantOf(name);
        return { subject: name, roles: ['applicant'], regions: [], person: { idNumber, name: full } };
      }
      if (!member) return { subject: name, roles: [name in agents ? 'agent' : 'applicant'], regions: [] };
      const { role, institution, regions = [region] } = member;
      return {
        subject: name,
        roles: [role],
        regions: regions.includes('*') ? '*' : regions,
        ...(institution && { institution }),
      };
    },
    /** Whether this one has whoever applies before them. */
    hasDesk: (by: string) => ['hospitalDesk', 'handlingOfficer'].includes(staff[by]?.role ?? ''),
    channelFor(by: string): string {
      if (by in agents) return 'proxy';
      const member = staff[by];
      return !member ? 'online' : member.institution ? 'hospital' : 'window';
    },
    /** Entries of the staff register. */
    register: () => Object.entries(staff).map(([subject, member]) => ({ subject, entry: entryOf(member, region) })),
  };
}

function entryOf({ role, institution, department, specialties, regions = [] }: Member, region: string) {
  const roles: Role[] = [role];
  const place = { ...(institution && { institution }), ...(department && { department }) };
  return { roles, regions: regions.length > 0 ? regions : [region], specialties, ...place };
}
