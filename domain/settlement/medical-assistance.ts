import { DomainError } from '../errors.ts';
import type { Fen } from '../money.ts';
import { known, knownValue } from '../policy/figure.ts';
import type { Figure, Policy } from '../policy/schema.ts';
import type { Place } from './claim.ts';
import { refusedBy, type Refused } from './layer.ts';
import type { Ledger } from './ledger.ts';
import { belongsTo, ofPopulation, type PersonOnDay, type Rules } from './person.ts';
import { shareOf, type Shared, type Terms } from './share.ts';

/** 医疗救助: of what the insurances leave, for assistance objects directly, for others once an application was granted. */
export function medicalAssistance(
  remaining: Fen,
  rules: Rules,
  place: Place,
  ledger: Ledger,
): { readonly share: Shared } | { readonly refused: Omit<Refused, 'lines'> } {
  const { insured, person } = rules;
  const assistance = knownValue(standardOf(rules, place).assistance);
  const refused = notAnObject(person, assistance) ?? unreferred(rules, place);
  if (refused) return { refused };
  const { ratio, cap } = ofPopulation(assistance.byPopulation, person) ?? assistance;
  const terms: Terms = {
    standard: 'medicalAssistance',
    deductible: undefined,
    ratio,
    reduction: isUnreferred(rules, place) ? reductionOf(person, insured) : 0,
    limits: [{ name: 'yearly', key: 'yearly:medicalAssistance', figure: cap }],
  };
  return { share: shareOf(remaining, terms, ledger) };
}

/** Registered or properly referred off-site: by the standard of the household's pooling area. */
function standardOf(rules: Rules, place: Place): Policy {
  const { insured, household } = rules;
  if (place.where === 'local' || isUnreferred(rules, place)) return insured;
  return knownValue(knownValue(insured.offSite).assistanceStandard) === 'householdPoolingArea' ? household : insured;
}

type Assistance = NonNullable<Exclude<Policy['assistance']['value'], 'none'>>;
type NotPaid = Omit<Refused, 'lines'>;

function notAnObject(person: PersonOnDay, { direct, onApplication, ...serious }: Assistance): NotPaid | undefined {
  if (belongsTo(person, knownValue(direct))) return undefined;
  if (!person.assistanceGranted) return refusedBy('notAnAssistanceObject', direct);
  const as = knownValue(onApplication).filter((code) => person.populations.includes(code));
  if (as.length === 0) return refusedBy('notAnAssistanceObject', onApplication);
  return notSerious(person, as, serious);
}

/** Who may apply only as a serious-disease patient 大重病患者 is one: recognised for one of the diseases. */
function notSerious(
  { recognised }: PersonOnDay,
  as: readonly string[],
  { seriousDiseaseRequired, seriousDiseases }: Pick<Assistance, 'seriousDiseaseRequired' | 'seriousDiseases'>,
): NotPaid | undefined {
  const required = known(seriousDiseaseRequired);
  if (required === 'none' || as.some((code) => !required.includes(code))) return undefined;
  const serious: Figure<readonly string[]> = seriousDiseases;
  return knownValue(serious).some((code) => recognised.includes(code))
    ? undefined
    : refusedBy('notASeriousDisease', seriousDiseaseRequired);
}

function isUnreferred({ person }: Rules, { where, referred }: Place): boolean {
  return where === 'offSite' && !referred && !person.residentElsewhere;
}

function unreferred(rules: Rules, place: Place): NotPaid | undefined {
  if (!isUnreferred(rules, place)) return undefined;
  const rule = knownValue(rules.insured.offSite).unreferred;
  // The one rule there is: outside, unless truly hard.
  knownValue(rule);
  return rules.person.hardship ? undefined : refusedBy('unreferred', rule);
}

/** @throws DomainError REDUCTION_TOO_LARGE */
function reductionOf({ hardship }: PersonOnDay, policy: Policy): number {
  const reduction = hardship?.reduction ?? 0;
  requireReduction(reduction, policy);
  return reduction;
}

/** @throws DomainError REDUCTION_TOO_LARGE */
export function requireReduction(reduction: number, policy: Policy): void {
  const { unreferredMaxReduction: figure } = knownValue(policy.offSite);
  const most = knownValue(figure);
  if (reduction <= most) return;
  throw new DomainError('REDUCTION_TOO_LARGE', `The ratio may be lower by ${most} at most, not by ${reduction}.`, {
    params: { most, reduction, clause: figure.clause },
  });
}
