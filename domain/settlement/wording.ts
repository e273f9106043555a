import { legalBasis } from '../notices/legal-basis.ts';
import type { Language, Texts } from '../notices/text.ts';
import type { Policy } from '../policy/schema.ts';
import type { Explanation } from './explanation.ts';
import { stated } from '../policy/figure.ts';

/** Those that are no group of a pack. */
const generalStandards: readonly string[] = ['resident', 'employee', 'ordinary', 'inpatient'];

export interface Worded extends Omit<Explanation, 'children'> {
  readonly words: string;
  readonly children: readonly Worded[];
}

/** How to speak of a settled claim in one language; codes become the names that the policy gives them. */
export function settlementWording(policy: Policy, language: Language, texts: Texts) {
  const { text } = texts(language);
  const tongue = language === 'en' ? 'en' : 'zh';
  const diseases = policy.diseases.value;
  const nameOf = (names: Policy['region']['names'] | undefined, code: string) => names?.[tongue] ?? code;
  const disease = (code: string) => nameOf(diseases && diseases !== 'none' ? diseases[code]?.names : undefined, code);
  const standard = (code: string) => {
    if (generalStandards.includes(code)) return text(`settlement.standards.${code}`);
    return nameOf(policy.benefits.byGroup[code]?.names, code);
  };

  function sentence({ code, params, by }: Explanation): string {
    const named = {
      ...params,
      ...(params.layer ? { layer: text(`settlement.layers.${params.layer}`) } : {}),
      ...(params.kind ? { kind: text(`settlement.kinds.${params.kind}`) } : {}),
      ...(params.limit ? { limit: text(`settlement.limits.${params.limit}`) } : {}),
      ...(params.standard ? { standard: standard(params.standard) } : {}),
      disease: params.disease ? text('settlement.ofDisease', { disease: disease(params.disease) }) : '',
    };
    const said = text(`settlement.steps.${code}`, named);
    if (!by) return said;
    const basis = legalBasis(by.clause, policy, text, () => text('settlement.practice'));
    return text('settlement.withBasis', { said, basis: basis.join(text('settlement.and')) });
  }

  function worded(explanation: Explanation): Worded {
    return { ...explanation, words: sentence(explanation), children: explanation.children.map(worded) };
  }

  const institution = (code: string) => {
    const entries = stated(policy.institutions) ?? [];
    return nameOf(entries.find((entry) => entry.code === code)?.names, code);
  };

  return { text, region: policy.region.names[tongue], disease, institution, worded };
}
