import { z } from 'zod';
import { ownNumber } from '../../../domain/identity-number.ts';
import { expenseKinds, layers } from '../../../domain/policy/benefits-schema.ts';
import { insuranceTypes } from '../../../domain/policy/disease-schema.ts';
import { refusals } from '../../../domain/settlement/layer.ts';
import { Amount, By, Code, Day, Reason } from './values.ts';

/** Of one line: anything beyond is a mistake of whoever typed it. */
const mostOfALine = '9999999.99';

const NotNegative = z
  .string()
  .regex(/^\d{1,7}\.\d{2}$/, `must be yuan with two decimals, at most ${mostOfALine}; divide what is more into lines`)
  .meta({ description: `Yuan with two decimals, at most ${mostOfALine}`, example: '1250.50' });

const Positive = NotNegative.regex(/[1-9]/, 'must be more than 0.00');

const Diagnosis = z
  .string()
  .regex(/^[A-Z]\d{2}(\.[0-9A-Z]{1,4})?$/)
  .meta({ description: 'ICD-10', example: 'C34.901' });

export const ClaimNumber = ownNumber(Code).meta({
  description: "The provider's own number, unique at the institution",
});

const Line = z.strictObject({
  kind: z.enum(expenseKinds),
  disease: Code.optional().meta({ description: 'Code in the pack; of chronic and special expenses always' }),
  servedOn: Day.optional().meta({
    description:
      "Where the claim has several days: the line's own, of the same service year. Its rules are of this day",
  }),
  total: Positive,
  inScope: NotNegative.meta({ description: 'Part within the scope of basic insurance 合规医疗费用' }),
});

export const Referral = z
  .strictObject({
    number: ownNumber(Code).meta({ description: "The issuer's own number" }),
    issuer: Code.meta({ description: 'Institution that referred the person' }),
    on: Day,
  })
  .meta({ description: '转诊: proven by its number, which serves one person and one claim' });
export type Referral = z.output<typeof Referral>;

/** What no provider says of a person, and who does. */
const asked = {
  populations: 'the registers, as of the service day (PUT /v1/persons/{personRef}/facts)',
  insuranceType: 'the registers, as of the service day (PUT /v1/persons/{personRef}/facts)',
  assistanceGranted: 'the office that granted it (PUT /v1/office-records/{key}, kind assistance)',
  householdRegion: 'the office that has it on record (PUT /v1/office-records/{key}, kind household)',
  filing:
    'the office that filed it (PUT /v1/office-records/{key}, kind residenceElsewhere); a referral goes by `referral`',
  hardship: 'the office that has it on record (PUT /v1/office-records/{key}, kind hardship)',
  layers: 'the policy pack (settlement.layers)',
} as const;

/** Says of each such field where it is asked. */
function unknownFields({ code, keys }: { code?: string; keys?: readonly string[] }): string | undefined {
  if (code !== 'unrecognized_keys') return undefined;
  const told = (keys ?? []).map((key) => {
    const of = asked[key as keyof typeof asked];
    return of ? `${key} is asked of ${of}, not of a provider` : `${key} is no field`;
  });
  return told.join('; ');
}

const Place = z.strictObject({ where: z.enum(['local', 'offSite']) }, { error: unknownFields });

const claimFields = {
  personRef: z.uuid(),
  region: Code.meta({ description: 'Where the person is insured' }),
  hospitalClass: z.enum(['class1AndBelow', 'class2', 'class3']).optional().meta({
    description: "Of an institution elsewhere that the pack's register does not have; at home the register says it",
  }),
  place: Place.default({ where: 'local' }),
  referral: Referral.optional(),
  servedOn: Day.meta({
    description: 'Day of the visit or of discharge, today at the latest; its year is the service year',
  }),
  diagnoses: z.array(Diagnosis).min(1).max(20).optional().meta({
    description: 'What the person was treated for. Changes nothing about what is paid; read by `findTreatments` alone',
  }),
  lines: z.array(Line).min(1).max(200),
};

/** A hospital of the region is of the class that the region has it in, whatever it says of itself. */
function isOfItsClass(claim: { hospitalClass?: string | undefined; place: z.output<typeof Place> }): boolean {
  return claim.hospitalClass === undefined || claim.place.where === 'offSite';
}

const elsewhereOnly = {
  path: ['hospitalClass'],
  error: 'hospitalClass is asked of the policy pack (institutions), not of a provider, unless care is off-site',
};

export const ClaimRequest = z.strictObject(claimFields, { error: unknownFields }).refine(isOfItsClass, elsewhereOnly);
export type ClaimRequest = z.output<typeof ClaimRequest>;

export const PreviewRequest = z
  .strictObject({ institution: Code, ...claimFields }, { error: unknownFields })
  .refine(isOfItsClass, elsewhereOnly);
export const ReversalRequest = z.strictObject({ reason: Reason });
export const RefundRequest = z.strictObject({
  reason: Reason,
  lines: z
    .array(z.strictObject({ line: z.int().min(0), total: Positive, inScope: NotNegative }))
    .min(1)
    .max(200)
    .meta({
      description: 'By position: how much of the cost of the line is given back, and how much of that in scope',
    }),
});
export type RefundRequest = z.output<typeof RefundRequest>;
export const CorrectionRequest = z.strictObject({ reason: Reason, claim: ClaimRequest });

export const ClaimParams = z.strictObject({ institution: Code, claimNumber: ClaimNumber });
export const ReplacementParams = z.strictObject({ ...ClaimParams.shape, newNumber: ClaimNumber });

const Share = z.strictObject({
  lines: z.array(z.int()).meta({ description: 'Positions of the lines that it is of' }),
  standard: z.string(),
  eligible: Amount,
  deductible: z.strictObject({ ...By.shape, borneBefore: Amount, borne: Amount }).nullable(),
  ratio: z.strictObject({ ...By.shape, applied: z.number() }),
  due: Amount,
  limits: z.array(
    z.strictObject({
      name: z.enum(['annual', 'yearly', 'monthly']),
      ...By.shape,
      usedBefore: Amount,
      cut: z.boolean(),
    }),
  ),
  paid: Amount,
  left: Amount,
});

const LayerAnswer = z.strictObject({
  layer: z.enum(layers),
  eligible: Amount,
  deductible: Amount,
  paid: Amount,
  left: Amount,
  shares: z.array(Share),
  refused: z.array(
    z.strictObject({
      lines: z.array(z.int()),
      code: z.enum(refusals),
      by: By,
    }),
  ),
});

export const SettlementAnswer = z.strictObject({
  policies: z
    .array(z.strictObject({ pack: z.string(), version: z.string(), id: z.string() }))
    .meta({ description: 'In force on the days of the lines' }),
  total: Amount,
  inScope: Amount,
  layers: z.array(LayerAnswer),
  paid: Amount,
  patientShare: Amount,
  comparison: z
    .strictObject({
      chosen: z.enum(['diseaseBased', 'expenseBased']),
      diseaseBased: Amount,
      expenseBased: Amount,
      by: By,
    })
    .nullable(),
});

const LaterClaims = z.array(ClaimParams).meta({
  description:
    'Settled since, and otherwise had this claim not been there: for correction. A provider sees its own alone.',
});

export const SettledClaim = z.strictObject({
  ...ClaimParams.shape,
  state: z.enum(['settled', 'reversed', 'refunded', 'corrected']),
  replaces: ClaimNumber.nullable(),
  personRef: z.uuid(),
  region: z.string(),
  year: z.int(),
  servedOn: Day,
  settledAt: z.iso.datetime(),
  reversal: z
    .strictObject({
      reason: z.string(),
      replacedBy: ClaimNumber.nullable(),
      laterClaims: LaterClaims,
      recordedAt: z.iso.datetime(),
    })
    .nullable(),
  known: z
    .array(
      z.strictObject({
        on: Day,
        insuranceType: z.enum(insuranceTypes),
        populations: z.array(z.string()),
        recognised: z.array(z.string()),
        assistanceGranted: z.boolean(),
        residentElsewhere: z.boolean(),
        hardship: z.strictObject({ record: z.string(), reduction: z.number() }).nullable(),
      }),
    )
    .meta({ description: 'What registers and offices said of the person for each day, as it was settled by' }),
  ...SettlementAnswer.shape,
});

export const OutdatedClaims = z.strictObject({
  claims: z.array(
    z.strictObject({
      ...ClaimParams.shape,
      servedOn: Day,
      settledAt: z.iso.datetime(),
      why: z.enum(['knownOtherwise', 'notCovered']),
    }),
  ),
  next: z.string().nullable().meta({ description: 'Where to read on; null at the end' }),
});

export const OutdatedQuery = z.strictObject({
  since: z.iso.datetime({ offset: true }).meta({ description: 'What was recorded since then' }),
  after: z
    .string()
    .regex(/^\d{1,19}$/)
    .optional(),
});
export const InstitutionParams = z.strictObject({ institution: Code });

export const ExplanationStep = z
  .strictObject({
    code: z.string(),
    words: z.string(),
    params: z.record(z.string(), z.string()),
    by: By.nullable(),
    get children() {
      return z.array(ExplanationStep);
    },
  })
  .meta({ id: 'ExplanationStep' });
