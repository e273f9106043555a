import fc from 'fast-check';
import { caseIdentities } from '../../../domain/case/identity.ts';
import { describe, expect, it } from 'vitest';
import { assess } from '../../../domain/eligibility/assess.ts';
import { formalReasonCodes } from '../../../domain/eligibility/reason.ts';
import type { Application, ClinicalRecord, Facts } from '../../../domain/eligibility/verdict.ts';
import { addDays, plainDate } from '../../../domain/plain-date.ts';
import { recordKinds } from '../../../domain/policy/schema.ts';
import { application, now, policyWith } from './examples.ts';

const policy = policyWith({ tumour: { excludes: ['psychosis'], supersedes: ['benignTumor'] } });

const institutions = fc.constantFrom('first-hospital', 'town-clinic', 'nowhere');
const diseases = fc.constantFrom('malignantTumor', 'psychosis', 'benignTumor', 'commonCold');
const regions = fc.constantFrom('example', 'elsewhere');
const insuranceType = fc.constantFrom('employee' as const, 'resident' as const);
const days = fc.integer({ min: -1000, max: 30 }).map((offset) => addDays(plainDate('2026-11-22'), offset));
const interval = fc
  .record({ from: days, length: fc.option(fc.nat(2000), { nil: undefined }) })
  .map(({ from, length }) => (length === undefined ? { from } : { from, until: addDays(from, length) }));

const applications: fc.Arbitrary<Application> = fc.record({
  region: fc.constant('example'),
  disease: diseases,
  kind: fc.constantFrom('initial', 'reapplication', 'renewal', 'transfer', 'institutionChange'),
  insuranceType,
  channel: fc.constant('online'),
  identity: fc.constantFrom(...caseIdentities),
  institution: fc.option(institutions),
  receivedOn: fc.constant(application.receivedOn),
});

const records: fc.Arbitrary<ClinicalRecord> = fc.record({
  kind: fc.constantFrom(...recordKinds),
  institution: institutions,
  on: days,
  icd10: fc.constantFrom('C34.901', 'C97', 'D12.6', 'F20.000', 'not a code'),
  source: fc.constantFrom('registry', 'hospital'),
});

const papers = fc.record({
  evidence: fc.constantFrom('pathologyReport', 'imagingReport', 'dischargeRecord', 'unheardOf'),
  documentId: fc.constantFrom('document-1', 'document-2'),
});

const anyFacts: fc.Arbitrary<Facts> = fc.record({
  person: fc.oneof(
    { weight: 8, arbitrary: fc.constant({ known: true }) },
    { weight: 1, arbitrary: fc.constant({ known: true, nameDiffers: true } as const) },
    { weight: 1, arbitrary: fc.constant({ known: false }) },
    { weight: 1, arbitrary: days.map((diedOn) => ({ known: true, diedOn })) },
  ),
  insurance: fc.array(
    fc.tuple(insuranceType, regions, interval).map(([type, region, held]) => ({ type, region, ...held })),
    { maxLength: 3 },
  ),
  categories: fc.constant([]),
  records: fc.array(records, { maxLength: 5 }),
  recognised: fc.array(
    fc
      .tuple(diseases, regions, interval)
      .map(([disease, region, held]) => ({ disease, region, filingNumber: 'EXAMPLE-1', ...held })),
    { maxLength: 2 },
  ),
  papers: fc.array(papers, { maxLength: 3 }),
});

/** The same, leaning towards those whom the rules approve, so that approval is met often. */
const plausibleFacts: fc.Arbitrary<Facts> = fc.tuple(anyFacts, fc.boolean()).map(([given, proven]) => ({
  ...given,
  person: { known: true },
  insurance: [{ type: 'resident', region: 'example', from: plainDate('2020-01-01') }],
  records: proven ? [...given.records, ...proof] : given.records,
}));
const proof: readonly ClinicalRecord[] = (['inpatientStay', 'pathology'] as const).map((kind) => ({
  kind,
  institution: 'first-hospital',
  on: plainDate('2024-03-05'),
  icd10: 'C34.901',
  source: 'registry',
}));
const plausible = fc.oneof(anyFacts, plausibleFacts);
const plausibleApplications = fc.oneof(applications, fc.constant(application));

const verdictOf = (asked: Application, given: Facts) => assess(policy, asked, given, now).verdict;

describe('whatever was applied for and whatever the registries say', () => {
  it('nothing is decided about somebody who may not have applied', () => {
    fc.assert(
      fc.property(plausibleApplications, plausible, (asked, given) => {
        fc.pre(asked.identity === 'unverified' || (given.person.nameDiffers === true && asked.identity !== 'checked'));
        expect(verdictOf(asked, given).kind).toBe('handOver');
      }),
    );
  });

  it('the same input gives the same verdict and trace, through JSON as well', () => {
    fc.assert(
      fc.property(applications, plausible, (asked, given) => {
        const first = assess(policy, asked, given, now);
        const stored = JSON.parse(JSON.stringify({ asked, given })) as { asked: Application; given: Facts };
        expect(assess(policy, stored.asked, stored.given, now)).toEqual(first);
        expect(JSON.parse(JSON.stringify(first))).toEqual(first);
      }),
    );
  });

  it('an approval has every step met, and is reached at all', () => {
    let approvals = 0;
    fc.assert(
      fc.property(plausibleApplications, plausible, (asked, given) => {
        const { verdict, trace } = assess(policy, asked, given, now);
        if (verdict.kind !== 'approve') return;
        approvals += 1;
        expect(new Set(trace.map(({ answer }) => answer))).toEqual(new Set(['met']));
      }),
      { numRuns: 500 },
    );
    expect(approvals).toBeGreaterThan(0);
  });

  it('the rules refuse for formal reasons only', () => {
    fc.assert(
      fc.property(applications, plausible, (asked, given) => {
        const verdict = verdictOf(asked, given);
        if (verdict.kind !== 'refuse') return;
        expect(verdict.reasons.length).toBeGreaterThan(0);
        for (const { code } of verdict.reasons) expect(formalReasonCodes).toContain(code);
      }),
    );
  });

  it('every verdict but approval says why, by a clause', () => {
    fc.assert(
      fc.property(applications, plausible, (asked, given) => {
        const verdict = verdictOf(asked, given);
        const reasons = verdict.kind === 'approve' ? [] : verdict.kind === 'refuse' ? verdict.reasons : verdict.open;
        expect(reasons.length === 0).toBe(verdict.kind === 'approve');
        for (const { clause } of reasons) expect(clause).not.toBe('');
      }),
    );
  });

  it('losing a record never turns a hand-over into an approval', () => {
    fc.assert(
      fc.property(applications, plausible, fc.nat(), (asked, given, index) => {
        fc.pre(given.records.length > 0);
        const lost = given.records.filter((_, at) => at !== index % given.records.length);
        if (verdictOf(asked, given).kind === 'handOver') {
          expect(verdictOf(asked, { ...given, records: lost }).kind).toBe('handOver');
        }
      }),
    );
  });

  it('adding a paper never makes a refusal, nor an approval', () => {
    fc.assert(
      fc.property(applications, plausible, papers, (asked, given, paper) => {
        const before = verdictOf(asked, given);
        expect(verdictOf(asked, { ...given, papers: [...given.papers, paper] }).kind).toBe(before.kind);
      }),
    );
  });

  it('the order of records and papers does not matter to the verdict', () => {
    fc.assert(
      fc.property(applications, plausible, (asked, given) => {
        const turned = { ...given, records: given.records.toReversed(), papers: given.papers.toReversed() };
        expect(verdictOf(asked, turned)).toEqual(verdictOf(asked, given));
      }),
    );
  });

  it('a category never decides', () => {
    fc.assert(
      fc.property(applications, plausible, (asked, given) => {
        const poor = { ...given, categories: [{ category: 'extremelyPoor', from: plainDate('2020-01-01') }] };
        expect(assess(policy, asked, poor, now)).toEqual(assess(policy, asked, given, now));
      }),
    );
  });
});
