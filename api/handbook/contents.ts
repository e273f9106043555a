import { reviewingInstitution } from '../../domain/eligibility/designation.ts';
import { maskIdentityNumber } from '../../domain/identity-number.ts';
import { inLanguage } from '../../domain/notices/names.ts';
import type { Language } from '../../domain/notices/text.ts';
import { wordingOf } from '../../domain/notices/wording.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import type { InsuranceType, Policy } from '../../domain/policy/schema.ts';
import { texts } from '../../platform/texts.ts';
import type { PersonDetails } from '../../store/cases/details.ts';

/** What of a recognition stands in its handbook. */
export interface Recognised {
  readonly handbookNumber: string;
  readonly holder: Pick<PersonDetails, 'name' | 'idNumber'>;
  readonly insuranceType: InsuranceType;
  readonly disease: string;
  /** Chosen treating institution 选定定点. */
  readonly institution: string | null;
  readonly benefitFrom: PlainDate;
  readonly benefitUntil: PlainDate | null;
  readonly filingNumber: string;
  readonly filedOn: PlainDate;
}

export interface HandbookContents {
  readonly language: Language;
  readonly title: string;
  /** Label and value, in the order in which they stand. */
  readonly rows: readonly (readonly [label: string, value: string])[];
  readonly notes: readonly string[];
  readonly issuedBy: string;
  /** Of which day the document is: the filing's. */
  readonly issuedOn: PlainDate;
  readonly page: (number: number, of: number) => string;
}

/** 门特手册 in words. It is the patient's own: it names the disease, and masks the identity number all the same. */
export function contentsOf(policy: Policy, recognised: Recognised, language: Language): HandbookContents {
  const { disease, institution, benefitFrom, benefitUntil, filedOn } = recognised;
  const { text, date, office, ...name } = wordingOf(policy, disease, language, texts);
  const reviewing = reviewingInstitution(policy, recognised, filedOn);
  const validity = benefitUntil
    ? text('handbook.until', { from: date(benefitFrom), until: date(benefitUntil) })
    : text('handbook.longTerm', { from: date(benefitFrom) });
  const row = (label: string, value: string) => [text(`handbook.${label}`), value] as const;
  return {
    language,
    title: text('handbook.title', { region: inLanguage(policy.region, language) }),
    rows: [
      row('number', recognised.handbookNumber),
      row('holder', recognised.holder.name),
      row('idNumber', maskIdentityNumber(recognised.holder.idNumber)),
      row('insuranceType', text(`insuranceTypes.${recognised.insuranceType}`)),
      row('disease', name.disease(disease)),
      row('treating', institution ? name.institution(institution) : text('handbook.notChosen')),
      ...(reviewing ? [row('reviewing', name.institution(reviewing))] : []),
      row('validity', validity),
      row('filing', text('handbook.filed', { filingNumber: recognised.filingNumber, filedOn: date(filedOn) })),
    ],
    notes: ['show', 'change', 'care'].map((note) => text(`handbook.notes.${note}`)),
    issuedBy: office,
    issuedOn: filedOn,
    page: (number, of) => text('handbook.page', { number, of }),
  };
}
