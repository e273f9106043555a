import type { Reason } from '../eligibility/verdict.ts';
import type { PlainDate } from '../plain-date.ts';
import type { Criterion, Disease, Evidence, Policy } from '../policy/schema.ts';
import type { Language, Texts } from './text.ts';

export type Wording = ReturnType<typeof wordingOf>;

/** How to speak of one case in one language: codes become the names that the policy gives them. */
export function wordingOf(policy: Policy, diseaseCode: string, language: Language, texts: Texts) {
  const { text } = texts(language);
  const criteria = criteriaOf(policy, diseaseCode);
  const evidences = criteria.flatMap(({ required, alternatives }) => [...required, ...alternatives]);

  const name = ({ zh, en }: { zh: string; en: string }) => (language === 'en' ? en : zh);
  const named = (found: { names: { zh: string; en: string } } | undefined, code: string) =>
    found ? name(found.names) : code;
  const list = (items: readonly string[], type: 'conjunction' | 'disjunction') =>
    new Intl.ListFormat(language, { type }).format(items);

  const disease = (code: string) => named(diseaseOf(policy, code), code);
  const institution = (code: string) => named(institutionOf(policy, code), code);
  const evidence = (code: string) =>
    named(
      evidences.find((known) => known.code === code),
      code,
    );
  const criterion = (code: string) =>
    named(
      criteria.find((known) => known.code === code),
      code,
    );
  const insuranceType = (code: string) => text(`insuranceTypes.${code}`);
  const nameByParam: Readonly<Record<string, (code: string) => string>> = {
    disease,
    held: disease,
    institution,
    insuranceType,
    criterion,
    evidence,
  };

  /** What may be supplied: all of the required, and one of the alternatives. */
  function supply(required: readonly string[], alternatives: readonly string[]): string {
    const all = list(required.map(evidence), 'conjunction');
    const oneOf = list(alternatives.map(evidence), 'disjunction');
    return all && oneOf ? text('notices.supply', { all, oneOf }) : all || oneOf;
  }

  function paramsOf({ params }: Reason): Record<string, string> {
    const asked = criteria.find(({ code }) => code === params.criterion);
    const required = (params.required ?? codes(asked?.required)) as readonly string[];
    const alternatives = (params.alternatives ?? codes(asked?.alternatives)) as readonly string[];
    const words = Object.entries(params).map(([param, value]) => {
      const wordFor = nameByParam[param] ?? String;
      return [param, Array.isArray(value) ? list(value.map(wordFor), 'conjunction') : wordFor(String(value))];
    });
    return { ...Object.fromEntries(words), supply: supply(required, alternatives) };
  }

  /** As `D3-P §二(二)1`: the document by its title and number; settled practice by a general word. */
  function basis(clause: string): string {
    const parts = clause.split('; ').map((part) => {
      const [, label = '', place = ''] = /^(D\d(?:-[A-Z])?) (.*)$/.exec(part) ?? [];
      const source = policy.sources[label];
      if (source?.number) return text('notices.basis.numbered', { title: source.title, number: source.number, place });
      if (source) return `${source.title} ${place}`;
      return part.startsWith('decisions.md') ? text('notices.basis.practice') : part;
    });
    return list([...new Set(parts)], 'conjunction');
  }

  return {
    text,
    basis,
    disease,
    institution,
    office: text('notices.office', { region: name(policy.region.names) }),
    date: (day: PlainDate) =>
      new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day)),
    /** What stands in the way. */
    reason: (reason: Reason) => text(`reasons.${reason.code}.text`, paramsOf(reason)),
    /** What the person can do about it. */
    mend: (reason: Reason) => text(`reasons.${reason.code}.mend`, paramsOf(reason)),
  };
}

function diseaseOf({ diseases: { value } }: Policy, code: string): Disease | undefined {
  return value === null || value === 'none' ? undefined : value[code];
}

function criteriaOf(policy: Policy, disease: string): readonly Criterion[] {
  const value = diseaseOf(policy, disease)?.criteria.value ?? 'none';
  return value === 'none' ? [] : value;
}

function institutionOf({ institutions: { value } }: Policy, code: string) {
  return value === null || value === 'none' ? undefined : value.find((institution) => institution.code === code);
}

function codes(evidences: readonly Evidence[] = []): readonly string[] {
  return evidences.map(({ code }) => code);
}
