import { isDesignated } from '../designation.ts';
import { reason } from '../reason.ts';
import { answersOf, type Rule } from '../rule.ts';

/** 选定: the chosen institution may treat this disease today. */
export const treatingInstitution: Rule = ({ policy, disease, application: { institution }, today }) => {
  const basis = policy.institutions;
  const { met, open, notAsked } = answersOf('treatingInstitution', basis);
  if (!disease) return notAsked();
  if (institution === null) return open([reason('institutionNotChosen', basis.clause, {})], { institution });
  const saw = { institution, disease: disease.code, today };
  if (isDesignated(policy, institution, ['treating'], disease.code, today)) return met(saw);
  return open([reason('institutionNotDesignated', basis.clause, { institution, disease: disease.code })], saw);
};
