import { z } from 'zod';
import { code, figure, names, plainDate, positiveInt, ratio, yuan } from './vocabulary.ts';

/** What follows recognition: money, care, assistance. Never needed to recognise anyone (PRACTICE, Opening a region). */
export const layers = ['basicInsurance', 'criticalIllnessInsurance', 'medicalAssistance'] as const;
const layer = z.enum(layers);

/** How an expense comes about; each is settled by its own standard. */
export const expenseKinds = ['chronic', 'special', 'ordinary', 'inpatient', 'longActingInjection'] as const;
const paymentMethod = z.enum([
  'capitation',
  'capitationWithDiseaseManagement',
  'feeForItem',
  'perBedDay',
  'perDiseaseOrDrg',
  'totalBudget',
]);

const resident = z.strictObject({
  deductible: figure(yuan),
  ratioByClass: z.strictObject({ class3: figure(ratio), class2: figure(ratio), class1AndBelow: figure(ratio) }),
});

const atInpatientRatio = z.strictObject({
  deductible: figure(yuan),
  ratio: figure(z.enum(['inpatientRatio'])).describe('Paid at the ratio of in-patient care'),
  inpatientRatio: figure(ratio),
});

const byClass = <T extends z.ZodType>(value: T) =>
  z.strictObject({ class3: figure(value), class2: figure(value), class1AndBelow: figure(value) });

const standard = z.strictObject({
  deductibleByClass: byClass(yuan),
  deductiblePer: figure(z.enum(['year', 'claim'])).describe('Whether it is borne once a service year or by each claim'),
  ratioByClass: byClass(ratio),
  perYear: figure(yuan).describe('Most that is paid in a service year for this kind of expense'),
});

const standardByInsuranceType = z.strictObject({ employee: figure(standard), resident: figure(standard) });

const group = z.strictObject({
  names,
  ...atInpatientRatio.shape,
  ratio: figure(z.union([z.enum(['inpatientRatio', 'generalRatio']), ratio])).describe(
    'A ratio, that of in-patient care, or the one that holds outside the group',
  ),
  monthlyCap: figure(yuan),
  countsToAnnualCap: figure(z.boolean()),
  appliesTo: z
    .strictObject({
      expenses: z.array(z.enum(expenseKinds)).min(1),
      insuranceTypes: z.array(code).min(1).optional(),
      diseases: z.array(code).min(1).optional(),
      populations: z.array(code).min(1).optional(),
    })
    .optional()
    .describe(
      'Which expenses of whom; of several groups the first that applies. Without it the group is for information',
    ),
});

export const benefits = z.strictObject({
  resident: figure(resident),
  employee: figure(atInpatientRatio),
  byGroup: z.record(code, group).describe('Treatment that differs from the above for a population or a drug'),
  ordinary: standardByInsuranceType.optional().describe('Outpatient pooling 门诊统筹'),
  inpatient: standardByInsuranceType.optional(),
  expenseBasedFrom: figure(z.record(code, plainDate))
    .optional()
    .describe('Disease → day from which it is covered as ordinary outpatient care where that is better'),
  annualCap: figure(yuan),
  criticalIllness: figure(
    z.strictObject({
      threshold: figure(yuan),
      ratio: figure(ratio),
      cap: figure(yuan).optional(),
      byPopulation: z
        .record(code, z.strictObject({ threshold: figure(yuan), ratio: figure(ratio) }))
        .optional()
        .describe('Of several the first that the person belongs to'),
    }),
  ),
  concurrentExpense: figure(z.enum(['separatePerStandard'])).describe('Several classes of outpatient cost at once'),
  longPrescription: figure(
    z.strictObject({
      maxDays: figure(positiveInt),
      populations: figure(z.array(code).min(1)),
      conditions: figure(z.array(code).min(1)),
    }),
  ),
});

export const enrolment = z.strictObject({
  personalPremium: figure(yuan),
  anyTimeInYear: figure(z.boolean()),
  benefitStart: figure(z.enum(['dayOfEnrolment'])),
});

export const settlement = z.strictObject({
  layers: figure(z.array(layer).min(1)).describe('One-stop settlement 一站式结算, in this order'),
  providerPayment: figure(z.record(code, paymentMethod)),
  totalAmountControl: figure(z.enum(['exemptPsychiatricInstitutions'])),
  prepayment: figure(z.enum(['monthlyWithYearEndClearing'])),
  bedDayRate: figure(yuan),
  depositWaivedFor: figure(z.array(code).min(1)).describe('Treatment before payment, no deposit 住院押金'),
});

export const offSite = z.strictObject({
  inpatientFilingRequired: figure(z.boolean()),
  inpatientInstitutions: figure(z.enum(['anyNationalDesignated'])),
  outpatientDirectSettlement: figure(z.enum(['promoted'])),
  outpatientRatio: figure(ratio),
  assistanceStandard: figure(z.enum(['householdPoolingArea'])).describe('For the registered and the properly referred'),
  unreferred: figure(z.enum(['outsideAssistanceUnlessTrulyHard'])),
  unreferredMaxReduction: figure(ratio).describe('Largest reduction of the ratio, 0.20 = 20 percentage points'),
});

export const warning = z.strictObject({
  types: figure(z.array(code).min(1)),
  base: figure(z.enum(['yearlyBurdenAfterBasicAndCriticalIllness'])),
  threshold: figure(yuan),
  focus: figure(z.array(code).min(1)),
});

export const assistance = z.strictObject({
  kinds: figure(z.array(code).min(1)),
  direct: figure(z.array(code).min(1)).describe('Populations that need not apply'),
  onApplication: figure(z.array(code).min(1)),
  seriousDiseaseRequired: figure(z.array(code).min(1)).describe(
    'Which of these must be serious-disease patients 大重病患者',
  ),
  after: figure(layer),
  ratio: figure(ratio),
  cap: figure(yuan),
  byPopulation: z
    .record(code, z.strictObject({ ratio: figure(ratio), cap: figure(yuan) }))
    .optional()
    .describe('Of several the first that the person belongs to'),
  deadlineDays: figure(positiveInt),
});
