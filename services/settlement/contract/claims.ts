import { z } from 'zod';
import { expenseKinds, layers } from '../../../domain/policy/benefits-schema.ts';
import { insuranceTypes } from '../../../domain/policy/disease-schema.ts';
import { Amount, By, Code, Day, Reason } from './values.ts';

const RequestedAmount = z
  .string()
  .regex(/^\d{1,11}\.\d{2}$/)
  .meta({ description: 'Yuan with two decimals', example: '1250.50' });

const Diagnosis = z
  .string()
  .regex(/^[A-Z]\d{2}(\.[0-9A-Z]{1,4})?$/)
  .meta({ description: 'ICD-10', example: 'C34.901' });

export const ClaimNumber = Code.meta({ description: "The provider's own number, unique at the institution" });

const Line = z.strictObject({
  kind: z.enum(expenseKinds),
  disease: Code.optional().meta({ description: 'Code in the pack; of chronic and special expenses always' }),
  total: RequestedAmount,
  inScope: RequestedAmount.meta({ description: 'Part within the scope of basic insurance 合规医疗费用' }),
});

const Place = z.strictObject({
  where: z.enum(['local', 'offSite']),
  filing: z
    .enum(['registered', 'referred', 'none'])
    .default('none')
    .meta({ description: '异地安置, 转诊, or neither' }),
  hardship: z
    .strictObject({ record: Code, reduction: z.number().min(0).max(1) })
    .optional()
    .meta({ description: 'On record: an unreferred claim is assisted all the same, at a ratio lower by so much' }),
});

export const ClaimRequest = z.strictObject({
  personRef: z.uuid(),
  region: Code,
  insuranceType: z.enum(insuranceTypes),
  populations: z.array(Code).max(20).default([]).meta({ description: 'Categories that the person is marked with' }),
  assistanceGranted: z.boolean().default(false),
  hospitalClass: z.enum(['class1AndBelow', 'class2', 'class3']).optional().meta({
    description: "Counts where the pack's register of institutions leaves it open",
  }),
  place: Place.default({ where: 'local', filing: 'none' }),
  householdRegion: Code.optional().meta({ description: 'Where the household is registered, if elsewhere' }),
  servedOn: Day.meta({ description: 'Day of the visit or of discharge; its year is the service year' }),
  diagnoses: z.array(Diagnosis).min(1).max(20).optional().meta({
    description: 'What the person was treated for. Changes nothing about what is paid; read by `findTreatments` alone',
  }),
  layers: z
    .array(z.enum(layers))
    .min(1)
    .optional()
    .meta({ description: 'Left out: all that the pack settles in one stop' }),
  lines: z.array(Line).min(1).max(200),
});
export type ClaimRequest = z.output<typeof ClaimRequest>;

export const PreviewRequest = z.strictObject({ institution: Code, ...ClaimRequest.shape });
export const ReversalRequest = z.strictObject({ reason: Reason });
export const RefundRequest = z.strictObject({
  reason: Reason,
  lines: z
    .array(z.strictObject({ line: z.int().min(0), total: RequestedAmount, inScope: RequestedAmount }))
    .min(1)
    .meta({ description: 'By position, and how much of the line is given back' }),
});
export type RefundRequest = z.output<typeof RefundRequest>;
export const CorrectionRequest = z.strictObject({ reason: Reason, claim: ClaimRequest });

export const ClaimParams = z.strictObject({ institution: Code, claimNumber: ClaimNumber });
export const ReplacementParams = z.strictObject({ ...ClaimParams.shape, newNumber: ClaimNumber });

const Share = z.strictObject({
  line: z.int().nullable().meta({ description: 'null: the claim as a whole' }),
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
      line: z.int().nullable(),
      code: z.enum(['filingMissing', 'notAnAssistanceObject', 'unreferred']),
      by: By,
    }),
  ),
});

export const SettlementAnswer = z.strictObject({
  policy: z.strictObject({ pack: z.string(), version: z.string(), id: z.string() }),
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
  ...SettlementAnswer.shape,
});

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
