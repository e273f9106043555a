import { z } from 'zod';
import { code, figure, names, positiveInt, ratio, yuan } from './vocabulary.ts';

/** What follows recognition: money, care, assistance. Never needed to recognise anyone (PRACTICE, Opening a region). */
const layer = z.enum(['basicInsurance', 'criticalIllnessInsurance', 'medicalAssistance']);
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

export const benefits = z.strictObject({
  resident: figure(resident),
  employee: figure(atInpatientRatio),
  byGroup: z
    .record(
      code,
      z.strictObject({
        names,
        ...atInpatientRatio.shape,
        monthlyCap: figure(yuan),
        countsToAnnualCap: figure(z.boolean()),
      }),
    )
    .describe('Treatment that differs from the above for a population or a drug'),
  annualCap: figure(yuan),
  criticalIllness: figure(z.strictObject({ threshold: figure(yuan), ratio: figure(ratio) })),
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
  deadlineDays: figure(positiveInt),
});
