import { covers, excludes } from '../../policy/relations.ts';
import type { Disease } from '../../policy/schema.ts';
import { reason } from '../reason.ts';
import { answersOf, type Basis, stillHeld, practice, type Question, type Rule } from '../rule.ts';

export const diseaseListed: Rule = ({ policy, disease, application }) => {
  const { met, refused } = answersOf('diseaseListed', policy.diseases);
  const saw = { disease: application.disease };
  return disease ? met(saw) : refused(reason('diseaseNotListed', policy.diseases.clause, saw), saw);
};

/**
 * Which of two exclusive diseases goes on is for a person to settle: the documents do not make it a refusal. What is
 * only applied for counts as well, so that of two applications neither is approved because it came first.
 */
export const exclusiveDiseases: Rule = (question) => {
  const { policy, disease } = question;
  const basis = disease ? relationOf(disease, 'excludes') : submission;
  const { met, open, notAsked } = answersOf('exclusiveDiseases', basis);
  if (!disease) return notAsked();
  const { code } = disease;
  const inTheWay = (diseases: readonly string[]) => diseases.filter((other) => excludes(policy, code, other));
  const held = inTheWay(heldDiseases(question));
  const others = inTheWay(appliedFor(question)).filter((other) => !held.includes(other));
  const { clause } = basis;
  const reasons = [
    ...(held.length > 0 ? [reason('exclusiveDiseaseHeld', clause, { disease: code, held })] : []),
    ...(others.length > 0 ? [reason('exclusiveDiseaseAppliedFor', clause, { disease: code, others })] : []),
  ];
  const saw = { held, ...(others.length > 0 && { appliedFor: others }) };
  return reasons.length === 0 ? met(saw) : open(reasons, saw);
};

/** 涵盖: whoever holds the greater disease has what the lesser would give them. */
export const supersedingDiseases: Rule = (question) => {
  const { policy, disease } = question;
  const basis = disease ? relationOf(disease, 'supersedes') : submission;
  const { met, refused, notAsked } = answersOf('supersedingDiseases', basis);
  if (!disease) return notAsked();
  const held = heldDiseases(question).filter((other) => covers(policy, other, disease.code));
  if (held.length === 0) return met({ held });
  return refused(reason('supersedingDiseaseHeld', basis.clause, { disease: disease.code, held }), { held });
};

/** Never in the way; noted so that the recognitions replaced can be ended. */
export const supersededDiseases: Rule = (question) => {
  const { disease } = question;
  const { met, notAsked } = answersOf('supersededDiseases', disease ? relationOf(disease, 'supersedes') : submission);
  return disease ? met({ superseded: superseded(question) }) : notAsked();
};

/** Recognised diseases that this one replaces. */
export function superseded(question: Question): readonly string[] {
  const { policy, disease } = question;
  return heldDiseases(question).filter((held) => disease && covers(policy, disease.code, held));
}

function heldDiseases({ application, facts, today }: Question): readonly string[] {
  return facts.recognised
    .filter((recognition) => recognition.region === application.region && stillHeld(recognition, today))
    .map((recognition) => recognition.disease);
}

function appliedFor({ application: { region }, facts: { appliedFor: others = [] } }: Question): readonly string[] {
  return others.filter((other) => other.region === region).map(({ disease }) => disease);
}

const submission = practice('One submission');

function relationOf({ code, criteria }: Disease, relation: 'excludes' | 'supersedes'): Basis {
  return { ...submission, path: `diseases.${code}.${relation}`, origin: criteria.origin };
}
