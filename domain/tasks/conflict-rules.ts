/**
 * How somebody may be involved in a case so that a step is not for them (PRACTICE, Review chain, Separation of duties):
 * by what they did in it, which separates the duties 不相容岗位分离, or by what they are to its patient 回避.
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
