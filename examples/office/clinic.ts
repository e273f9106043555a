/**
 * What hospitals write down: for each disease plausible codes and values, put into the shape that its criteria ask for.
 */
import { isDesignated } from '../../domain/eligibility/designation.ts';
import { fallsUnder } from '../../domain/eligibility/icd10.ts';
import { addDays, type PlainDate } from '../../domain/plain-date.ts';
import { knownValue } from '../../domain/policy/figure.ts';
import { getDisease } from '../../domain/policy/recognition.ts';
import type { Evidence, Policy } from '../../domain/policy/schema.ts';
import type { RegistryEntry } from '../format.ts';
import type { Sex } from './people.ts';
import type { Random } from './random.ts';

export type HospitalRecord = RegistryEntry['records'][number];

interface Profile {
  readonly ages: readonly [from: number, to: number];
  readonly icd10: readonly string[];
  readonly only?: Partial<Record<Sex, readonly string[]>>;
}

const profiles: Readonly<Record<string, Profile>> = {
  malignantTumor: {
    ages: [42, 81],
    icd10: ['C34.1', 'C34.9', 'C16.9', 'C16.2', 'C18.7', 'C20', 'C22.0', 'C15.9', 'C73', 'C25.0', 'C83.3'],
    only: { female: ['C50.9', 'C50.4', 'C53.9', 'C56'], male: ['C61', 'C67.9'] },
  },
  renalDialysis: { ages: [36, 76], icd10: ['N18.5', 'N18.5', 'N18.0'] },
  transplantAntiRejection: { ages: [27, 62], icd10: ['Z94.0', 'Z94.0', 'Z94.4', 'Z94.1'] },
  psychosis: { ages: [19, 63], icd10: ['F20.0', 'F20.9', 'F20.3', 'F25.0', 'F31.3', 'F22.0', 'F06.2', 'F71.1'] },
  hypertensionComplicated: { ages: [51, 86], icd10: ['I11.9', 'I11.0', 'I12.9', 'I13.9'] },
  diabetesComplicated: { ages: [46, 82], icd10: ['E11.2', 'E11.3', 'E11.4', 'E11.5', 'E10.2'] },
  coronaryHeartDisease: { ages: [49, 84], icd10: ['I20.0', 'I25.1', 'I25.2', 'I21.9'] },
  strokeSequelae: { ages: [54, 85], icd10: ['I69.3', 'I69.3', 'I69.1'] },
  chronicObstructivePulmonaryDisease: { ages: [58, 86], icd10: ['J44.1', 'J44.0', 'J44.9'] },
  rheumatoidArthritis: { ages: [34, 72], icd10: ['M05.9', 'M06.0', 'M06.9'] },
  systemicLupusErythematosus: { ages: [21, 48], icd10: ['M32.1', 'M32.9'] },
  parkinsonsDisease: { ages: [61, 84], icd10: ['G20'] },
  pulmonaryTuberculosis: { ages: [23, 71], icd10: ['A15.0', 'A16.2'] },
  drugResistantTuberculosis: { ages: [26, 66], icd10: ['A15.0'] },
  chronicHepatitisB: { ages: [29, 64], icd10: ['B18.1', 'B18.0'] },
  liverCirrhosis: { ages: [44, 73], icd10: ['K74.6', 'K74.3'] },
  epilepsy: { ages: [18, 55], icd10: ['G40.3', 'G40.2'] },
};

/** What is measured or counted, drawn in whole steps of which `size` make one unit. */
const items: Readonly<Record<string, { steps: readonly [from: number, to: number]; size: number; unit?: string }>> = {
  haemodialysis: { steps: [12, 13], size: 1 },
  peritonealDialysis: { steps: [110, 124], size: 1 },
  immunosuppressant: { steps: [2, 3], size: 1 },
  hba1c: { steps: [72, 118], size: 10, unit: '%' },
  fev1FvcRatio: { steps: [42, 68], size: 100 },
  rifampicinResistance: { steps: [1, 1], size: 1 },
};

export type Clinic = ReturnType<typeof clinic>;

export function clinic(policy: Policy, random: Random, today: PlainDate) {
  const register = knownValue(policy.institutions).map(({ code }) => code);
  const working = register.filter((code) => !code.includes('former'));

  function profile(disease: string): Profile {
    return profiles[disease]!;
  }

  function criteria(disease: string) {
    return knownValue(getDisease(policy, disease).criteria);
  }

  function designated(disease: string, roles: readonly ('reviewing' | 'treating')[]): readonly string[] {
    return working.filter((code) => isDesignated(policy, code, roles, disease, today));
  }

  /** The record that proves one evidence; from `institution` where that one may issue it. */
  function recordOf(evidence: Evidence, disease: string, sex: Sex, institution?: string): HospitalRecord {
    const issuers = designated(
      disease,
      evidence.issuedBy === 'reviewingInstitution' ? ['reviewing'] : ['reviewing', 'treating'],
    );
    const { ages: _ages, icd10, only } = profile(disease);
    const wanted = evidence.record.icd10;
    const codes = [...icd10, ...(only?.[sex] ?? [])].filter((code) => wanted?.some((range) => fallsUnder(code, range)));
    return {
      kind: random.pick(evidence.record.kinds),
      institution: institution ?? random.pick(issuers),
      on: addDays(today, -random.int(3, 420)),
      ...(wanted && { icd10: random.pick(codes) }),
      ...(evidence.record.items && { items: evidence.record.items.map(({ code }) => measured(code)) }),
    };
  }

  function measured(code: string): NonNullable<HospitalRecord['items']>[number] {
    const { steps, size, unit } = items[code]!;
    return { code, value: random.int(...steps) / size, ...(unit && { unit }) };
  }

  /** Enough for every criterion: what is required, and one of the alternatives. */
  function sufficient(disease: string): readonly Evidence[] {
    return criteria(disease).flatMap(({ required, alternatives }) => [
      ...required,
      ...(alternatives.length > 0 ? [random.chance(0.6) ? alternatives[0]! : random.pick(alternatives)] : []),
    ]);
  }

  return {
    ages: (disease: string) => profile(disease).ages,
    treating: (disease: string) => random.pick(designated(disease, ['treating'])),
    reviewing: (disease: string) =>
      random.pick(designated(disease, ['reviewing']).filter((code) => treats(code, disease))),
    sufficient,
    records: (disease: string, sex: Sex, institution?: string) =>
      sufficient(disease).map((evidence) => recordOf(evidence, disease, sex, institution)),
  };

  function treats(code: string, disease: string): boolean {
    return isDesignated(policy, code, ['treating'], disease, today);
  }
}
