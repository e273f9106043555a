import { known, knownValue, stated, unstated } from '../policy/figure.ts';
import { getDisease } from '../policy/recognition.ts';
import type { Figure, Policy } from '../policy/schema.ts';
import { needsRecognition, type Claim, type HospitalClass, type Line } from './claim.ts';
import type { Limit, Terms } from './share.ts';

type Group = Policy['benefits']['byGroup'][string];

/**
 * By which standard basic insurance pays a line: of the pack's groups the first that applies, else what holds for the
 * kind of expense and the type of insurance. @throws DomainError PARAMETER_NOT_CONFIGURED, DISEASE_NOT_LISTED
 */
export function basicTerms(policy: Policy, claim: Claim, line: Line): Terms {
  const found = groupOf(policy, claim, line);
  const terms = found ? groupTerms(policy, claim, line, found) : generalTerms(policy, claim, line);
  return { ...terms, ratio: offSiteRatio(policy, claim, line) ?? terms.ratio };
}

function groupOf({ benefits }: Policy, claim: Claim, line: Line): [code: string, group: Group] | undefined {
  return Object.entries(benefits.byGroup).find(([, { appliesTo }]) => {
    if (!appliesTo?.expenses.includes(line.kind)) return false;
    const { insuranceTypes, diseases, populations } = appliesTo;
    return (
      (!insuranceTypes || insuranceTypes.includes(claim.insuranceType)) &&
      (!diseases || (line.disease !== undefined && diseases.includes(line.disease))) &&
      (!populations || populations.some((code) => claim.populations.includes(code)))
    );
  });
}

function groupTerms(policy: Policy, claim: Claim, line: Line, [code, group]: [string, Group]): Terms {
  const month = claim.servedOn.slice(0, 7);
  return {
    standard: code,
    deductible: { key: `deductible:${code}`, figure: group.deductible },
    ratio: groupRatio(policy, claim, line, group),
    limits: [
      { name: 'monthly', key: `monthly:${code}:${month}`, figure: group.monthlyCap },
      ...(needsRecognition(line) ? [yearlyOf(policy, line)] : []),
      ...(knownValue(group.countsToAnnualCap) ? [annual(policy)] : []),
    ],
  };
}

function groupRatio(policy: Policy, claim: Claim, line: Line, group: Group): Figure<number> {
  const { ratio } = group;
  const rule = knownValue(ratio);
  if (rule === 'generalRatio') return generalTerms(policy, claim, line).ratio;
  if (rule === 'inpatientRatio') return inpatientRatio(policy, claim, group.inpatientRatio);
  return { ...ratio, value: rule };
}

function generalTerms(policy: Policy, claim: Claim, line: Line): Terms {
  switch (line.kind) {
    case 'chronic':
    case 'special':
      return recognisedTerms(policy, claim, line);
    case 'ordinary':
    case 'inpatient':
      return standardTerms(policy, claim, line.kind);
    case 'longActingInjection':
      // A pack pays them by a group of its own, or says nothing of them.
      return knownValue(unstated<never>(policy, 'benefits.byGroup.longActingInjection'));
  }
}

/** For recognised diseases, under the limits of the disease. */
function recognisedTerms(policy: Policy, claim: Claim, line: Line): Terms {
  const { employee, resident } = policy.benefits;
  const limits = [yearlyOf(policy, line), monthlyOf(policy, claim, line), annual(policy)];
  if (claim.insuranceType === 'resident') {
    const { deductible, ratioByClass } = knownValue(resident);
    const ratio = ratioByClass[classOf(policy, claim)];
    return { standard: 'resident', deductible: { key: 'deductible:resident', figure: deductible }, ratio, limits };
  }
  const { deductible, inpatientRatio: own } = knownValue(employee);
  const ratio = inpatientRatio(policy, claim, own);
  return { standard: 'employee', deductible: { key: 'deductible:employee', figure: deductible }, ratio, limits };
}

/** Ordinary outpatient care, and in-patient care. */
function standardTerms(policy: Policy, claim: Claim, kind: 'ordinary' | 'inpatient'): Terms {
  const { deductibleByClass, deductiblePer, ratioByClass, perYear } = knownValue(standardFigure(policy, claim, kind));
  const hospital = classOf(policy, claim);
  const key = knownValue(deductiblePer) === 'year' ? `deductible:${kind}` : undefined;
  return {
    standard: kind,
    deductible: { key, figure: deductibleByClass[hospital] },
    ratio: ratioByClass[hospital],
    limits: [{ name: 'yearly', key: `yearly:${kind}`, figure: perYear }, annual(policy)],
  };
}

function standardFigure(policy: Policy, { insuranceType }: Claim, kind: 'ordinary' | 'inpatient') {
  const stated = policy.benefits[kind]?.[insuranceType];
  return stated ?? unstated(policy, `benefits.${kind}.${insuranceType}`);
}

/** The one given for this purpose, else the general one for in-patients. Where neither is known, the first is named. */
function inpatientRatio(policy: Policy, claim: Claim, own: Figure<number>): Figure<number> {
  if (own.value !== null) return own;
  const standard = stated(standardFigure(policy, claim, 'inpatient'));
  return standard ? standard.ratioByClass[classOf(policy, claim)] : own;
}

function yearlyOf(policy: Policy, line: Line): Limit {
  const { code, limits } = getDisease(policy, line.disease ?? '');
  return { name: 'yearly', key: `yearly:${code}`, figure: limits.perYear };
}

function monthlyOf(policy: Policy, claim: Claim, line: Line): Limit {
  const { code, limits } = getDisease(policy, line.disease ?? '');
  return { name: 'monthly', key: `monthly:${code}:${claim.servedOn.slice(0, 7)}`, figure: limits.perMonth };
}

function annual({ benefits }: Policy): Limit {
  return { name: 'annual', key: 'annual', figure: benefits.annualCap };
}

/** As the pack's register has it; the provider says it of institutions that the register leaves open. */
function classOf(policy: Policy, { institution }: Claim): HospitalClass {
  const entries = stated(policy.institutions) ?? [];
  const registered = entries.find(({ code }) => code === institution.code)?.class;
  if (registered && registered.value !== null) return knownValue(registered);
  return institution.class ?? knownValue(registered ?? unstated(policy, `institutions.${institution.code}.class`));
}

/** The off-site ratio of outpatient care, where the pack has one; `none` is to be paid as at home. */
function offSiteRatio(policy: Policy, claim: Claim, line: Line): Figure<number> | undefined {
  if (claim.place.where === 'local' || line.kind === 'inpatient') return undefined;
  const { outpatientRatio } = knownValue(policy.offSite);
  return known(outpatientRatio) === 'none' ? undefined : outpatientRatio;
}

/** In-patient care off-site needs a filing unless the pack waives it; without, basic insurance pays nothing. */
export function missingFiling(policy: Policy, { place }: Claim, { kind }: Line): Figure<boolean> | undefined {
  if (place.where === 'local' || kind !== 'inpatient') return undefined;
  const { inpatientFilingRequired } = knownValue(policy.offSite);
  return knownValue(inpatientFilingRequired) && place.filing === 'none' ? inpatientFilingRequired : undefined;
}
