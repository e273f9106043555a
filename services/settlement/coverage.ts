import { isDesignated } from '../../domain/eligibility/designation.ts';
import { DomainError } from '../../domain/errors.ts';
import { plainDate, type PlainDate } from '../../domain/plain-date.ts';
import { known, stated } from '../../domain/policy/figure.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import type { WhyNot } from './contract/persons.ts';
import type { FiledEntitlement } from './coverage-rows.ts';
import { inForceOn, standingBy } from './standing.ts';

export interface Question {
  readonly disease: string;
  readonly institution: string;
  readonly on: string;
  /** By which insurance the person is covered, where that is known. */
  readonly insuranceType?: string | undefined;
  /** Chosen institutions and the region's register bind at home only. */
  readonly local: boolean;
}

export type Coverage =
  | { readonly covered: true; readonly filingNumber: string; readonly insuranceType: string }
  | { readonly covered: false; readonly why: WhyNot };

/** Is this person covered for this disease, here, on that day? Of several registrations one that covers is enough. */
export function coverageBy(entitlements: readonly FiledEntitlement[], question: Question, policy: Policy): Coverage {
  const ofDisease = entitlements.filter(({ disease }) => disease === question.disease);
  const answers = ofDisease.map((entitlement) => coverageUnder(entitlement, question, policy));
  return answers.find(({ covered }) => covered) ?? answers.at(-1) ?? { covered: false, why: 'notRegistered' };
}

function coverageUnder(entitlement: FiledEntitlement, question: Question, policy: Policy): Coverage {
  const { on, insuranceType } = question;
  const inForce = inForceOn(entitlement, on);
  if (!inForce) return { covered: false, why: whyNotInForce(entitlement, on) };
  if (insuranceType !== undefined && inForce.insuranceType !== insuranceType) {
    return { covered: false, why: 'otherInsuranceType' };
  }
  const elsewhere = question.local ? whyNotHere(inForce.institution, question, policy) : undefined;
  if (elsewhere) return { covered: false, why: elsewhere };
  return { covered: true, filingNumber: entitlement.filingNumber, insuranceType: inForce.insuranceType };
}

function whyNotInForce(entitlement: FiledEntitlement, on: string): WhyNot {
  const { state } = standingBy(entitlement, on);
  if (state !== 'inForce') return state;
  return on < entitlement.from ? 'notYet' : 'over';
}

/** The institution that the person chose 选定定点, else any that the register has for treating the disease. */
function whyNotHere(chosen: string | null, { institution, disease, on }: Question, policy: Policy): WhyNot | undefined {
  if (chosen !== null && chosen !== institution) return 'otherInstitution';
  return isDesignated(policy, institution, ['treating'], disease, plainDate(on)) ? undefined : 'notDesignated';
}

/** An expense for a disease needs its recognition in force. @throws DomainError NOT_COVERED */
export function requireCovered(entitlements: readonly FiledEntitlement[], question: Question, policy: Policy): void {
  const coverage = coverageBy(entitlements, question, policy);
  if (coverage.covered) return;
  const { disease, on } = question;
  throw new DomainError('NOT_COVERED', `On ${on} the person is not covered for ${disease} there: ${coverage.why}.`, {
    params: { disease, on, why: coverage.why },
  });
}

/** At home the register knows who may treat; where it is stated, nobody else does. @throws DomainError NOT_COVERED */
export function requireOnRegister(policy: Policy, institution: string, on: PlainDate): void {
  if (stated(policy.institutions) === undefined || isOnRegister(policy, institution, on)) return;
  throw new DomainError('NOT_COVERED', `On ${on} ${institution} is not designated in ${policy.region.code}.`, {
    params: { on, why: 'notDesignated' },
  });
}

/** @throws DomainError PARAMETER_NOT_CONFIGURED */
export function isOnRegister(policy: Policy, institution: string, on: PlainDate): boolean {
  const register = known(policy.institutions);
  const entry = register === 'none' ? undefined : register.find(({ code }) => code === institution);
  return entry !== undefined && entry.terms.some(({ from, until }) => from <= on && (!until || on <= until));
}
