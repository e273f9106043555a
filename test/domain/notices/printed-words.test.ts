/** Whatever a letter prints has words: no code of a pack, no shorthand of ours, no clause that nobody can look up. */
import { describe, expect, it } from 'vitest';
import {
  clinicalReasonCodes,
  formalReasonCodes,
  reasonParams,
  refusalReasonCodes,
  type ReasonCode,
} from '../../../domain/eligibility/reason.ts';
import { offeredReasons } from '../../../domain/eligibility/offered-reasons.ts';
import { practice } from '../../../domain/eligibility/rule.ts';
import type { Reason } from '../../../domain/eligibility/verdict.ts';
import { noteToPatient } from '../../../domain/notices/note-to-patient.ts';
import { languages } from '../../../domain/notices/text.ts';
import { wordingOf } from '../../../domain/notices/wording.ts';
import { figuresIn, stated } from '../../../domain/policy/figure.ts';
import { listedDiseases } from '../../../domain/policy/recognition.ts';
import type { Criterion, Disease, Policy } from '../../../domain/policy/schema.ts';
import { settlementWording } from '../../../domain/settlement/wording.ts';
import { texts } from '../../../platform/texts.ts';
import { withExamples } from '../packs.ts';

const regions = (['rizhao-shandong-2020', 'xx-county-2021'] as const).map(
  (pack) => [pack, withExamples(pack)] as const,
);
/** As `confirmedMalignancy`, `D3-P §二`, `PRACTICE #4`, `(silent)` or what no value was found for. */
const shorthand = /[a-z]+[A-Z][A-Za-z]+|\bD\d(-[A-Z])?\b|PRACTICE|silent|\{\{|undefined/;

/** Every reason of the locale files about one disease, with each criterion and evidence that the pack has for it. */
function everyReason(policy: Policy, disease: Disease): Reason[] {
  const criteria = stated(disease.criteria) ?? [];
  const [institution] = stated(policy.institutions) ?? [];
  const known = {
    insuranceType: 'resident',
    disease: disease.code,
    filingNumber: 'EXAMPLE-1',
    held: [disease.code],
    others: [disease.code],
    institution: institution!.code,
    refusal: 'NOT_COVERED',
    detail: '-',
  };
  return (Object.keys(reasonParams) as ReasonCode[]).flatMap((code) => {
    const wanted = Object.keys(reasonParams[code]);
    const about = wanted.includes('criterion') ? criteria.map(ofCriterion) : [{}];
    return about.map((more): Reason => {
      const all: Record<string, unknown> = { ...known, ...more };
      const params = Object.fromEntries(wanted.map((name) => [name, all[name]]));
      return { code, clause: disease.criteria.clause, params: params as Reason['params'] };
    });
  });
}

function ofCriterion({ code, required, alternatives }: Criterion) {
  const codes = (list: Criterion['required']) => list.map((each) => each.code);
  return {
    criterion: code,
    required: codes(required),
    alternatives: codes(alternatives),
    evidence: codes([...required, ...alternatives]),
  };
}

describe.each(regions)('%s', (_pack, policy) => {
  const diseases = listedDiseases(policy);

  it.each(languages)('every reason about every disease has words in %s', (language) => {
    for (const disease of diseases) {
      const wording = wordingOf(policy, disease.code, language, texts);
      for (const each of everyReason(policy, disease)) {
        const said = `${wording.reason(each)} ${wording.hint(each)}`;
        expect([each.code, disease.code, said]).not.toEqual([
          each.code,
          disease.code,
          expect.stringMatching(shorthand),
        ]);
        if (language === 'zh-CN') expect(said).toMatch(/[\u4e00-\u9fff]/);
      }
    }
  });

  it.each(languages)('every basis that a decision may rest on can be looked up: %s', (language) => {
    const wording = wordingOf(policy, '', language, texts);
    const ofPack = figuresIn(policy)
      .filter(({ origin }) => origin === 'pack')
      .map(({ clause }) => clause);
    const ofRules = ['Who decides', 'Continuity', 'One submission', 'Acceptance'].map(
      (title) => practice(title).clause,
    );
    for (const clause of [...ofPack, ...ofRules]) expect(wording.basis(clause)).not.toMatch(shorthand);
  });

  it.each(languages)('nor does a settlement print one: %s', (language) => {
    const { worded } = settlementWording(policy, language, texts);
    const params = { total: '1.00', inScope: '1.00', paid: '1.00', patientShare: '0.00' };
    for (const { clause, path } of [...figuresIn(policy), { clause: 'PRACTICE #4', path: 'insuranceTypes' }]) {
      const by = { clause, path, value: 1, origin: 'pack', pack: policy.pack } as const;
      expect(worded({ code: 'settled', params, by, children: [] }).words).not.toMatch(shorthand);
    }
  });

  it('a refusal that no document requires names the office’s practice, and where it is published', () => {
    const wording = wordingOf(policy, diseases[0]!.code, 'zh-CN', texts);
    for (const clause of ['PRACTICE, Continuity', 'PRACTICE #4', 'D3 (silent)', 'not in the pack'])
      expect(wording.basis(clause)).toMatch(/^经办机构办理规程（公布于示例.*公示栏（示例）/);
  });

  it('a person may refuse for nothing that has no words', () => {
    const printed = new Set(diseases.flatMap(({ code }) => offeredReasons(policy, code, []).map((each) => each.code)));
    expect([...printed].toSorted()).toEqual([...clinicalReasonCodes].toSorted());
    expect(refusalReasonCodes).toEqual(expect.arrayContaining([...formalReasonCodes, ...printed]));
  });
});

it('without a place where its practice is published a region prints no such basis: the figure is named', () => {
  const [, policy] = regions[0]!;
  const practicePublishedAt = { ...policy.refusal.practicePublishedAt, value: null };
  const silent = { ...policy, refusal: { ...policy.refusal, practicePublishedAt } };
  expect(() => wordingOf(silent, 'psychosis', 'zh-CN', texts).basis('PRACTICE #4')).toThrow(
    expect.objectContaining({ code: 'PARAMETER_NOT_CONFIGURED' }),
  );
});

describe('a note to the patient', () => {
  it.each(['请带齐病历到窗口', 'Please bring the report of 3.5.2026', '请于 9.30 前来电'])('is taken: %s', (note) => {
    expect(noteToPatient.parse(note)).toBe(note);
  });

  it.each([
    ['a link', '点击 https://example.com 领取'],
    ['an address without a scheme', '请登录 www.example 办理'],
    ['a bare name', '请登录 pay.example.com'],
    ['an address with spaces', '请登录 pay . example . com'],
    ['an e-mail address', '请写信给 a@b'],
    ['a line break', '第一行\n【某某局】'],
    ['a direction character', '请\u202e来'],
    ['nothing visible', '\u200b\u200b'],
    ['only marks', '……！'],
    ['nothing', '  '],
    ['too much', '长'.repeat(501)],
  ])('is not taken with %s', (_what, note) => {
    expect(noteToPatient.safeParse(note).success).toBe(false);
  });
});
