import { describe, expect, it } from 'vitest';
import { offeredReasons, reasonsChosen } from '../../../domain/eligibility/offered-reasons.ts';
import { misasked, withNotes } from '../../../domain/eligibility/asked-for.ts';
import { reason, refusalReasonCodes } from '../../../domain/eligibility/reason.ts';
import { listedDiseases } from '../../../domain/policy/recognition.ts';
import { withExamples } from '../packs.ts';

const policy = withExamples('rizhao-shandong-2020');
const psychosis = offeredReasons(policy, 'psychosis', []);

describe('the reasons offered for a refusal', () => {
  it('are the criteria of the disease, as not met or not shown, by the clause of the pack', () => {
    const { clause } = listedDiseases(policy).find(({ code }) => code === 'psychosis')!.criteria;
    const params = { criterion: 'severeMentalDisorderSixKinds' };
    expect(psychosis).toEqual([
      { code: 'criterionNotMet', clause, params },
      { code: 'evidenceInsufficient', clause, params },
    ]);
  });

  it('and what the rules have found of this person, not what somebody says of them', () => {
    const notInsured = reason('notInsured', 'PRACTICE #4', { insuranceType: 'resident' });
    const missing = reason('evidenceMissing', 'x', {
      criterion: 'severeMentalDisorderSixKinds',
      required: [],
      alternatives: [],
    });
    expect(offeredReasons(policy, 'psychosis', [notInsured, missing])).toEqual([notInsured, ...psychosis]);
    expect(() => reasonsChosen([{ code: 'personDeceased', params: {} }], psychosis)).toThrow(
      expect.objectContaining({ code: 'DECISION_INCOMPLETE' }),
    );
  });

  it('are none of another disease', () => {
    const elsewhere = { code: 'criterionNotMet', params: { criterion: 'confirmedMalignancy' } };
    expect(() => reasonsChosen([elsewhere], psychosis)).toThrow(
      expect.objectContaining({ findings: [expect.objectContaining({ where: '/reasons/0' })] }),
    );
    expect(
      reasonsChosen([{ code: 'criterionNotMet', params: { criterion: 'severeMentalDisorderSixKinds' } }], psychosis),
    ).toEqual([psychosis[0]]);
  });

  it.each(listedDiseases(policy).map(({ code }) => code))('%s: each has a code that refuses', (disease) => {
    const offered = offeredReasons(policy, disease, []);
    expect(offered.length).toBeGreaterThan(0);
    for (const { code } of offered) expect(refusalReasonCodes).toContain(code);
  });
});

describe('what a person asks the applicant for', () => {
  const also = [{ criterion: 'confirmedMalignancy', evidence: 'pathologyReport', note: '请补盖章的报告' }];

  it('has a name as evidence of a criterion of the disease, or is refused', () => {
    expect(misasked(also, policy, 'malignantTumor', '/decision/also')).toEqual([]);
    expect(misasked(also, policy, 'psychosis', '/decision/also')).toMatchObject([
      { where: '/decision/also/0/criterion' },
    ]);
    expect(misasked([{ ...also[0]!, evidence: 'xray' }], policy, 'malignantTumor', '/x')).toMatchObject([
      { where: '/x/0/evidence' },
    ]);
  });

  it('keeps its words beside what it asks for, after what the rules miss', () => {
    const missed = reason('institutionNotChosen', 'x', {});
    const asked = reason('evidenceMissing', 'x', {
      criterion: 'confirmedMalignancy',
      required: ['pathologyReport'],
      alternatives: [],
    });
    expect(withNotes([missed, asked], also)).toEqual([missed, { ...asked, note: '请补盖章的报告' }]);
  });
});
