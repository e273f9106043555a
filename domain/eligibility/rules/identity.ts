import { reason } from '../reason.ts';
import { answersOf, practice, type Rule } from '../rule.ts';

const basis = practice('Identity');

/** Who applies is shown by their own token or at a desk; at all else a named person looks before a decision. */
export const identityVerified: Rule = ({ application: { identity } }) => {
  const { met, open } = answersOf('identityVerified', basis);
  return identity === 'unverified' ? open([reason('identityNotVerified', basis.clause, {})], { identity }) : met();
};

/** The rules never settle whether two names are one person's. */
export const nameAgrees: Rule = ({ application: { identity }, facts: { person } }) => {
  const { met, open, notAsked } = answersOf('nameAgrees', basis);
  if (!person.known) return notAsked();
  if (person.nameDiffers && identity !== 'checked') return open([reason('nameDiffers', basis.clause, {})]);
  return met();
};

/** A stranger's application takes no place, so that it is received like any other; whoever checks it learns of it. */
export const placeFree: Rule = ({ application: { disease }, facts: { appliedForAlready } }) => {
  const { open } = answersOf('placeFree', basis);
  return appliedForAlready ? open([reason('appliedForAlready', basis.clause, { disease })]) : [];
};
