import { describe, expect, it } from 'vitest';
import { assess } from '../../../domain/eligibility/assess.ts';
import { priority } from '../../../domain/eligibility/priority.ts';
import type { Application, Facts } from '../../../domain/eligibility/verdict.ts';
import { plainDate } from '../../../domain/plain-date.ts';
import type { Policy } from '../../../domain/policy/schema.ts';
import {
  application,
  dischargeRecordOf,
  facts,
  none,
  now,
  pathologyOf,
  policyWith,
  stated,
  unstated,
} from './examples.ts';

interface Case {
  policy?: Policy;
  application?: Partial<Application>;
  facts?: Partial<Facts>;
  now?: Date;
}

const region = policyWith();
const assessed = (given: Case) =>
  assess(
    given.policy ?? region,
    { ...application, ...given.application },
    { ...facts, ...given.facts },
    given.now ?? now,
  );

/** The verdict as one line: its kind, then the codes of its reasons. */
function verdict(given: Case): string {
  const found = assessed(given).verdict;
  const codes = found.kind === 'refuse' ? found.reasons : found.kind === 'handOver' ? found.open : [];
  return [found.kind, ...codes.map(({ code }) => code)].join(' ');
}

const paper = (evidence: string) => ({ evidence, documentId: 'document-1' });
const held = (disease: string, more = {}) => ({
  disease,
  region: 'example',
  filingNumber: `EXAMPLE-2025-${disease}`,
  from: plainDate('2025-01-01'),
  ...more,
});

describe('the rules decide', () => {
  it.each<[string, Case, string]>([
    ['structured records meet the criteria', {}, 'approve'],
    [
      'however old the records are',
      { facts: { records: facts.records.map((r) => ({ ...r, on: plainDate('2020-02-01') })) } },
      'approve',
    ],
    [
      'a sub-code falls under the range',
      { facts: { records: [dischargeRecordOf({ icd10: 'C97.x00' }), pathologyOf()] } },
      'approve',
    ],
    [
      'a disease without criteria asks for nothing',
      { policy: policyWith({ tumour: { criteria: none } }), facts: { records: [] } },
      'approve',
    ],
    [
      'a death ends it',
      { facts: { person: { known: true, diedOn: plainDate('2026-11-20') } } },
      'refuse personDeceased',
    ],
    [
      'insurance has lapsed',
      { facts: { insurance: [{ ...facts.insurance[0]!, until: plainDate('2026-11-21') }] } },
      'refuse notInsured',
    ],
    [
      'insured elsewhere',
      { facts: { insurance: [{ ...facts.insurance[0]!, region: 'elsewhere' }] } },
      'refuse notInsured',
    ],
    ['insured otherwise', { application: { insuranceType: 'employee' } }, 'refuse notInsured'],
    [
      'the disease is not covered by the insurance',
      { policy: policyWith({ tumour: { insuranceTypes: stated(['employee']) } }) },
      'refuse insuranceTypeNotCovered',
    ],
    ['the disease is not listed', { application: { disease: 'commonCold' } }, 'refuse diseaseNotListed'],
    ['it is recognised already', { facts: { recognised: [held('malignantTumor')] } }, 'refuse alreadyRecognised'],
    [
      'it is recognised and not filed yet',
      { facts: { recognised: [held('malignantTumor', { filingNumber: '' })] } },
      'refuse alreadyRecognised',
    ],
    [
      'all formal reasons are told at once',
      { facts: { insurance: [], recognised: [held('malignantTumor')] } },
      'refuse notInsured alreadyRecognised',
    ],
    ['formal reasons come before open points', { facts: { insurance: [], records: [] } }, 'refuse notInsured'],
    [
      'an ended recognition is none',
      { facts: { recognised: [held('malignantTumor', { until: plainDate('2026-01-31') })] } },
      'approve',
    ],
    [
      'recognition elsewhere is none here',
      { facts: { recognised: [held('malignantTumor', { region: 'elsewhere' })] } },
      'approve',
    ],
    [
      'a renewal builds on its recognition',
      { application: { kind: 'renewal' }, facts: { recognised: [held('malignantTumor')] } },
      'approve',
    ],
    [
      'a transfer builds on one elsewhere',
      { application: { kind: 'transfer' }, facts: { recognised: [held('malignantTumor', { region: 'elsewhere' })] } },
      'approve',
    ],
    [
      'a change of institution proves nothing again',
      {
        application: { kind: 'institutionChange' },
        facts: { recognised: [held('malignantTumor', { filingNumber: '' })], records: [] },
      },
      'approve',
    ],
  ])('%s', (_story, given, expected) => {
    expect(verdict(given)).toBe(expected);
  });

  it('naming the recognitions that the new one replaces', () => {
    const policy = policyWith({ tumour: { supersedes: ['benignTumor'], excludes: ['benignTumor'] } });
    const given = { policy, facts: { recognised: [held('benignTumor'), held('psychosis')] } };
    expect(assessed(given).verdict).toEqual({ kind: 'approve', supersedes: ['benignTumor'] });
  });
});

describe('the rules hand over to an officer', () => {
  it.each<[string, Case, string]>([
    [
      'a person unknown to the registry',
      { facts: { person: { known: false }, insurance: [] } },
      'handOver personUnknown',
    ],
    ['no recognition to renew', { application: { kind: 'renewal' } }, 'handOver recognitionMissing'],
    ['no institution chosen', { application: { institution: null } }, 'handOver institutionNotChosen'],
    ['one that may not treat it', { application: { institution: 'town-clinic' } }, 'handOver institutionNotDesignated'],
    ['one that nobody knows', { application: { institution: 'nowhere' } }, 'handOver institutionNotDesignated'],
    ['nothing supplied', { facts: { records: [] } }, 'handOver evidenceMissing'],
    [
      'papers only',
      { facts: { records: [dischargeRecordOf()], papers: [paper('imagingReport')] } },
      'handOver paperToRead',
    ],
    [
      'a paper where only a record will do',
      { facts: { records: [pathologyOf()], papers: [paper('dischargeRecord')] } },
      'handOver evidenceMissing',
    ],
    [
      'papers for a part, nothing for the rest',
      { facts: { records: [], papers: [paper('imagingReport')] } },
      'handOver paperToRead evidenceMissing',
    ],
    [
      'a record from tomorrow',
      { facts: { records: [pathologyOf(), dischargeRecordOf({ on: plainDate('2026-11-23') })] } },
      'handOver evidenceMissing',
    ],
    [
      'another diagnosis',
      { facts: { records: [pathologyOf(), dischargeRecordOf({ icd10: 'D12.6' })] } },
      'handOver evidenceMissing',
    ],
    [
      'an issuer that may not review it',
      { facts: { records: [dischargeRecordOf(), pathologyOf({ institution: 'town-clinic' })] } },
      'handOver evidenceMissing',
    ],
    [
      'an issuer before its term',
      { facts: { records: [dischargeRecordOf(), pathologyOf({ on: plainDate('2019-12-31') })] } },
      'handOver evidenceMissing',
    ],
  ])('%s', (_story, given, expected) => {
    expect(verdict(given)).toBe(expected);
  });

  it('two diseases that exclude each other, whichever names the other', () => {
    const recognised = [held('benignTumor')];
    const first = policyWith({ tumour: { excludes: ['benignTumor'] } });
    const given = {
      application: { disease: 'benignTumor' },
      facts: { recognised: [held('malignantTumor')], records: [] },
    };
    expect(verdict({ policy: first, facts: { recognised } })).toBe('handOver exclusiveDiseaseHeld');
    expect(verdict({ policy: first, ...given })).toContain('exclusiveDiseaseHeld');
  });

  it('listing everything that may be supplied, required and alternative, at once', () => {
    const open = { code: 'evidenceMissing', clause: 'D3-P §二(二)1' };
    const all = { required: ['dischargeRecord'], alternatives: ['pathologyReport', 'imagingReport'] };
    const params = { criterion: 'diagnosisConfirmed' };
    expect(assessed({ facts: { records: [] } }).verdict).toEqual({
      kind: 'handOver',
      open: [{ ...open, params: { ...params, ...all } }],
    });
    expect(assessed({ facts: { records: [dischargeRecordOf()] } }).verdict).toEqual({
      kind: 'handOver',
      open: [{ ...open, params: { ...params, ...all, required: [] } }],
    });
  });
});

describe('today', () => {
  it.each([
    ['2026-12-31T15:59:59Z', 'approve'],
    ['2026-12-31T16:00:00Z', 'handOver insuranceLapsed'],
  ])('is the day of the region: %s', (instant, expected) => {
    expect(verdict({ now: new Date(instant) })).toBe(expected);
  });
});

describe('who applies', () => {
  const differs = { person: { known: true, nameDiffers: true } } as const;
  it.each<[string, Case, string]>([
    ['a desk has the person before it', { application: { identity: 'present' } }, 'approve'],
    ['the system renews', { application: { identity: 'renewal' } }, 'approve'],
    ['nobody has shown it', { application: { identity: 'unverified' } }, 'handOver identityNotVerified'],
    ['the register has another name', { facts: differs }, 'handOver nameDiffers'],
    ['and did before', { application: { identity: 'doubtful' }, facts: differs }, 'handOver nameDiffers'],
    ['a person has compared the names', { application: { identity: 'checked' }, facts: differs }, 'approve'],
    [
      'nothing is refused either: whoever checks has the reasons',
      { application: { identity: 'unverified' }, facts: { insurance: [] } },
      'handOver identityNotVerified notInsured',
    ],
    [
      'nor for a name',
      { facts: { person: { known: true, nameDiffers: true, diedOn: plainDate('2026-01-01') } } },
      'handOver nameDiffers personDeceased',
    ],
    [
      'and learns what the person has applied for before',
      { application: { identity: 'unverified' }, facts: { appliedForAlready: true } },
      'handOver identityNotVerified appliedForAlready',
    ],
  ])('%s', (_story, given, expected) => {
    expect(verdict(given)).toBe(expected);
  });

  it('the trace of it says nothing of the register', () => {
    const { trace } = assessed({ facts: { person: { known: true, nameDiffers: true } } });
    expect(trace.find(({ rule }) => rule === 'nameAgrees')).toMatchObject({ answer: 'open', saw: {} });
  });
});

describe('the trace', () => {
  it('has every rule, what it saw, and by which clause', () => {
    const { trace } = assessed({});
    expect(trace.map(({ rule, answer }) => `${rule} ${answer}`)).toEqual([
      'identityVerified met',
      'personKnown met',
      'nameAgrees met',
      'personAlive met',
      'insuredToday met',
      'diseaseListed met',
      'insuranceTypeCovered met',
      'recognition met',
      'exclusiveDiseases met',
      'supersedingDiseases met',
      'supersededDiseases met',
      'treatingInstitution met',
      'criterion.diagnosisConfirmed met',
    ]);
    expect(trace.at(-1)).toMatchObject({
      clause: 'D3-P §二(二)1',
      path: 'diseases.malignantTumor.criteria.diagnosisConfirmed',
      origin: 'pack',
      saw: { satisfiedBy: [{ evidence: 'dischargeRecord', on: '2024-03-05' }, { evidence: 'pathologyReport' }] },
    });
  });

  it('says which rules were moot', () => {
    const { trace } = assessed({ application: { disease: 'commonCold' }, facts: { person: { known: false } } });
    expect(trace.filter(({ answer }) => answer === 'notAsked').map(({ rule }) => rule)).toEqual([
      'nameAgrees',
      'personAlive',
      'insuredToday',
      'insuranceTypeCovered',
      'exclusiveDiseases',
      'supersedingDiseases',
      'supersededDiseases',
      'treatingInstitution',
      'admissionCriteria',
    ]);
  });
});

describe('a figure that nobody stated', () => {
  it.each([
    ['diseases.malignantTumor.criteria', policyWith({ tumour: { criteria: unstated } })],
    ['diseases.malignantTumor.insuranceTypes', policyWith({ tumour: { insuranceTypes: unstated } })],
    ['institutions', policyWith({ pack: { institutions: unstated } })],
  ])('%s is named, never guessed', (path, policy) => {
    expect(() => assessed({ policy })).toThrow(
      expect.objectContaining({ code: 'PARAMETER_NOT_CONFIGURED', params: expect.objectContaining({ path }) }),
    );
  });
});

describe('priority', () => {
  const poor = (from: string, until?: string) => ({
    categories: [{ category: 'extremelyPoor', from: plainDate(from), ...(until ? { until: plainDate(until) } : {}) }],
  });
  it.each([
    ['raised by a poor category', poor('2026-01-01'), 'raised'],
    ['not by one that has ended', poor('2025-01-01', '2026-11-21'), 'ordinary'],
    [
      'not by another category',
      { categories: [{ category: 'ordinaryGroup', from: plainDate('2026-01-01') }] },
      'ordinary',
    ],
    ['not by none', { categories: [] }, 'ordinary'],
  ])('is %s', (_story, given, expected) => {
    expect(priority(region, given, plainDate('2026-11-22'))).toBe(expected);
  });
});
