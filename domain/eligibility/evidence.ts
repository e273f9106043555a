import type { Finding } from '../errors.ts';
import { knownValue } from '../policy/figure.ts';
import type { Disease } from '../policy/schema.ts';

/**
 * Papers on which no criterion rests, and which the answers to a refusal or a doubt ask for: who the person is, that
 * they are insured, what was recognised before, who may act for them.
 */
export const formalPapers = ['identityDocument', 'insuranceProof', 'earlierRecognition', 'authorisation'] as const;

/** Codes under which a paper may be offered for the disease. */
export function paperCodes(disease: Disease): readonly string[] {
  const criteria = knownValue(disease.criteria);
  const evidence = criteria.flatMap(({ required, alternatives }) => [...required, ...alternatives]);
  return [...new Set([...evidence.map(({ code }) => code), ...formalPapers])];
}

/** @param where the papers stand in the request, as `/body/documents` */
export function unknownPapers(
  papers: readonly { readonly evidence: string }[],
  disease: Disease,
  where: string,
): Finding[] {
  const codes = paperCodes(disease);
  return papers.flatMap(({ evidence }, index) => {
    if (codes.includes(evidence)) return [];
    const problem = `${evidence} is no evidence for ${disease.code}`;
    return [{ where: `${where}/${index}/evidence`, problem, hint: `Use one of ${codes.join(', ')}.` }];
  });
}
