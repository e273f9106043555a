import { describe, expect, it } from 'vitest';
import { assess } from '../../../domain/eligibility/assess.ts';
import { fallsUnder } from '../../../domain/eligibility/icd10.ts';
import { application, dischargeRecordOf, facts, now, policyWith, stated } from './examples.ts';

describe('a value in a record', () => {
  const creatinine = { code: 'serumCreatinine', atLeast: 707, unit: 'umol/L' };
  const laboratory = {
    code: 'laboratoryReport',
    names: { zh: '化验单', en: 'laboratory report' },
    record: { kinds: ['laboratory' as const], items: [creatinine] },
    issuedBy: 'designatedInstitution' as const,
    paperAccepted: false,
  };
  const criterion = {
    code: 'renalFailure',
    names: { zh: '肾衰竭', en: 'renal failure' },
    required: [laboratory],
    alternatives: [],
  };
  const policy = policyWith({ tumour: { criteria: stated([criterion]) } });
  it.each([
    ['at the bound', { value: 707, unit: 'umol/L' }, 'approve'],
    ['beneath it', { value: 706.9, unit: 'umol/L' }, 'handOver'],
    ['in another unit', { value: 800, unit: 'mg/dL' }, 'handOver'],
    ['without a number', { unit: 'umol/L' }, 'handOver'],
  ])('%s', (_story, item, expected) => {
    const record = {
      ...dischargeRecordOf(),
      kind: 'laboratory' as const,
      items: [{ code: 'serumCreatinine', ...item }],
    };
    expect(assess(policy, application, { ...facts, records: [record] }, now).verdict.kind).toBe(expected);
  });
});

describe('ICD-10', () => {
  it.each([
    ['C34.901', 'C00-C97', true],
    ['c00.0', 'C00-C97', true],
    ['C97', 'C00-C97', true],
    ['C98', 'C00-C97', false],
    ['D00.1', 'C00-C97', false],
    ['N18.500x001', 'N18.5', true],
    ['N18', 'N18.5', false],
    ['N18.0', 'N18.5', false],
    ['G40.3', 'G40.1-G40.9', true],
    ['G40', 'G40.1-G40.9', false],
    ['F20.000', 'F20', true],
    ['F200', 'F20', false],
    ['', 'F20', false],
  ])('%s under %s: %s', (code, range, expected) => {
    expect(fallsUnder(code, range)).toBe(expected);
  });
});
