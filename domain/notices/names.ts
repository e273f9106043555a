import type { Criterion, Disease, Policy } from '../policy/schema.ts';
import type { Language } from './text.ts';
import { stated } from '../policy/figure.ts';

/** The policy's names in one language for the codes in reasons about one disease. An unknown code names itself. */
export function namesOf(policy: Policy, diseaseCode: string, language: Language) {
  const criteria = criteriaOf(policy, diseaseCode);
  const evidences = criteria.flatMap(({ required, alternatives }) => [...required, ...alternatives]);
  const named = (items: readonly Named[], code: string) => {
    const found = items.find((item) => item.code === code);
    return found ? inLanguage(found, language) : code;
  };
  const register = stated(policy.institutions) ?? [];
  return {
    region: inLanguage(policy.region, language),
    disease: (code: string) =>
      named(
        [diseaseOf(policy, code)].filter((disease) => disease !== undefined),
        code,
      ),
    institution: (code: string) => named(register, code),
    criterion: (code: string) => named(criteria, code),
    evidence: (code: string) => named(evidences, code),
  };
}

/** Evidence codes of a criterion: all of the required, one of the alternatives. */
export function evidenceFor(policy: Policy, disease: string, criterion: unknown) {
  const found = criteriaOf(policy, disease).find(({ code }) => code === criterion);
  return {
    required: (found?.required ?? []).map(({ code }) => code),
    alternatives: (found?.alternatives ?? []).map(({ code }) => code),
  };
}

interface Named {
  readonly code: string;
  readonly names: { readonly zh: string; readonly en: string };
}

export function inLanguage({ names }: Pick<Named, 'names'>, language: Language): string {
  return language === 'en' ? names.en : names.zh;
}

function diseaseOf({ diseases }: Policy, code: string): Disease | undefined {
  return stated(diseases)?.[code];
}

function criteriaOf(policy: Policy, disease: string): readonly Criterion[] {
  const value = diseaseOf(policy, disease)?.criteria.value ?? 'none';
  return value === 'none' ? [] : value;
}
