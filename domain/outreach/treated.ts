import { fallsUnder } from '../eligibility/icd10.ts';
import { isPoor } from '../eligibility/priority.ts';
import { inForce } from '../eligibility/rule.ts';
import type { ClinicalRecord, Facts } from '../eligibility/verdict.ts';
import { addMonths, type PlainDate } from '../plain-date.ts';
import { known, knownValue, stated } from '../policy/figure.ts';
import { listedDiseases, missingDiseaseFigures, missingRecognitionFigures } from '../policy/recognition.ts';
import { covers } from '../policy/relations.ts';
import type { Disease, InsuranceType, Policy, RecordKind } from '../policy/schema.ts';

/** What says that somebody was treated: a record of a register, or a claim that was settled. */
export type TreatmentRecord = Pick<ClinicalRecord, 'kind' | 'institution' | 'on' | 'icd10'>;

/** What is known of somebody who may have been treated and never recognised. */
export interface KnownOfPerson extends Pick<Facts, 'person' | 'insurance' | 'categories'> {
  readonly records: readonly TreatmentRecord[];
  /** Diseases that are recognised, in whatever region, or being applied for. */
  readonly held: readonly string[];
  /** Diseases that were refused, or of which the person wanted nothing: only a later record speaks of them again. */
  readonly settled: readonly { readonly disease: string; readonly on: PlainDate }[];
}

/** A disease for which somebody was treated, and the latest record that says so. */
export interface Treated {
  readonly disease: Disease;
  readonly insuranceType: InsuranceType;
  readonly record: TreatmentRecord;
}

/** What hospitals settle; a result of a laboratory is no treatment. */
const treatments: readonly RecordKind[] = ['inpatientStay', 'diagnosis', 'treatment'];

/**
 * PRACTICE, Look-back: the same day of the same month, that day included. Undefined where the region seeks nobody out,
 * or could take no application if it did.
 */
export function searchedFrom(policy: Policy, today: PlainDate): PlainDate | undefined {
  const years = stated(policy.outreach.inpatientLookbackYears);
  if (years === undefined || missingRecognitionFigures(policy).length > 0) return undefined;
  return knownValue(policy.channels).includes('proactive') ? addMonths(today, -12 * years) : undefined;
}

/** The diseases for which this person of a poor category is to be sought out 主动办 (D3-C §二, D3-P §二(二)1). */
export function treatedUnrecognised(policy: Policy, person: KnownOfPerson, today: PlainDate): readonly Treated[] {
  const since = searchedFrom(policy, today);
  const insured = person.insurance.find((held) => held.region === policy.region.code && inForce(held, today));
  if (!since || !insured || person.person.diedOn || !isPoor(policy, person, today)) return [];
  const treated = person.records.filter(({ kind, on }) => treatments.includes(kind) && since <= on && on <= today);
  return listedDiseases(policy).flatMap((disease) => {
    if (!isOffered(policy, disease, insured.type) || isHeld(policy, disease, person.held)) return [];
    const record = latest(treated.filter((one) => speaksOf(one, disease) && isNews(one, disease, person.settled)));
    return record ? [{ disease, insuranceType: insured.type, record }] : [];
  });
}

function isOffered(policy: Policy, disease: Disease, insuranceType: InsuranceType): boolean {
  if (missingDiseaseFigures(policy, disease).length > 0) return false;
  const covered = known(disease.insuranceTypes);
  return covered !== 'none' && covered.includes(insuranceType);
}

/** Recognised, or replaced by what is. */
function isHeld(policy: Policy, disease: Disease, held: readonly string[]): boolean {
  return held.some((other) => other === disease.code || covers(policy, other, disease.code));
}

/** ICD-10 codes and ranges of all diseases for which the region seeks people out. */
export function soughtDiagnoses(policy: Policy): readonly string[] {
  return listedDiseases(policy).flatMap(diagnosesOf);
}

/** Those that the admission criteria 准入标准 name; whether somebody meets them is for the rules. */
function diagnosesOf({ criteria }: Disease): readonly string[] {
  const evidence = (stated(criteria) ?? []).flatMap(({ required, alternatives }) => [...required, ...alternatives]);
  return evidence.flatMap(({ record }) => record.icd10 ?? []);
}

function speaksOf({ icd10 }: TreatmentRecord, disease: Disease): boolean {
  return icd10 !== undefined && diagnosesOf(disease).some((range) => fallsUnder(icd10, range));
}

function isNews({ on }: TreatmentRecord, { code }: Disease, settled: KnownOfPerson['settled']): boolean {
  return settled.every((matter) => matter.disease !== code || matter.on < on);
}

function latest(records: readonly TreatmentRecord[]): TreatmentRecord | undefined {
  return records.toSorted((one, other) => one.on.localeCompare(other.on)).at(-1);
}
