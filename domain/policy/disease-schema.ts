import { z } from 'zod';
import { code, figure, names, plainDate, positiveInt, slug, yuan } from './vocabulary.ts';

/** What a pack says about a disease, and where it may be reviewed and treated. */
export const insuranceTypes = ['employee', 'resident'] as const;
export const procedureNames = ['immediate', 'reviewChain', 'monthlyBatch'] as const;
export const recordKinds = ['inpatientStay', 'diagnosis', 'pathology', 'treatment', 'laboratory', 'imaging'] as const;

/** A kind of proof: what a structured record must say, and whether a scanned paper may stand in for it. */
export const evidence = z.strictObject({
  code,
  names,
  record: z.strictObject({
    kinds: z.array(z.enum(recordKinds)).min(1),
    icd10: z
      .array(z.string().regex(/^[A-Z]\d{2}(\.\d{1,2})?(-[A-Z]\d{2}(\.\d{1,2})?)?$/, 'ICD-10 code or range, as C00-C97'))
      .min(1)
      .optional(),
    items: z
      .array(
        z.strictObject({
          code,
          atLeast: z.number().optional(),
          atMost: z.number().optional(),
          unit: z.string().optional(),
        }),
      )
      .min(1)
      .optional()
      .describe('Every item must be in the record, and its value within the bounds'),
  }),
  issuedBy: z
    .enum(['reviewingInstitution', 'designatedInstitution'])
    .describe('Who may issue it, by the institution register'),
  paperAccepted: z.boolean().describe('An officer may read it from an uploaded document'),
});

/** One admission criterion 准入标准: every required evidence, and one of the alternatives where there are any. */
export const criterion = z
  .strictObject({ code, names, required: z.array(evidence), alternatives: z.array(evidence) })
  .refine((c) => c.required.length + c.alternatives.length > 0, 'a criterion needs at least one evidence');

export const disease = z
  .strictObject({
    names,
    aliases: z
      .array(z.string().min(1))
      .describe('Other words for it: an application by one of them is for this disease'),
    related: z
      .array(z.string().min(1))
      .optional()
      .describe('Words that may mean it and need not: it is suggested where they are used, never chosen'),
    category: figure(z.enum(['chronic', 'special'])),
    procedure: figure(z.enum(procedureNames)),
    sensitive: figure(z.boolean()),
    insuranceTypes: figure(z.array(z.enum(insuranceTypes)).min(1)),
    criteria: figure(z.array(criterion).min(1)),
    validity: figure(z.strictObject({ months: positiveInt })).describe(
      'How long a recognition lasts; none = long-term',
    ),
    renewal: figure(z.strictObject({ opensDaysBefore: positiveInt })).describe(
      'When the renewal review 复审 opens before the end',
    ),
    excludes: z.array(code).describe('Diseases that cannot be held beside this one'),
    supersedes: z.array(code).describe('Recognised diseases that this one replaces'),
    limits: z.strictObject({ perYear: figure(yuan), perMonth: figure(yuan) }),
  })
  .meta({ id: 'PolicyDisease' });

export const institution = z.strictObject({
  code: slug,
  names,
  class: figure(z.enum(['class1AndBelow', 'class2', 'class3'])),
  terms: z
    .array(
      z.strictObject({
        role: z.enum(['reviewing', 'treating']),
        diseases: z.union([z.literal('all'), z.array(code).min(1)]),
        from: plainDate,
        until: plainDate.optional().describe('Last day'),
      }),
    )
    .min(1)
    .describe('Disease x role x dates (PRACTICE #9)'),
});
