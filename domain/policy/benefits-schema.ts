import { z } from 'zod';
import { code, figure, names, plainDate, positiveInt, ratio, yuan } from './vocabulary.ts';

/** What follows recognition: money, care, assistance. Never needed to recognise anyone (PRACTICE, Opening a region). */
export const layers = ['basicInsurance', 'criticalIllnessInsurance', 'medicalAssistance'] as const;
const layer = z.enum(layers);

/** How an expense comes about; each is settled by its own standard. */
export const expenseKinds = ['chronic', 'special', 'ordinary', 'inpatient', 'longActingInjection'] as const;
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

/** Treatment that differs from the general standards. */
export const group = z.strictObject({
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
    .describe(
      'Which expenses of whom; of several groups the first that applies. Of diseases: whose recognition is in force',
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
  longPrescription: figure(
    z.strictObject({
      maxDays: figure(positiveInt),
      populations: figure(z.array(code).min(1)),
      conditions: figure(z.array(code).min(1)),
    }),
  ),
});

export const enrolment = z.strictObject({
  populations: figure(z.array(code).min(1)).describe('Whose enrolment this is about; none = everybody'),
  personalPremium: figure(yuan),
  anyTimeInYear: figure(z.boolean()),
  benefitStart: figure(z.enum(['dayOfEnrolment'])),
});

export const settlement = z.strictObject({
  layers: figure(z.array(layer).min(1)).describe('One-stop settlement 一站式结算; they pay in the order of the layers'),
  depositWaivedFor: figure(z.array(code).min(1)).describe(
    'Populations treated before payment, without deposit 住院押金, once primary care has referred them',
  ),
});

export const offSite = z.strictObject({
  inpatientFilingRequired: figure(z.boolean()),
  inpatientFilingWaivedFor: figure(z.array(code).min(1)).describe('Populations that need no filing; none = nobody'),
  outpatientRatio: figure(ratio),
  assistanceStandard: figure(z.enum(['householdPoolingArea'])).describe('For the registered and the properly referred'),
  unreferred: figure(z.enum(['outsideAssistanceUnlessTrulyHard'])),
  unreferredMaxReduction: figure(ratio).describe('Largest reduction of the ratio, 0.20 = 20 percentage points'),
});

export const assistance = z.strictObject({
  direct: figure(z.array(code).min(1)).describe('Populations that need not apply'),
  onApplication: figure(z.array(code).min(1)),
  seriousDiseaseRequired: figure(z.array(code).min(1)).describe(
    'Which of these must be serious-disease patients 大重病患者',
  ),
  seriousDiseases: figure(z.array(code).min(1)).describe('Who is recognised for one of them is such a patient'),
  ratio: figure(ratio),
  cap: figure(yuan),
  byPopulation: z
    .record(code, z.strictObject({ ratio: figure(ratio), cap: figure(yuan) }))
    .optional()
    .describe('Of several the first that the person belongs to'),
});
