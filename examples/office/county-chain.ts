/** People of a county whose diseases the hospital reviews 科室复核 → 审核确认, and who reviews them. */
import { readFileSync } from 'node:fs';
import { plainDate } from '../../domain/plain-date.ts';
import { loadPolicy } from '../../domain/policy/load.ts';
import type { Answer } from '../../domain/tasks/answers.ts';
import { fromRoot } from '../../platform/project-root.ts';
import type { ExampleApplication, RegistryEntry } from '../format.ts';
import { county, type Person } from './people.ts';
import { seeded } from './random.ts';

type Staff = ExampleApplication['caller'];

const seed = 1;
const region = 'xx-county';
const institution = 'xx-county-peoples-hospital';
const disease = 'pulmonaryHypertension';
const insuranceType = 'resident';

export const countyPolicy = () =>
  loadPolicy(
    readFileSync(fromRoot('policies', 'xx-county-2021', '2021-1.yaml'), 'utf8'),
    readFileSync(fromRoot('examples', 'overlays', 'xx-county-2021.yaml'), 'utf8'),
  );

const staff = (subject: string, role: Staff['role']): Staff => ({ subject, role, regions: [region], institution });
const desk = staff('county-desk', 'hospitalDesk');

type Reviewer = readonly [person: Staff, answer: Answer];

/** Two people, in turn, and what each answers. */
export const countyReviewers: readonly [department: Reviewer, confirming: Reviewer] = [
  [staff('county-department', 'departmentReviewer'), { outcome: 'recommended', answers: [] }],
  [staff('county-confirming-officer', 'confirmingOfficer'), { outcome: 'approved', reasons: [], answers: [] }],
];

/** Nothing has to be asked for: each has a registered stay in hospital that meets the criteria. */
export function countyApplications(count: number): { lines: ExampleApplication[]; registry: RegistryEntry[] } {
  const people = county(seeded(seed), plainDate('2025-06-30'));
  const met = new Map<string, Person>();
  while (met.size < count) {
    const person = people.person([40, 80]);
    met.set(person.idNumber, person);
  }
  const all = [...met.values()];
  return { lines: all.map(lineOf), registry: all.map(entryOf) };
}

function lineOf({ idNumber, name, phone }: Person, index: number): ExampleApplication {
  const applicant = { idNumber, name, phone };
  const diseases = [{ disease, institution }];
  const presence = { proof: 'electronicCredential' };
  const submission = { region, channel: 'hospital', applicant, presence, insuranceType, diseases };
  const expect = { cases: [{ disease, stage: 'decided', outcome: 'approved' }] } satisfies ExampleApplication['expect'];
  const key = `county-${String(index + 1).padStart(5, '0')}`;
  return { key, note: 'two reviewers', caller: desk, submission, documents: [], expect };
}

function entryOf({ idNumber, name, village, township, birthDate }: Person): RegistryEntry {
  const insurance = [{ type: insuranceType, region, from: '2015-01-01' }] satisfies RegistryEntry['insurance'];
  const records = [
    { kind: 'inpatientStay', institution, on: '2025-05-06', icd10: 'I27.0' },
  ] satisfies RegistryEntry['records'];
  return { idNumber, name, village, township, birthDate, insurance, categories: [], records };
}
