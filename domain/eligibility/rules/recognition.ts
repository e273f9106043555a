import { reason } from '../reason.ts';
import type { Facts } from '../verdict.ts';
import { answersOf, stillHeld, practice, type Question, type Rule } from '../rule.ts';

/**
 * A first application and one after a refusal are for a disease that is not recognised yet; renewal, transfer and
 * change of institution build on a recognition, and where it is missing a person looks for it.
 */
export const recognition: Rule = (question) => {
  const { disease, kind } = question.application;
  const basis = practice('One submission');
  const { met, refused, open } = answersOf('recognition', basis);
  // A renewal that was filed in time keeps the benefit until it is decided, however late (PRACTICE, Continuity).
  const today = kind === 'renewal' ? question.application.receivedOn : question.today;
  const held = recognitionHeld({ ...question, today });
  const saw = { kind, held: held?.filingNumber ?? null };
  if (kind === 'initial' || kind === 'reapplication') {
    return held
      ? refused(reason('alreadyRecognised', basis.clause, { disease, filingNumber: held.filingNumber }), saw)
      : met(saw);
  }
  return held ? met(saw) : open([reason('recognitionMissing', basis.clause, { disease })], saw);
};

/** The recognition that counts, filed yet or not: held here today; for a transfer, anywhere else as well. */
export function recognitionHeld({
  application: { kind, disease, region },
  facts,
  today,
}: Question): Facts['recognised'][number] | undefined {
  return facts.recognised.find(
    (recognised) =>
      recognised.disease === disease &&
      (recognised.region === region || kind === 'transfer') &&
      stillHeld(recognised, today),
  );
}
