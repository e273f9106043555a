import { fen } from '../../../domain/money.ts';
import { plainDate } from '../../../domain/plain-date.ts';
import { figuresIn } from '../../../domain/policy/figure.ts';
import { loadPolicy } from '../../../domain/policy/load.ts';
import type { Policy } from '../../../domain/policy/schema.ts';
import type { Claim, Line } from '../../../domain/settlement/claim.ts';
import type { PersonOnDay, RulesOn } from '../../../domain/settlement/person.ts';
import { packText, packVersions, type PackName } from '../packs.ts';

/** The pack with figures that a case supplies. */
export function supplied(pack: PackName, figures: Readonly<Record<string, unknown>>): Policy {
  const overlay = {
    overlay: 'case',
    version: '1',
    pack,
    packVersion: packVersions[pack],
    basis: 'The case',
    example: true,
    inForceFrom: '2020-01-01',
    figures,
  };
  return loadPolicy(packText(pack), JSON.stringify(overlay));
}

const aClaim: Claim = {
  institution: { code: 'a-hospital', class: 'class2' },
  place: { where: 'local', referred: false },
  servedOn: plainDate('2026-03-02'),
  layers: undefined,
  lines: [],
};

/** Its lines are of its day. */
export function claim(facts: Partial<Claim>): Claim {
  const whole = { ...aClaim, ...facts };
  const undated =
    whole.servedOn !== aClaim.servedOn && whole.lines.every(({ servedOn }) => servedOn === aClaim.servedOn);
  return undated ? { ...whole, lines: whole.lines.map((each) => ({ ...each, servedOn: whole.servedOn })) } : whole;
}

const aPerson: PersonOnDay = {
  insuranceType: 'resident',
  populations: [],
  recognised: ['severePsychiatricSix', 'pulmonaryHypertension'],
  assistanceGranted: false,
  residentElsewhere: false,
  hardship: undefined,
};

/** As registers and offices have somebody. */
export function person(facts: Partial<PersonOnDay> = {}): PersonOnDay {
  return { ...aPerson, ...facts };
}

/** The same on every day. */
export function under(insured: Policy, facts: Partial<PersonOnDay> = {}, household = insured): RulesOn {
  return () => ({ insured, household, person: person(facts) });
}

interface LineFacts {
  readonly inScope?: string;
  readonly disease?: string;
  readonly on?: string;
}

export function line(kind: Line['kind'], total: string, { disease, inScope = total, on }: LineFacts = {}): Line {
  const servedOn = on === undefined ? aClaim.servedOn : plainDate(on);
  return { kind, disease, servedOn, total: fen(total), inScope: fen(inScope) };
}

const byClass = (value: unknown) => ({
  class3: stated(value),
  class2: stated(value),
  class1AndBelow: stated(value),
});

export const stated = (value: unknown) => ({ value, clause: 'The case' });

export function standard(deductible: string, ratio: number, perYear = 'none', deductiblePer = 'year') {
  return {
    deductibleByClass: byClass(deductible),
    deductiblePer: stated(deductiblePer),
    ratioByClass: byClass(ratio),
    perYear: stated(perYear),
  };
}

/** A region where every kind of expense and every layer has its figures. */
export const wholeRegion = supplied('district-severe-mental', {
  'benefits.resident': {
    deductible: stated('300.00'),
    ratioByClass: byClass(0.7),
  },
  'benefits.employee': {
    deductible: stated('200.00'),
    ratio: stated('inpatientRatio'),
    inpatientRatio: stated(null),
  },
  'benefits.ordinary.resident': standard('100.00', 0.5, '600.00'),
  'benefits.ordinary.employee': standard('0.00', 0.6, '2000.00'),
  'benefits.inpatient.resident': standard('800.00', 0.75, 'none', 'claim'),
  'benefits.inpatient.employee': standard('600.00', 0.85),
  'benefits.byGroup.severePsychiatricSixOutpatient.monthlyCap': '5000.00',
  'benefits.byGroup.severePsychiatricSixOutpatient.countsToAnnualCap': true,
  'benefits.byGroup.severePsychiatricInpatient.ratio': 'inpatientRatio',
  'benefits.byGroup.severePsychiatricInpatient.monthlyCap': 'none',
  'benefits.byGroup.severePsychiatricInpatient.countsToAnnualCap': true,
  'benefits.annualCap': '20000.00',
  'benefits.criticalIllness.threshold': '2000.00',
  'benefits.criticalIllness.ratio': 0.8,
  'benefits.criticalIllness.cap': '30000.00',
  'diseases.severePsychiatricSix.limits.perYear': '9000.00',
  'diseases.severePsychiatricSix.limits.perMonth': '3000.00',
  'offSite.outpatientRatio': 'none',
  'offSite.inpatientFilingRequired': false,
  'offSite.assistanceStandard': 'householdPoolingArea',
  'offSite.unreferred': 'outsideAssistanceUnlessTrulyHard',
  'offSite.unreferredMaxReduction': 0.2,
  'assistance.ratio': 0.6,
  'assistance.cap': '4000.00',
  'assistance.onApplication': ['newSevereMentalDisorder', 'laiProjectGroup'],
  'assistance.seriousDiseaseRequired': ['laiProjectGroup'],
  'assistance.seriousDiseases': ['severePsychiatricSix'],
});

/** The same policy with other values of some figures. */
export function varied(policy: Policy, values: Readonly<Record<string, unknown>>): Policy {
  const copy = structuredClone(policy);
  const figures = figuresIn(copy);
  for (const [path, value] of Object.entries(values)) {
    const figure = figures.find((candidate) => candidate.path === path);
    if (!figure) throw new Error(`${policy.pack} has no figure ${path}`);
    Object.assign(figure, { value });
  }
  return copy;
}

/** With what Yangzhou plans: the disease moves to expense-based cover. */
export function movedFrom(policy: Policy, day: string): Policy {
  const path = 'benefits.expenseBasedFrom';
  const expenseBasedFrom = {
    value: { severePsychiatricSix: day },
    clause: 'The case',
    path,
    pack: policy.pack,
    origin: 'pack',
  } as const;
  return { ...policy, benefits: { ...policy.benefits, expenseBasedFrom } };
}
