import { knownValue } from '../../policy/figure.ts';
import { reason } from '../reason.ts';
import { insuredUnder, wasInsured } from '../insured.ts';
import { answersOf, practice, type Rule } from '../rule.ts';

/**
 * 正常参保: in this region, under the insurance that was applied for, today. One that lapsed while the case waited is paid
 * again as a rule: a person waits for it, nobody is refused meanwhile.
 */
export const insuredToday: Rule = ({ policy, application, facts, today }) => {
  const basis = policy.insuranceTypes;
  const { region, insuranceType } = application;
  const { met, refused, open, notAsked } = answersOf('insuredToday', basis);
  if (!facts.person.known) return notAsked();
  const saw = { region, insuranceType, today };
  if (insuredUnder(facts, region, today).includes(insuranceType)) return met(saw);
  return wasInsured(application, facts)
    ? open([reason('insuranceLapsed', basis.clause, { insuranceType })], saw)
    : refused(reason('notInsured', basis.clause, { insuranceType }), saw);
};

/** The region takes this insurance, and the disease is covered by it. */
export const insuranceTypeCovered: Rule = ({ policy, disease, application: { insuranceType } }) => {
  if (!disease) return answersOf('insuranceTypeCovered', practice('Who decides')).notAsked();
  const inRegion = knownValue(policy.insuranceTypes);
  const forDisease = knownValue(disease.insuranceTypes);
  const { met, refused } = answersOf('insuranceTypeCovered', disease.insuranceTypes);
  const saw = { insuranceType, inRegion, forDisease };
  if (inRegion.includes(insuranceType) && forDisease.includes(insuranceType)) return met(saw);
  const { clause } = disease.insuranceTypes;
  return refused(reason('insuranceTypeNotCovered', clause, { insuranceType, disease: disease.code }), saw);
};
