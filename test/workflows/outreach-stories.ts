import type { PoorPerson, Refusal, UntoldContact } from '../../store/outreach/port.ts';
import { plainDate } from '../../domain/plain-date.ts';
import { insuredPerson } from './far-edge.ts';
import { pathology, rizhao } from './stories.ts';

const region = rizhao.region.code;
const categories = [{ category: 'immediateHelp', from: plainDate('2020-01-01') }];

/** An id whose order is that of the ordinals. */
function idOf(ordinal: number): string {
  return `00000000-0000-4000-8000-${String(ordinal).padStart(12, '0')}`;
}

/** Somebody poor who was in hospital with a tumour and never recognised. */
export function aPoorPerson(ordinal: number): PoorPerson {
  const records = [{ ...pathology, kind: 'inpatientStay' as const, on: plainDate('2026-01-05') }];
  return { ...insuredPerson(region), personId: idOf(ordinal), categories, records, held: [], settled: [] };
}

/** What a hospital settled of a tumour. */
export const settledStay = {
  kind: 'inpatientStay',
  institution: 'example-hospital',
  on: plainDate('2026-02-05'),
  icd10: 'C34.1',
} as const;

/** Somebody poor whose application was refused. */
export function aRefusal(ordinal: number): Refusal {
  const refused = {
    region,
    disease: 'malignantTumor',
    sensitive: false,
    insuranceType: 'resident',
    policyVersionId: rizhao.id,
  } as const;
  return { ...refused, caseId: idOf(ordinal), personId: idOf(ordinal), categories, decidedOn: plainDate('2026-06-01') };
}

/** A contact that was given to the village committee. */
export function aContactGiven(ordinal: number, assignment = 1): UntoldContact {
  const helper = { name: '帮办某', phone: '199-0000-7777' };
  const given = {
    disease: 'malignantTumor',
    person: '虚构甲',
    township: '示例镇',
    contactBy: plainDate('2026-12-15'),
    policyVersionId: rizhao.id,
  };
  return { ...given, contactId: idOf(ordinal), assignment, helper };
}
