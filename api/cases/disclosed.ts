/** What answers about cases show of people. */
import type { z } from 'zod';
import type { DataKind, Subjects } from '../../domain/reads/data-kinds.ts';
import { isMasked } from '../../domain/identity-number.ts';
import { disclosing } from '../http/disclosing.ts';
import type { applicationDetail, outlookShape, receiptShape } from './shapes.ts';
import type { OutlookForm, SubmissionForm } from './submission/form.ts';

/** Masked people, of whom those count whose disease is named. */
export const ofListed = disclosing<{
  items: readonly { id?: string; applicationId?: string; disease: string | null }[];
}>(({ items }) => {
  const cases = items.flatMap(({ id, applicationId, disease }) => (disease === null ? [] : [(applicationId ?? id)!]));
  return cases.length === 0 ? undefined : { cases, kinds: ['diagnosis'] };
});

/** What a case shows of itself, as it was cut for its reader. */
export function kindsIn({ applicant, disease, assessments }: z.input<typeof applicationDetail>): DataKind[] {
  return [
    'course',
    ...(isMasked(applicant.idNumber) ? [] : (['identity'] as const)),
    ...(disease === null ? [] : (['diagnosis'] as const)),
    ...(assessments === null ? [] : (['trace'] as const)),
  ];
}

export const ofApplication = disclosing<z.input<typeof applicationDetail>>((body) => ({
  cases: [body.id],
  kinds: kindsIn(body),
}));

/** What became of what the caller has asked for; a case without a decision says only what they said themselves. */
export const ofReceipt = disclosing<z.input<typeof receiptShape>>(({ applications }) => ({
  cases: applications.map(({ id }) => id),
  kinds: ['course', 'diagnosis'],
}));

export const ofOutlook = disclosing<z.input<typeof outlookShape>>((_outlook, { body }) => ({
  ...whomOutlook(body as OutlookForm),
  kinds: ['diagnosis'],
}));

/** Nobody has a case yet: the person by their number. */
export function whomOutlook({ region, idNumber }: OutlookForm): Subjects {
  return { identityNumbers: [idNumber], regions: [region] };
}

export function whomSubmission({ region, applicant }: SubmissionForm): Subjects {
  return { identityNumbers: [applicant.idNumber], regions: [region] };
}
