/**
 * Fictitious people, what the registries know of them, and what they apply for; a test names only what matters to it.
 */
import { readFileSync } from 'node:fs';
import type { Caller } from '../../domain/access/access.ts';
import type { Bearer } from './tokens.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { checkCharacter } from '../../domain/identity-number.ts';
import type { RegistryEntry } from '../../examples/format.ts';

export const hospital = 'demo-first-peoples-hospital';

export interface Patient {
  readonly idNumber: string;
  readonly name: string;
  readonly phone: string;
}

let people = 0;

/** 990101 is no region's code, 1990000 no network's number. */
export function aPatient(): Patient {
  people += 1;
  const digits = `990101196001${String((people % 28) + 1).padStart(2, '0')}${String(people).padStart(3, '0')}`;
  return {
    idNumber: digits + checkCharacter(digits),
    name: `虚构${String.fromCodePoint(0x4e00 + people)}`,
    phone: `1990000${String(people).padStart(4, '0')}`,
  };
}

/** Insured in Rizhao as a resident, with a pathology report of a lung tumour unless records are given. */
export function registered(
  { idNumber, name }: Pick<Patient, 'idNumber' | 'name'>,
  differing: Partial<RegistryEntry> = {},
): RegistryEntry {
  return {
    idNumber,
    name,
    village: '示例村',
    township: '示例镇',
    birthDate: '1960-01-01',
    categories: [],
    insurance: [{ type: 'resident', region: 'rizhao', from: '2015-01-01' }],
    records: [{ kind: 'pathology', institution: hospital, on: '2024-05-06', icd10: 'C34.1' }],
    ...differing,
  };
}

export const hypertension = { kind: 'inpatientStay', institution: hospital, on: '2024-05-06', icd10: 'I11.0' } as const;
export const schizophrenia = { kind: 'diagnosis', institution: hospital, on: '2024-05-06', icd10: 'F20.0' } as const;

export const tumour = { disease: 'malignantTumor', institution: hospital };

/** A submission by the patient for a tumour, unless it differs. */
export function submission(applicant: Patient, differing: object = {}) {
  return {
    region: 'rizhao',
    channel: 'online',
    applicant,
    insuranceType: 'resident',
    diseases: [tumour],
    ...differing,
  };
}

/** Who acts for patients, as whom the agent's token has verified them. */
const helper = { idNumber: '990101197001019997', name: '代办某' };

export function anAgent(differing: object = {}) {
  const agent = { kind: 'relative', ...helper, phone: '19900009999', authorisation: '委托书（示例）' };
  return { ...agent, ...differing };
}

export function anApplicant(subject = 'applicant-1'): Caller {
  return { subject, roles: ['applicant'], regions: [] };
}

/** A paper that opens. */
export const paper = () => readFileSync(fromRoot('examples', 'rizhao', 'documents', 'diagnosis-certificate.pdf'));

export const agent: Bearer = { subject: 'agent-1', roles: ['agent'], regions: [], person: helper };
export const officer: Caller = { subject: 'officer-1', roles: ['handlingOfficer'], regions: ['rizhao'] };
export const supervisor: Caller = { subject: 'supervisor-1', roles: ['supervisor'], regions: ['rizhao'] };
export const officerElsewhere: Caller = { ...officer, subject: 'officer-9', regions: ['xx-county'] };
export const desk: Caller = { subject: 'desk-1', roles: ['hospitalDesk'], regions: ['rizhao'], institution: hospital };
