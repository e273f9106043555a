import type { Reason } from '../eligibility/verdict.ts';
import type { PlainDate } from '../plain-date.ts';
import type { Policy } from '../policy/schema.ts';
import { knownValue } from '../policy/figure.ts';
import { legalBasis } from './legal-basis.ts';
import { evidenceFor, inLanguage, namesOf } from './names.ts';
import type { Language, Texts } from './text.ts';

export type Wording = ReturnType<typeof wordingOf>;

/** How to speak of one case in one language: codes become the names that the policy gives them. */
export function wordingOf(policy: Policy, diseaseCode: string, language: Language, texts: Texts) {
  const { text } = texts(language);
  const { date, conjunction, disjunction } = formats[language];
  const { region, disease, institution, criterion, evidence } = namesOf(policy, diseaseCode, language);
  const insuranceType = (code: string) => text(`insuranceTypes.${code}`);
  const refusal = (code: string) => text(`errors.${code}`);
  const words: Words = {
    disease,
    held: disease,
    others: disease,
    institution,
    criterion,
    evidence,
    insuranceType,
    refusal,
  };

  /** What may be supplied: all of the required, and one of the alternatives. */
  function supplyFor({ params }: Reason): string {
    const asked = { ...evidenceFor(policy, diseaseCode, params.criterion), ...params };
    const all = conjunction.format(asked.required.map(evidence));
    const oneOf = disjunction.format(asked.alternatives.map(evidence));
    return all && oneOf ? text('notices.supply', { all, oneOf }) : all || oneOf;
  }
  const paramsOf = (reason: Reason) => ({ ...worded(reason, words, formats[language]), supply: supplyFor(reason) });

  /** Where it is published stands in the letter, or the region may not refuse. */
  function practice(): string {
    const names = knownValue(policy.refusal.practicePublishedAt);
    return text('notices.basis.practice', { where: inLanguage({ names }, language) });
  }

  return {
    text,
    disease,
    institution,
    office: text('notices.office', { region }),
    date: (day: PlainDate) => date.format(new Date(day)),
    /** What stands in the way. */
    reason: (reason: Reason) => text(`reasons.${reason.code}.text`, paramsOf(reason)),
    /** What the person can do about it. */
    hint: (reason: Reason) => text(`reasons.${reason.code}.hint`, paramsOf(reason)),
    basis: (clause: string) => conjunction.format(legalBasis(clause, policy, text, practice)),
  };
}

/** How to say the codes of a param, by the param's name. */
type Words = Readonly<Record<string, (code: string) => string>>;

const formats = { 'zh-CN': formatsOf('zh-CN'), en: formatsOf('en') } as const satisfies Record<Language, unknown>;

/** Kept, since making one takes longer than all its uses in a notice. */
function formatsOf(language: Language) {
  return {
    date: new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }),
    conjunction: new Intl.ListFormat(language, { type: 'conjunction' }),
    disjunction: new Intl.ListFormat(language, { type: 'disjunction' }),
  };
}

function worded(
  { params }: Reason,
  words: Words,
  { conjunction }: { conjunction: Intl.ListFormat },
): Record<string, string> {
  const entries = Object.entries(params).map(([param, value]) => {
    const word = words[param] ?? String;
    return [param, typeof value === 'object' ? conjunction.format(value.map(word)) : word(String(value))];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}
