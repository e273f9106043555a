/**
 * How somebody may be involved in a case so that a step is not for them (PRACTICE, Review chain, Conflict of interest).
 */
export const conflictRules = [
  /** Entered the application. */
  'entered',
  /** Treats the patient. */
  'treatingPhysician',
  /** Is a relative of the patient. */
  'relative',
  /** Has declared another conflict 回避. */
  'declared',
  /** Recommended the recognition in an earlier step. */
  'recommended',
  /** Decided the case before. */
  'decided',
] as const;

export type ConflictRule = (typeof conflictRules)[number];
