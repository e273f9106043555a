import { plainDate } from '../../domain/plain-date.ts';
import type { ExampleApplication } from '../../examples/format.ts';
import { rizhaoPolicy } from '../../examples/generate.ts';
import { openOffice } from '../../examples/office/office.ts';
import { seeded } from '../../examples/office/random.ts';
import type { Asked } from '../../examples/office/office.ts';
import type { Applicants } from './applicants.ts';

const seed = 1;

/** Different people, each with registered records that meet the criteria of the disease. */
export function recordedApplicants(
  count: number,
  asked: Asked,
  known: { categories?: readonly string[] } = {},
): Applicants {
  const office = openOffice(rizhaoPolicy(), seeded(seed), plainDate('2025-06-30'));
  const met = new Map<string, ExampleApplication>();
  while (met.size < count) {
    const person = office.citizen(asked.disease, known);
    office.recorded(person, office.hospitals.records(asked.disease, person.sex));
    if (met.has(person.idNumber)) continue;
    met.set(person.idNumber, office.apply(person, { note: '', channel: 'window', diseases: [asked] }));
  }
  return { lines: [...met.values()], registry: office.files().registry };
}
