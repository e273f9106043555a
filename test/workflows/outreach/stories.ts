/** What outreach 主动办 is told with. */
import { randomUUID } from 'node:crypto';
import { plainDate } from '../../../domain/plain-date.ts';
import type { RegistryEntry } from '../../../examples/format.ts';
import { lookupId } from '../../../platform/sealing.ts';
import { importRegistry } from '../../../proof/demo/registry-import.ts';
import { insertInto, writeAtOnce } from '../../../store/one-statement.ts';
import { dateOf } from '../../../store/rows.ts';
import { newSubjects } from '../../../store/subjects/subject.ts';
import type { Applied, Office } from '../office.ts';
import { notInsured, rizhao } from '../stories.ts';

const region = rizhao.region.code;
const lookupKey = Buffer.alloc(32, 2).toString('base64');
const from = '2020-01-01';
const stay = { kind: 'inpatientStay', institution: 'demo-first-peoples-hospital', on: '2026-01-05', icd10: 'C34.901' };

let entries = 0;

/**
 * Names people of a poor category to the registers, who were in hospital with a tumour and never recognised. Answers
 * who they are, in the order in which a pass reads them.
 */
export async function poorPeople(
  office: Office,
  count: number,
  change: Partial<RegistryEntry> = {},
): Promise<string[]> {
  const people = Array.from({ length: count }, () => ({ ...aPoorPerson(), ...change }));
  await importRegistry(office.prisma, { sealer: office.sealer, lookupKey }, people);
  return people.map(({ idNumber }) => lookupId(lookupKey, idNumber)).sort();
}

function aPoorPerson(): RegistryEntry {
  entries += 1;
  return {
    idNumber: `990101190001${String(entries).padStart(6, '0')}`,
    name: '虚构甲',
    village: '示例村',
    birthDate: '1960-01-01',
    insurance: [{ type: 'resident', region, from }],
    categories: [{ category: 'immediateHelp', from }],
    records: [stay as RegistryEntry['records'][number]],
  };
}

/** What a hospital settled of a tumour. */
export const settledStay = {
  kind: 'inpatientStay',
  institution: 'example-hospital',
  on: plainDate('2026-02-05'),
  icd10: 'C34.1',
} as const;

/** Somebody poor whose application was refused, and whom no register knows to have been treated. */
export async function refusedPerson(office: Office): Promise<Applied> {
  const [personId] = await poorPeople(office, 1, { records: [] });
  const application = await office.apply({ ...notInsured, personId: personId! });
  await application.ended();
  return application;
}

/** Contacts that were given to the village committee. Answers their ids, in the order in which a pass reads them. */
export async function contactsGiven({ prisma, sealer, now }: Office, count: number): Promise<string[]> {
  const at = await now();
  const given = {
    region,
    township: '示例镇',
    disease: 'malignantTumor',
    sensitive: false,
    insuranceType: 'resident',
    cause: 'treated',
    policyVersionId: rizhao.id,
    state: 'open',
    openedAt: at,
    personSealed: sealer.seal({ idNumber: '990101190001010000', name: '虚构甲' }),
    helper: 'helper-1',
    helperKind: 'villageCommittee',
    helperSealed: sealer.seal({ name: '帮办某', phone: '19900007777' }),
    assignedAt: at,
    assignments: 1,
    contactBy: dateOf(plainDate('2026-12-15')),
  };
  const rows = Array.from({ length: count }, () => ({ ...given, id: randomUUID(), personId: randomUUID() }));
  await writeAtOnce(prisma, [
    newSubjects(rows.map(({ personId: id }) => ({ id, kind: 'person', region: null }))),
    insertInto('OutreachContact', rows),
  ]);
  return rows.map(({ id }) => id).sort();
}
