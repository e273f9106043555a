import type { PlainDate } from '../plain-date.ts';
import { stated } from '../policy/figure.ts';
import type { InsuranceType, Policy } from '../policy/schema.ts';
import type { Claim } from './claim.ts';

/** What registers and offices have on record of a person for one day. No provider says any of it. */
export interface PersonOnDay {
  readonly insuranceType: InsuranceType;
  /** Population codes of the pack that the person is marked with 统一标识. */
  readonly populations: readonly string[];
  /** Diseases for which a recognition is in force. */
  readonly recognised: readonly string[];
  /** An application for medical assistance was granted 依申请救助. */
  readonly assistanceGranted: boolean;
  /** Resident elsewhere and filed as such 异地安置备案. */
  readonly residentElsewhere: boolean;
  /** Hardship on record, for which assistance pays an unreferred claim at a ratio lower by so much. */
  readonly hardship: { readonly record: string; readonly reduction: number } | undefined;
}

/** What a line is settled by on its day: packs of where the person is insured and has the household, and the person. */
export interface Rules {
  readonly insured: Policy;
  readonly household: Policy;
  readonly person: PersonOnDay;
}

/** @throws DomainError PACK_UNKNOWN, NOT_COVERED */
export type RulesOn = (day: PlainDate) => Rules;

/** Lines of a claim that are settled by the same rules. */
export interface Part {
  readonly rules: Rules;
  /** Positions in the claim. */
  readonly lines: readonly number[];
}

/** In the order of their days: a claim that spans a change of packs or of the person has a part on each side of it. */
export function partsOf({ lines }: Claim, rulesOn: RulesOn): readonly Part[] {
  const parts = new Map<string, { rules: Rules; lines: number[] }>();
  const inOrder = lines.map((_, index) => index).toSorted((a, b) => compare(lines[a]!.servedOn, lines[b]!.servedOn));
  for (const index of inOrder) {
    const rules = rulesOn(lines[index]!.servedOn);
    const { insured, household, person } = rules;
    const key = JSON.stringify([insured.id, household.id, person]);
    const part = parts.get(key) ?? { rules, lines: [] };
    part.lines.push(index);
    parts.set(key, part);
  }
  return [...parts.values()].map(({ rules, lines: positions }) => ({
    rules,
    lines: positions.toSorted((a, b) => a - b),
  }));
}

/** The first entry that is for somebody like this person. */
export function ofPopulation<T>(entries: Readonly<Record<string, T>> | undefined, person: PersonOnDay): T | undefined {
  return Object.entries(entries ?? {}).find(([code]) => person.populations.includes(code))?.[1];
}

export function belongsTo({ populations }: PersonOnDay, codes: readonly string[]): boolean {
  return codes.some((code) => populations.includes(code));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Populations by which the pack settles somebody otherwise. */
export function askedPopulations(policy: Policy): readonly string[] {
  const known = asked.get(policy) ?? populationsIn(policy);
  asked.set(policy, known);
  return known;
}

const asked = new WeakMap<Policy, readonly string[]>();

function populationsIn({ benefits, assistance, offSite }: Policy): string[] {
  const { direct, onApplication, byPopulation } = stated(assistance) ?? {};
  return [
    ...Object.values(benefits.byGroup).flatMap(({ appliesTo }) => appliesTo.populations ?? []),
    ...Object.keys(stated(benefits.criticalIllness)?.byPopulation ?? {}),
    ...(stated(stated(offSite)?.inpatientFilingWaivedFor) ?? []),
    ...(stated(direct) ?? []),
    ...(stated(onApplication) ?? []),
    ...Object.keys(byPopulation ?? {}),
  ];
}
