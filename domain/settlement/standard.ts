import { known, knownValue, stated, unstated } from '../policy/figure.ts';
import { getDisease } from '../policy/recognition.ts';
import type { Figure, Policy } from '../policy/schema.ts';
import { needsRecognition, type Claim, type HospitalClass, type Line } from './claim.ts';
import { belongsTo, type PersonOnDay, type Rules } from './person.ts';
import type { Limit, Terms } from './share.ts';

type Group = Policy['benefits']['byGroup'][string];

/**
 * By which standard basic insurance pays a line: of the pack's groups the first that applies, else what holds for the
 * kind of expense and the type of insurance. @throws DomainError PARAMETER_NOT_CONFIGURED, DISEASE_NOT_LISTED
 */
export function basicTerms(rules: Rules, { institution, place }: Claim, line: Line): Terms {
  const { insured: policy, person } = rules;
  const served = { policy, person, institution, place };
  const found = groupOf(served, line);
  const terms = found ? groupTerms(served, line, found) : generalTerms(served, line);
  return { ...terms, ratio: offSiteRatio(served, line) ?? terms.ratio };
}

/** Whoever is served by whom, under which policy. */
interface Served extends Pick<Claim, 'institution' | 'place'> {
  readonly policy: Policy;
  readonly person: PersonOnDay;
}

/** A provider's word for a disease puts nobody into a group: the recognition does. */
function groupOf({ policy, person }: Served, { kind, disease }: Line): [code: string, group: Group] | undefined {
  return Object.entries(policy.benefits.byGroup).find(([, { appliesTo }]) => {
    const { expenses, insuranceTypes, diseases, populations } = appliesTo;
    return (
      expenses.includes(kind) &&
      (!insuranceTypes || insuranceTypes.includes(person.insuranceType)) &&
      (!diseases || (disease !== undefined && diseases.includes(disease) && person.recognised.includes(disease))) &&
      (!populations || belongsTo(person, populations))
    );
  });
}

function groupTerms(served: Served, line: Line, [code, group]: [string, Group]): Terms {
  const { policy } = served;
  const month = line.servedOn.slice(0, 7);
  return {
    standard: code,
    deductible: { key: `deductible:${code}`, per: 'year', figure: group.deductible },
    ratio: groupRatio(served, line, group),
    limits: [
      { name: 'monthly', key: `monthly:${code}:${month}`, figure: group.monthlyCap },
      ...(needsRecognition(line) ? [yearlyOf(policy, line)] : []),
      ...(knownValue(group.countsToAnnualCap) ? [annual(policy)] : []),
    ],
  };
}

function groupRatio(served: Served, line: Line, group: Group): Figure<number> {
  const { ratio } = group;
  const rule = knownValue(ratio);
  if (rule === 'generalRatio') return generalTerms(served, line).ratio;
  if (rule === 'inpatientRatio') return inpatientRatio(served, group.inpatientRatio);
  return { ...ratio, value: rule };
}

function generalTerms(served: Served, line: Line): Terms {
  switch (line.kind) {
    case 'chronic':
    case 'special':
      return recognisedTerms(served, line);
    case 'ordinary':
    case 'inpatient':
      return standardTerms(served, line.kind);
    case 'longActingInjection':
      // A pack pays them by a group of its own, or says nothing of them.
      return knownValue(unstated<never>(served.policy, 'benefits.byGroup.longActingInjection'));
  }
}

/** For recognised diseases, under the limits of the disease. */
function recognisedTerms(served: Served, line: Line): Terms {
  const { policy, person } = served;
  const { employee, resident } = policy.benefits;
  const limits = [yearlyOf(policy, line), monthlyOf(policy, line), annual(policy)];
  const borneBy = (figure: Figure<string>) =>
    ({ key: `deductible:${person.insuranceType}`, per: 'year', figure }) as const;
  if (person.insuranceType === 'resident') {
    const { deductible, ratioByClass } = knownValue(resident);
    return { standard: 'resident', deductible: borneBy(deductible), ratio: ratioByClass[classOf(served)], limits };
  }
  const { deductible, ratio: rule, inpatientRatio: own } = knownValue(employee);
  // The one rule there is: that of in-patient care.
  knownValue(rule);
  return { standard: 'employee', deductible: borneBy(deductible), ratio: inpatientRatio(served, own), limits };
}

/** Ordinary outpatient care, and in-patient care. */
function standardTerms(served: Served, kind: 'ordinary' | 'inpatient'): Terms {
  const { deductibleByClass, deductiblePer, ratioByClass, perYear } = knownValue(standardFigure(served, kind));
  const hospital = classOf(served);
  return {
    standard: kind,
    deductible: { key: `deductible:${kind}`, per: knownValue(deductiblePer), figure: deductibleByClass[hospital] },
    ratio: ratioByClass[hospital],
    limits: [{ name: 'yearly', key: `yearly:${kind}`, figure: perYear }, annual(served.policy)],
  };
}

function standardFigure({ policy, person: { insuranceType } }: Served, kind: 'ordinary' | 'inpatient') {
  const stated = policy.benefits[kind]?.[insuranceType];
  return stated ?? unstated(policy, `benefits.${kind}.${insuranceType}`);
}

/** The one given for this purpose, else the general one for in-patients. Where neither is known, the first is named. */
function inpatientRatio(served: Served, own: Figure<number>): Figure<number> {
  if (own.value !== null) return own;
  const standard = stated(standardFigure(served, 'inpatient'));
  return standard ? standard.ratioByClass[classOf(served)] : own;
}

function yearlyOf(policy: Policy, line: Line): Limit {
  const { code, limits } = getDisease(policy, line.disease ?? '');
  return { name: 'yearly', key: `yearly:${code}`, figure: limits.perYear };
}

function monthlyOf(policy: Policy, line: Line): Limit {
  const { code, limits } = getDisease(policy, line.disease ?? '');
  return { name: 'monthly', key: `monthly:${code}:${line.servedOn.slice(0, 7)}`, figure: limits.perMonth };
}

function annual({ benefits }: Policy): Limit {
  return { name: 'annual', key: 'annual', figure: benefits.annualCap };
}

/** As the pack's register has it; the provider says it of institutions that the register leaves open. */
function classOf({ policy, institution }: Served): HospitalClass {
  const entries = stated(policy.institutions) ?? [];
  const registered = entries.find(({ code }) => code === institution.code)?.class;
  if (registered && registered.value !== null) return knownValue(registered);
  return institution.class ?? knownValue(registered ?? unstated(policy, `institutions.${institution.code}.class`));
}

/** The off-site ratio of outpatient care, where the pack has one; `none` is to be paid as at home. */
function offSiteRatio({ policy, place }: Served, line: Line): Figure<number> | undefined {
  if (place.where === 'local' || line.kind === 'inpatient') return undefined;
  const { outpatientRatio } = knownValue(policy.offSite);
  return known(outpatientRatio) === 'none' ? undefined : outpatientRatio;
}

/** In-patient care off-site needs a filing or a referral, but for whom the pack waives it; without, nothing is paid. */
export function missingFiling(
  { insured, person }: Rules,
  { place }: Claim,
  { kind }: Line,
): Figure<boolean> | undefined {
  if (place.where === 'local' || kind !== 'inpatient' || place.referred || person.residentElsewhere) return undefined;
  const { inpatientFilingRequired, inpatientFilingWaivedFor } = knownValue(insured.offSite);
  if (belongsTo(person, stated(inpatientFilingWaivedFor) ?? [])) return undefined;
  if (!knownValue(inpatientFilingRequired)) return undefined;
  known(inpatientFilingWaivedFor);
  return inpatientFilingRequired;
}
