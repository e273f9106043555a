import { knownValue } from '../../policy/figure.ts';
import { reason } from '../reason.ts';
import { answersOf, inForce, practice, type Rule } from '../rule.ts';

/** 正常参保: in this region, under the insurance that was applied for, today. */
export const insuredToday: Rule = ({ policy, application: { region, insuranceType }, facts, today }) => {
  const basis = policy.insuranceTypes;
  const { met, refused, notAsked } = answersOf('insuredToday', basis);
  if (!facts.person.known) return notAsked();
  const saw = { region, insuranceType, today };
  const insured = facts.insurance.some(
    (insurance) => insurance.region === region && insurance.type === insuranceType && inForce(insurance, today),
  );
  return insured ? met(saw) : refused(reason('notInsured', basis.clause, { insuranceType }), saw);
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
