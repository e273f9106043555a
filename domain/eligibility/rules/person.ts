import { reason } from '../reason.ts';
import { answersOf, practice, type Rule } from '../rule.ts';

/** Somebody whom the registry does not know is asked for, never refused. */
export const personKnown: Rule = ({ facts }) => {
  const basis = practice('Who decides');
  const { met, open } = answersOf('personKnown', basis);
  return facts.person.known
    ? met({ known: true })
    : open([reason('personUnknown', basis.clause, {})], { known: false });
};

export const personAlive: Rule = ({ facts: { person }, today }) => {
  const basis = practice('Continuity');
  const { met, refused, notAsked } = answersOf('personAlive', basis);
  if (!person.known) return notAsked();
  const died = person.diedOn !== undefined && person.diedOn <= today;
  return died ? refused(reason('personDeceased', basis.clause, {}), { diedOn: person.diedOn }) : met({ today });
};
