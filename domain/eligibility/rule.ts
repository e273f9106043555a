import type { PlainDate } from '../plain-date.ts';
import type { Disease, Policy } from '../policy/schema.ts';
import type { Application, Facts, Reason, TraceStep } from './verdict.ts';

/** What every rule may look at. */
export interface Question {
  readonly policy: Policy;
  /** Absent when the policy does not list it. */
  readonly disease: Disease | undefined;
  readonly application: Application;
  readonly facts: Facts;
  /** The day in the time zone of the region. */
  readonly today: PlainDate;
}

/** One line of the trace with the reasons that it gives. */
export interface Step extends TraceStep {
  readonly reasons: readonly Reason[];
}

export type Rule = (question: Question) => readonly Step[];

/** Where a rule stands: a figure of the policy, or a settled practice without one. */
export type Basis = Pick<TraceStep, 'clause' | 'path' | 'origin'>;

export function practice(title: string): Basis {
  return { clause: `PRACTICE, ${title}`, path: '', origin: 'pack' };
}

type Saw = TraceStep['saw'];

/** As the trace has them, and the locale files. */
export const ruleNames = [
  'identityVerified',
  'personKnown',
  'nameAgrees',
  'placeFree',
  'personAlive',
  'insuredToday',
  'diseaseListed',
  'insuranceTypeCovered',
  'recognition',
  'exclusiveDiseases',
  'supersedingDiseases',
  'supersededDiseases',
  'treatingInstitution',
  'admissionCriteria',
] as const;

/** A criterion is the policy's own, and named by it. */
type RuleName = (typeof ruleNames)[number] | `criterion.${string}`;

/** The answers of one rule, each a step of its trace. */
export function answersOf(rule: RuleName, { clause, path, origin }: Basis) {
  const step = (answer: Step['answer'], saw: Saw, reasons: readonly Reason[] = []): readonly Step[] => [
    { rule, clause, path, origin, saw, answer, reasons },
  ];
  return {
    met: (saw: Saw = {}) => step('met', saw),
    /** For a formal reason; the rules have no other. */
    refused: (reason: Reason, saw: Saw = {}) => step('refused', saw, [reason]),
    open: (reasons: readonly Reason[], saw: Saw = {}) => step('open', saw, reasons),
    /** Moot: another rule's answer leaves nothing to ask. */
    notAsked: () => step('notAsked', {}),
  };
}

interface Interval {
  readonly from: PlainDate;
  readonly until?: PlainDate | undefined;
}

/** Recognised and not over yet, though its benefit may begin only tomorrow. */
export function stillHeld({ until }: Interval, on: PlainDate): boolean {
  return until === undefined || on <= until;
}

/** `until` is the last day; absent = open. */
export function inForce({ from, until }: Interval, on: PlainDate): boolean {
  return from <= on && (until === undefined || on <= until);
}
