import type { Disease } from '../../policy/schema.ts';
import { reason } from '../reason.ts';
import { answersOf, type Basis, stillHeld, practice, type Question, type Rule } from '../rule.ts';
import { stated } from '../../policy/figure.ts';

export const diseaseListed: Rule = ({ policy, disease, application }) => {
  const { met, refused } = answersOf('diseaseListed', policy.diseases);
  const saw = { disease: application.disease };
  return disease ? met(saw) : refused(reason('diseaseNotListed', policy.diseases.clause, saw), saw);
};

/** Which of two exclusive diseases goes on is for a person to settle: the documents do not make it a refusal. */
export const exclusiveDiseases: Rule = (question) => {
  const { disease } = question;
  const basis = disease ? relationOf(disease, 'excludes') : submission;
  const { met, open, notAsked } = answersOf('exclusiveDiseases', basis);
  if (!disease) return notAsked();
  const held = heldDiseases(question).filter((other) => excludes(question, disease, other));
  if (held.length === 0) return met({ held });
  return open([reason('exclusiveDiseaseHeld', basis.clause, { disease: disease.code, held })], { held });
};

/** Never in the way; noted so that the recognitions replaced can be ended. */
export const supersededDiseases: Rule = (question) => {
  const { disease } = question;
  const { met, notAsked } = answersOf('supersededDiseases', disease ? relationOf(disease, 'supersedes') : submission);
  return disease ? met({ superseded: superseded(question) }) : notAsked();
};

/** Recognised diseases that this one replaces. */
export function superseded(question: Question): readonly string[] {
  return heldDiseases(question).filter((held) => question.disease?.supersedes.includes(held));
}

/** Whichever of the two names the other; a disease that is replaced is not in the way. */
function excludes({ policy }: Question, disease: Disease, held: string): boolean {
  if (disease.supersedes.includes(held)) return false;
  const other = stated(policy.diseases)?.[held];
  return disease.excludes.includes(held) || (other?.excludes.includes(disease.code) ?? false);
}

function heldDiseases({ application, facts, today }: Question): readonly string[] {
  return facts.recognised
    .filter((recognition) => recognition.region === application.region && stillHeld(recognition, today))
    .map((recognition) => recognition.disease);
}

const submission = practice('One submission');

function relationOf({ code, criteria }: Disease, relation: 'excludes' | 'supersedes'): Basis {
  return { ...submission, path: `diseases.${code}.${relation}`, origin: criteria.origin };
}
