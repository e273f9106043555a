import { z } from 'zod';
import type { Finding } from '../errors.ts';
import { noteToPatient } from '../notices/note-to-patient.ts';
import { stated } from '../policy/figure.ts';
import type { Policy } from '../policy/schema.ts';
import { reason } from './reason.ts';
import type { Reason } from './verdict.ts';

/** What a person sees missing beside what the rules miss, each with words for the patient 补正. */
export const askedFor = z
  .array(
    z.strictObject({
      criterion: z.string().min(1).describe('Of the disease'),
      evidence: z.string().min(1).describe('Of that criterion'),
      note: noteToPatient.optional(),
    }),
  )
  .max(20);

export type AskedFor = z.output<typeof askedFor>;

/**
 * What is asked for has a name only as evidence of one of the criteria of the disease.
 * @param where of the list, as `/body/also`
 */
export function misasked(also: AskedFor, policy: Policy, disease: string, where: string): Finding[] {
  const criteria = stated(stated(policy.diseases)?.[disease]?.criteria) ?? [];
  return also.flatMap(({ criterion: code, evidence }, index): Finding[] => {
    const criterion = criteria.find((each) => each.code === code);
    if (!criterion) {
      const hint = criteria.map((each) => each.code).join(', ');
      return [{ where: `${where}/${index}/criterion`, problem: `${code} is no criterion of the disease`, hint }];
    }
    const codes = [...criterion.required, ...criterion.alternatives].map((each) => each.code);
    if (codes.includes(evidence)) return [];
    const hint = codes.join(', ');
    return [{ where: `${where}/${index}/evidence`, problem: `${evidence} is no evidence of ${code}`, hint }];
  });
}

/** The same as reasons, by the clause of the disease's criteria. */
export function reasonsAsked(
  also: readonly Pick<AskedFor[number], 'criterion' | 'evidence'>[],
  policy: Policy,
  disease: string,
): Reason[] {
  const clause = stated(policy.diseases)?.[disease]?.criteria.clause ?? 'PRACTICE, Acceptance';
  return also.map(({ criterion, evidence }) =>
    reason('evidenceMissing', clause, { criterion, required: [evidence], alternatives: [] }),
  );
}

/** What the applicant is asked for, with the words that whoever asked added for them. */
export type Noted = Reason & { readonly note?: string };

/** @param missing of the request: what the rules missed, then what a person asked for, in the order of `also`. */
export function withNotes(missing: readonly Reason[], also: AskedFor): Noted[] {
  const first = missing.length - also.length;
  return missing.map((reason, index) => {
    const note = also[index - first]?.note;
    return note === undefined ? reason : { ...reason, note };
  });
}
