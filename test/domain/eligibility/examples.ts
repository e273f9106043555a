import { stringify } from 'yaml';
import type { Application, ClinicalRecord, Facts } from '../../../domain/eligibility/verdict.ts';
import { plainDate } from '../../../domain/plain-date.ts';
import { loadPolicy } from '../../../domain/policy/load.ts';
import type { PackFile, Policy } from '../../../domain/policy/schema.ts';

const clause = 'D3-P §二(二)1';
const stated = <T>(value: T) => ({ value, clause });
const unstated = { value: null, clause };
const none = { value: 'none' as const, clause };
const named = (zh: string, en: string) => ({ names: { zh, en } });

type DiseaseFile = Exclude<PackFile['diseases']['value'], 'none' | null>[string];

const pathologyReport: Evidence = {
  code: 'pathologyReport',
  ...named('病理报告', 'pathology report'),
  record: { kinds: ['pathology'], icd10: ['C00-C97'] },
  issuedBy: 'reviewingInstitution',
  paperAccepted: true,
};
const imagingReport: Evidence = {
  code: 'imagingReport',
  ...named('影像报告', 'imaging report'),
  record: { kinds: ['imaging'], icd10: ['C00-C97'] },
  issuedBy: 'designatedInstitution',
  paperAccepted: true,
};
const dischargeRecord: Evidence = {
  code: 'dischargeRecord',
  ...named('出院记录', 'discharge record'),
  record: { kinds: ['inpatientStay'], icd10: ['C00-C97'] },
  issuedBy: 'designatedInstitution',
  paperAccepted: false,
};
type Evidence = NonNullable<Extract<DiseaseFile['criteria']['value'], unknown[]>>[number]['required'][number];

const diagnosisConfirmed = {
  code: 'diagnosisConfirmed',
  ...named('确诊恶性肿瘤', 'diagnosis of a malignant tumour confirmed'),
  required: [dischargeRecord],
  alternatives: [pathologyReport, imagingReport],
};

const tumour: DiseaseFile = {
  ...named('恶性肿瘤', 'malignant tumour'),
  aliases: [],
  category: unstated,
  procedure: stated('immediate'),
  sensitive: stated(false),
  insuranceTypes: stated(['employee', 'resident']),
  criteria: stated([diagnosisConfirmed]),
  validity: none,
  renewal: none,
  excludes: [],
  supersedes: [],
  limits: { perYear: unstated, perMonth: unstated },
};

const disorder: DiseaseFile = {
  ...tumour,
  ...named('严重精神障碍', 'severe mental disorder'),
  sensitive: stated(true),
  criteria: stated([{ ...diagnosisConfirmed, ...named('确诊', 'diagnosis confirmed') }]),
};

const pack: PackFile = {
  pack: 'example-region',
  version: '2026-1',
  region: { code: 'example', ...named('示例市', 'Example City'), timeZone: 'Asia/Shanghai' },
  sources: { 'D3-P': { title: '示例', number: null, issuedOn: null } },
  inForceFrom: stated('2026-01-01'),
  insuranceTypes: stated(['employee', 'resident']),
  channels: stated(['online', 'hospital']),
  populations: {
    extremelyPoor: { ...named('特困人员', 'extremely poor'), poor: true, listKeptBy: stated('civilAffairs'), clause },
    ordinaryGroup: { ...named('一般人员', 'ordinary'), poor: false, listKeptBy: unstated, clause },
  },
  acceptance: { answerWorkingDays: stated(5), supplementDays: stated(15), remindDaysBefore: stated(3) },
  procedures: {
    immediate: { officerDue: stated('endOfWorkingDay'), officeHours: stated({ from: '08:30', to: '17:30' }) },
  },
  benefitStart: stated('nextCalendarDayAfterDecision'),
  refusal: {
    reasonRequired: stated(true),
    noticeDays: unstated,
    appealDays: unstated,
    appealWorkingDays: stated(10),
    practicePublishedAt: stated({ zh: '公示栏', en: 'the notice board' }),
  },
  queues: {
    majorPriority: stated({ raised: 1, ordinary: 2 }),
    minorPriority: stated({ immediate: 1, reviewChain: 2, monthlyBatch: 3 }),
    warnHoursBefore: stated(4),
    escalateHoursAfter: stated(24),
  },
  registers: { deaths: unstated, insurance: unstated },
  separationOfDuties: { stepsIn: unstated },
  continuity: { carriesOverBetweenInsuranceTypes: unstated },
  homeVisit: { triggers: unstated, deadlineDays: unstated },
  outreach: { inpatientLookbackYears: stated(3) },
  legacyCategories: unstated,
  diseases: stated({
    malignantTumor: tumour,
    psychosis: disorder,
    benignTumor: { ...tumour, ...named('良性肿瘤', 'benign tumour') },
  }),
  institutions: stated([
    {
      code: 'first-hospital',
      ...named('示例市第一人民医院', 'First People\u2019s Hospital of Example City'),
      class: unstated,
      terms: [
        { role: 'treating', diseases: 'all', from: '2020-01-01' },
        { role: 'reviewing', diseases: ['malignantTumor', 'psychosis'], from: '2020-01-01', until: '2026-12-31' },
      ],
    },
    {
      code: 'town-clinic',
      ...named('示例镇卫生院', 'Example Town Clinic'),
      class: unstated,
      terms: [{ role: 'treating', diseases: ['benignTumor'], from: '2020-01-01' }],
    },
  ]),
  benefits: {
    resident: unstated,
    employee: unstated,
    byGroup: {},
    annualCap: unstated,
    criticalIllness: unstated,
    longPrescription: unstated,
  },
  enrolment: unstated,
  settlement: unstated,
  offSite: unstated,
  assistance: unstated,
  dataExchange: { feeds: unstated, frequency: unstated },
  further: {},
};

/** A small region: a tumour and a mental disorder decided at once, one hospital, one clinic. */
export function policyWith(
  change: {
    tumour?: Partial<DiseaseFile>;
    pack?: Partial<PackFile>;
    appealDays?: PackFile['refusal']['appealDays'];
  } = {},
): Policy {
  const listed = pack.diseases.value as Record<string, DiseaseFile>;
  const diseases = stated({ ...listed, malignantTumor: { ...tumour, ...change.tumour } });
  const refusal = { ...pack.refusal, ...(change.appealDays ? { appealDays: change.appealDays } : {}) };
  return loadPolicy(stringify({ ...pack, diseases, refusal, ...change.pack }, { aliasDuplicateObjects: false }));
}

export { none, stated, unstated };

export const application: Application = {
  region: 'example',
  disease: 'malignantTumor',
  kind: 'initial',
  insuranceType: 'resident',
  channel: 'online',
  identity: 'ownToken',
  institution: 'first-hospital',
  receivedOn: plainDate('2026-11-22'),
};

const record = (kind: ClinicalRecord['kind'], more: Partial<ClinicalRecord> = {}): ClinicalRecord => ({
  kind,
  institution: 'first-hospital',
  on: plainDate('2024-03-05'),
  icd10: 'C34.901',
  source: 'registry',
  ...more,
});

export const dischargeRecordOf = (more: Partial<ClinicalRecord> = {}) => record('inpatientStay', more);
export const pathologyOf = (more: Partial<ClinicalRecord> = {}) => record('pathology', more);

/** Somebody whom the rules approve. */
export const facts: Facts = {
  person: { known: true },
  insurance: [{ type: 'resident', region: 'example', from: plainDate('2026-01-01'), until: plainDate('2026-12-31') }],
  categories: [],
  records: [dischargeRecordOf(), pathologyOf()],
  recognised: [],
  papers: [],
};

/** Noon of 22 November 2026 in the region. */
export const now = new Date('2026-11-22T04:00:00Z');
