/** What of somebody a response may show. */
export const dataKinds = [
  /** Name, identity number, telephone or home, unmasked. */
  'identity',
  /** Where a case stands, and what became of it, without the disease. */
  'course',
  /** Disease, reasons, open points, and what was found about them. */
  'diagnosis',
  /** What the rules were asked, what facts they saw, and what they answered. */
  'trace',
  /** An uploaded paper itself. */
  'paper',
  /** What was written to the person. */
  'notice',
  /** What colleagues wrote at their steps. */
  'notes',
  /** What Temporal holds encrypted. */
  'payload',
  /** Who looked at whom. */
  'reads',
] as const;

export type DataKind = (typeof dataKinds)[number];

/** Whose data it is, by whatever names them. None of these is kept but ids. */
export interface Subjects {
  readonly cases?: readonly string[];
  readonly persons?: readonly string[];
  readonly identityNumbers?: readonly string[];
  readonly tasks?: readonly string[];
  readonly contacts?: readonly string[];
  readonly documents?: readonly string[];
  /** Registry events, `source/id`. */
  readonly events?: readonly string[];
  /** `region/code`, for all its members. */
  readonly rounds?: readonly string[];
  /** Ids of whatever kind, of which those count that are a case's, a task's or a person's. */
  readonly any?: readonly string[];
  /** Where nothing else names one. */
  readonly regions?: readonly string[];
}

/** What of whom a response shows. */
export interface Shown extends Subjects {
  readonly kinds: readonly DataKind[];
  /** Code of the refusal, where it was not shown. */
  readonly refusal?: string;
}
