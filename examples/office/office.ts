/** The office whose month the examples are: it registers people and writes down who applied for what. */
import { addMonths, plainDate, yearMonthDay, type PlainDate } from '../../domain/plain-date.ts';
import type { ApplicationKind } from '../../domain/eligibility/verdict.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import { knownValue } from '../../domain/policy/figure.ts';
import { getDisease } from '../../domain/policy/recognition.ts';
import type { Channel, InsuranceType, Policy } from '../../domain/policy/schema.ts';
import type { ExampleApplication, ExpectedCase, RegistryEntry } from '../format.ts';
import { authorisations, type AgentKind } from './agents.ts';
import { clinic, type HospitalRecord } from './clinic.ts';
import { paperFor } from './papers.ts';
import { county, type Person, type Sex } from './people.ts';
import type { Random } from './random.ts';

export interface Registered {
  readonly ages?: readonly [from: number, to: number];
  readonly sex?: Sex;
  readonly insurance?: RegistryEntry['insurance'];
  readonly categories?: readonly string[];
  readonly records?: readonly HospitalRecord[];
  readonly diedOn?: string;
}

/** One disease that is applied for, and what becomes of it. */
export interface Asked {
  readonly disease: string;
  /** As the person puts it; else one of the wordings that the pack knows. */
  readonly wording?: string;
  readonly kind?: ApplicationKind;
  /** null = none chosen. */
  readonly institution?: string | null;
  readonly records?: readonly HospitalRecord[];
  readonly papers?: readonly { readonly evidence: string; readonly file: string }[];
  readonly expect?: Omit<ExpectedCase, 'disease'>;
}

export interface Applied {
  readonly note: string;
  readonly channel: Channel;
  readonly insuranceType?: InsuranceType;
  readonly agent?: AgentKind | undefined;
  readonly diseases: readonly Asked[];
  readonly error?: ErrorCode;
}

export const region = 'rizhao';
const agentChannels: readonly Channel[] = ['assisted', 'proxy'];

export type Office = ReturnType<typeof openOffice>;

export function openOffice(policy: Policy, random: Random, today: PlainDate) {
  const people = county(random, today);
  const hospitals = clinic(policy, random, today);
  const registry = new Map<string, RegistryEntry>();
  const lines: ExampleApplication[] = [];
  const turns = new Map<string, number>();

  /** Somebody of the age and in the circumstances in which people come down with the disease. */
  function citizen(disease: string, known: Registered = {}): Person {
    const person = people.person(known.ages ?? hospitals.ages(disease), known.sex);
    const { idNumber, name, village, township, birthDate } = person;
    registry.set(idNumber, {
      idNumber,
      name,
      village,
      township,
      birthDate,
      ...(known.diedOn && { diedOn: known.diedOn }),
      insurance: known.insurance ?? [usualInsurance(person)],
      categories: (known.categories ?? usualCategories(disease)).map((category) => ({
        category,
        from: `${random.int(2017, 2024)}-01-01`,
      })),
      records: [...(known.records ?? [])],
    });
    return person;
  }

  function usualInsurance({ birthDate }: Person): RegistryEntry['insurance'][number] {
    const age = yearMonthDay(today)[0] - yearMonthDay(birthDate)[0];
    const employed = age >= 20 && random.chance(age < 60 ? 0.42 : 0.2);
    return { type: employed ? 'employee' : 'resident', region, from: `${random.int(2008, 2021)}-01-01` };
  }

  function usualCategories(disease: string): string[] {
    const poor = random.chance(0.3) ? [random.pick(poorCategories)] : [];
    const contracted = poor.length > 0 && random.chance(0.4) ? ['contractedPoorChronic'] : [];
    const affected = affectedBy[disease];
    return [...poor, ...contracted, ...(affected && random.chance(0.5) ? [affected] : [])];
  }

  function recorded({ idNumber }: Person, records: readonly HospitalRecord[]): void {
    registry.get(idNumber)!.records.push(...records);
  }

  function apply(person: Person, applied: Applied): ExampleApplication {
    const { note, channel, diseases } = applied;
    const kind = applied.agent ?? (agentChannels.includes(channel) && !applied.error ? usualAgent(person) : undefined);
    const agent = kind && agentOf(kind, person);
    const hospital = channel === 'hospital' ? hospitalOf(diseases[0]!) : undefined;
    const caller = callerOf(channel, person, agent, hospital);
    const isPresent = caller.role === 'hospitalDesk' || caller.role === 'handlingOfficer';
    const isVouchedFor = isPresent || caller.role === 'applicant';
    const line: ExampleApplication = {
      key: `rizhao-2025-06-${String(lines.length + 1).padStart(4, '0')}`,
      note,
      caller,
      submission: {
        region,
        channel,
        applicant: applicantOf(person, agent),
        ...(agent && { agent }),
        ...(isPresent && { presence: { proof: 'electronicCredential' } }),
        insuranceType: applied.insuranceType ?? registry.get(person.idNumber)?.insurance[0]?.type ?? 'resident',
        diseases: diseases.map((asked) => diseaseOf(asked, hospital)),
      },
      documents: diseases.flatMap(({ papers = [] }, disease) => papers.map((paper) => ({ disease, ...paper }))),
      expect: applied.error
        ? { error: applied.error }
        : {
            cases: diseases.map(({ disease, expect }) => ({
              disease,
              ...(isVouchedFor ? expect! : unverified(disease, expect!)),
            })),
          },
    };
    lines.push(line);
    return line;
  }

  /** A person checks who applied, before anything is decided. */
  function unverified(disease: string, { because = [] }: Omit<ExpectedCase, 'disease'>): Omit<ExpectedCase, 'disease'> {
    const isImmediate = knownValue(getDisease(policy, disease).procedure) === 'immediate';
    const stage = isImmediate ? 'awaitingOfficer' : 'awaitingAcceptance';
    return { stage, because: ['identityNotVerified', ...because] };
  }

  function hospitalOf({ records, disease }: Asked): string {
    return records?.[0]?.institution ?? hospitals.reviewing(disease);
  }

  function diseaseOf({ disease, wording, kind, institution, records }: Asked, hospital: string | undefined) {
    const chosen = institution === undefined ? (hospital ?? hospitals.treating(disease)) : institution;
    return {
      disease: wording ?? nextWording(disease),
      ...(kind && { kind }),
      ...(chosen && { institution: chosen }),
      ...(records && { records }),
    };
  }

  /** The code, the name and every other wording of the pack in turn. */
  function nextWording(disease: string): string {
    const { code, names, aliases } = getDisease(policy, disease);
    const wordings = [code, names.zh, ...aliases];
    return wordings[turn(disease) % wordings.length]!;
  }

  /** How often this was asked before. */
  function turn(of: string): number {
    const before = turns.get(of) ?? 0;
    turns.set(of, before + 1);
    return before;
  }

  function usualAgent({ birthDate }: Person): AgentKind {
    if (birthDate > addMonths(today, -12 * 18)) return 'guardian';
    return random.pick([
      'relative',
      'relative',
      'villageCommittee',
      'firstSecretary',
      'residentCadre',
      'helpResponsible',
      'familyDoctor',
    ]);
  }

  function agentOf(kind: AgentKind, person: Person) {
    return { kind, ...people.helper(), authorisation: authorisations[kind](person) };
  }

  function applicantOf({ idNumber, name, phone, birthDate }: Person, agent: object | undefined) {
    const reachedThroughAgent = agent !== undefined && random.chance(0.25);
    const writesMail = birthDate > plainDate('1975-01-01') && random.chance(0.3);
    return {
      idNumber,
      name,
      ...(!reachedThroughAgent && { phone }),
      ...(writesMail && { email: `applicant-${phone.slice(-4)}@example.com` }),
      ...(writesMail && random.chance(0.1) && { language: 'en' }),
    };
  }

  function callerOf(
    channel: Channel,
    person: Person,
    agent: { phone: string } | undefined,
    hospital?: string,
  ): ExampleApplication['caller'] {
    const regions = [region];
    switch (channel) {
      case 'hospital':
        return { subject: `desk-${hospital}`, role: 'hospitalDesk', regions, institution: hospital! };
      case 'window':
        return { subject: `window-officer-${random.int(1, 4)}`, role: 'handlingOfficer', regions };
      case 'proactive':
        return { subject: 'helping-list-feed', role: 'externalSystem', regions };
      default:
        if (agent) return { subject: `agent-${agent.phone.slice(-4)}`, role: 'agent' };
        return { subject: `applicant-${person.phone.slice(-4)}`, role: 'applicant' };
    }
  }

  function papers(disease: string) {
    return hospitals
      .sufficient(disease)
      .map(({ code, record }) => ({ evidence: code, file: paperFor[record.kinds[0]!] }));
  }

  return {
    random,
    today,
    hospitals,
    citizen,
    stranger: (disease: string) => people.person(hospitals.ages(disease)),
    recorded,
    papers,
    apply,
    /** A line that follows from an earlier one, changed. */
    resubmit: (line: ExampleApplication, changes: Partial<ExampleApplication>) => lines.push({ ...line, ...changes }),
    files: () => ({ lines: lines as readonly ExampleApplication[], registry: [...registry.values()] }),
  };
}

const poorCategories = [
  'outOfPovertyWithPolicy',
  'outOfPovertyWithPolicy',
  'immediateHelp',
  'revertedOutOfPoverty',
  'minimumLivingAllowance',
  'minimumLivingAllowance',
  'extremelyPoor',
] as const;

const affectedBy: Readonly<Record<string, string>> = {
  psychosis: 'psychiatricPatient',
  strokeSequelae: 'limitedMobility',
  parkinsonsDisease: 'limitedMobility',
  renalDialysis: 'limitedMobility',
};
