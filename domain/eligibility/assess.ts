import { needsIdentityCheck } from './reason.ts';
import { known } from '../policy/figure.ts';
import type { Policy } from '../policy/schema.ts';
import type { PlainDate } from '../plain-date.ts';
import { localDay } from '../time-zone.ts';
import type { Question, Rule, Step } from './rule.ts';
import { admissionCriteria } from './rules/criteria.ts';
import { underTodaysInsurance } from './insured.ts';
import {
  diseaseListed,
  exclusiveDiseases,
  superseded,
  supersededDiseases,
  supersedingDiseases,
} from './rules/disease.ts';
import { identityVerified, nameAgrees, placeFree } from './rules/identity.ts';
import { treatingInstitution } from './rules/institution.ts';
import { insuranceTypeCovered, insuredToday } from './rules/insurance.ts';
import { personAlive, personKnown } from './rules/person.ts';
import { recognition } from './rules/recognition.ts';
import type { Application, Assessed, Facts, Verdict } from './verdict.ts';

const rules: readonly Rule[] = [
  identityVerified,
  personKnown,
  nameAgrees,
  placeFree,
  personAlive,
  insuredToday,
  diseaseListed,
  insuranceTypeCovered,
  recognition,
  exclusiveDiseases,
  supersedingDiseases,
  supersededDiseases,
  treatingInstitution,
  admissionCriteria,
];

/**
 * The rules' verdict on one application, with every rule in its trace. Pure: the same policy, application, facts and
 * instant give the same answer. Throws PARAMETER_NOT_CONFIGURED where the policy lacks a figure that a rule needs.
 */
export function assess(policy: Policy, application: Application, facts: Facts, now: Date): Assessed {
  const question = questionOn(policy, application, facts, localDay(now));
  const steps = rules.flatMap((rule) => rule(question));
  return { verdict: verdictOf(steps, question), trace: steps.map(({ reasons: _reasons, ...step }) => step) };
}

/** What the rules ask on a day: of the application as it stands then. */
export function questionOn(policy: Policy, application: Application, facts: Facts, today: PlainDate): Question {
  const current = underTodaysInsurance(application, facts, today);
  return { policy, disease: diseaseOf(policy, current), application: current, facts, today };
}

function verdictOf(steps: readonly Step[], question: Question): Verdict {
  const reasons = reasonsOf(steps, 'refused');
  const open = reasonsOf(steps, 'open');
  // Nothing is decided about somebody who may not have applied; whoever checks that has all of it before them.
  if (needsIdentityCheck(open)) return { kind: 'handOver', open: [...open, ...reasons] };
  if (reasons.length > 0) return { kind: 'refuse', reasons };
  if (open.length > 0) return { kind: 'handOver', open };
  return { kind: 'approve', supersedes: superseded(question) };
}

function reasonsOf(steps: readonly Step[], answer: Step['answer']) {
  return steps.filter((step) => step.answer === answer).flatMap((step) => step.reasons);
}

function diseaseOf({ diseases }: Policy, { disease }: Application) {
  const listed = known(diseases);
  return listed === 'none' ? undefined : listed[disease];
}
