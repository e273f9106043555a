import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explain, printExplanation } from '../../../cli/policy/explain.ts';
import type { DomainError } from '../../../domain/errors.ts';
import { wordKey } from '../../../domain/policy/disease-words.ts';
import { loadPolicy } from '../../../domain/policy/load.ts';
import {
  findDisease,
  getDisease,
  listedDiseases,
  missingDiseaseFigures,
  missingRecognitionFigures,
} from '../../../domain/policy/recognition.ts';
import { texts } from '../../../platform/texts.ts';
import type { Figure, Policy } from '../../../domain/policy/schema.ts';
import { asStated, exampleOverlay, packNames, packText, withExamples } from '../packs.ts';

/** What every case may need and no document states. */
const ofEveryCase = [
  'refusal.practicePublishedAt',
  'acceptance.answerWorkingDays',
  'acceptance.supplementDays',
  'acceptance.remindDaysBefore',
  'queues.majorPriority',
  'queues.minorPriority',
  'queues.warnHoursBefore',
  'queues.escalateHoursAfter',
];
const paths = (figures: readonly Figure<unknown>[]) => figures.map(({ path }) => path);

describe('a region opens when its recognition figures are configured', () => {
  test.each(packNames)('%s states too little on its own', (pack) => {
    expect(missingRecognitionFigures(asStated(pack))).not.toEqual([]);
  });

  test('Rizhao lacks its institutions, the time of a home visit and the office hours of the immediate procedure', () => {
    expect(paths(missingRecognitionFigures(asStated('rizhao-shandong-2020')))).toEqual([
      'institutions',
      ...ofEveryCase,
      'homeVisit.deadlineDays',
      'procedures.immediate.officeHours',
    ]);
  });

  test('the county lacks its channels and the start of the benefit', () => {
    expect(paths(missingRecognitionFigures(asStated('xx-county-2021')))).toEqual([
      'channels',
      'benefitStart',
      ...ofEveryCase,
    ]);
  });

  test.each(['rizhao-shandong-2020', 'xx-county-2021'] as const)('the example overlay opens %s', (pack) => {
    const policy = withExamples(pack);
    expect(missingRecognitionFigures(policy)).toEqual([]);
    expect(policy.enrolment.value).toBeNull(); // what recognition does not need never delays it
  });

  test.each(['procedures.immediate.officeHours', 'homeVisit.deadlineDays', ...ofEveryCase])(
    'without %s Rizhao stays closed',
    (path) => {
      const overlay = exampleOverlay('rizhao-shandong-2020').replace(new RegExp(`^ *${path}: .*\n`, 'm'), '');
      const policy = loadPolicy(packText('rizhao-shandong-2020'), overlay);
      expect(paths(missingRecognitionFigures(policy))).toEqual([path]);
    },
  );
});

describe('a disease', () => {
  const rizhao = withExamples('rizhao-shandong-2020');

  test.each([
    ['renalDialysis', 'renalDialysis'],
    ['尿毒症透析', 'renalDialysis'],
    ['肾透析', 'renalDialysis'],
    ['器官移植抗排异治疗', 'transplantAntiRejection'],
    ['精神病', 'psychosis'],
    ['严重精神障碍', 'psychosis'],
  ])('is found as %s', (name, code) => {
    expect(findDisease(rizhao, name)?.code).toBe(code);
  });

  test.each([
    ['高血压病（合并靶器官损害）', 'hypertensionComplicated'],
    ['高血压病 ( 合并靶器官损害 )', 'hypertensionComplicated'],
    ['高血压病合并靶器官损害', 'hypertensionComplicated'],
    ['ＲenalDialysis', 'renalDialysis'],
    ['RENAL-DIALYSIS', 'renalDialysis'],
    ['malignant tumour', 'malignantTumor'],
    ['恶性 肿瘤', 'malignantTumor'],
    ['\u200B恶性肿瘤\uFEFF', 'malignantTumor'],
    ['癫痫病', 'epilepsy'],
    ['帕金森', 'parkinsonsDisease'],
    ['帕金森症', 'parkinsonsDisease'],
    ['肺结核病', 'pulmonaryTuberculosis'],
  ])('is found however it is typed: %s', (name, code) => {
    expect(findDisease(rizhao, name)?.code).toBe(code);
  });

  const county = withExamples('xx-county-2021');
  test.each([
    ['白内障（门诊手术）', 'cataractSurgery'],
    ['甲状腺功能亢进（放射治疗）', 'hyperthyroidismRadiotherapy'],
    ['肝硬化（代偿期）', 'liverCirrhosisCompensated'],
    ['aids', 'aids'],
  ])('is found however it is typed, in the county: %s', (name, code) => {
    expect(findDisease(county, name)?.code).toBe(code);
  });

  const nearest = (policy: Policy, word: string) => {
    try {
      return getDisease(policy, word, '/body/disease').code;
    } catch (error) {
      const { code, params, findings } = error as DomainError;
      expect([code, findings[0]!.where]).toEqual(['DISEASE_NOT_LISTED', '/body/disease']);
      return (params['nearest'] as { code: string }[]).map((each) => each.code);
    }
  };

  test.each([
    ['精神', 'psychosis'],
    ['冠心', 'coronaryHeartDisease'],
    ['中风', 'strokeSequelae'],
    ['脑卒中', 'strokeSequelae'],
    ['脑梗', 'strokeSequelae'],
    ['高血压病', 'hypertensionComplicated'],
    ['高血压', 'hypertensionComplicated'],
    ['糖尿病', 'diabetesComplicated'],
    ['２型糖尿病', 'diabetesComplicated'],
    ['尿毒症', 'renalDialysis'],
    ['COPD', 'chronicObstructivePulmonaryDisease'],
    ['红斑狼疮', 'systemicLupusErythematosus'],
    ['恶性肿癌', 'malignantTumor'],
  ])('that a word may mean and need not is suggested, never chosen: %s', (word, code) => {
    expect(nearest(rizhao, word)).toContain(code);
    expect(nearest(rizhao, word)[0]).toBe(code);
  });

  test.each([
    ['躁狂', 'mania'],
    ['甲亢', 'hyperthyroidismRadiotherapy'],
    ['白内障', 'cataractSurgery'],
    ['肝硬化', 'liverCirrhosisCompensated'],
    ['慢性肾炎', 'chronicGlomerulonephritis'],
    ['HIV', 'aids'],
  ])('is suggested, never chosen, in the county: %s', (word, code) => {
    expect(nearest(county, word)[0]).toBe(code);
  });

  test.each(['感冒', '', '（）', '病', '症', '糖', '*', '.*'])('that is not listed is like none: %j', (word) => {
    expect(nearest(rizhao, word)).toEqual([]);
  });

  test('whatever is typed, what is chosen has the word as its own in the end', () => {
    const words = [...listedDiseases(rizhao), ...listedDiseases(county)].flatMap(({ names, aliases, related = [] }) => [
      names.zh,
      ...aliases,
      ...related,
    ]);
    const piece = fc.constantFrom(...words, ...'病症 （）-A').map((word) => word.slice(0, 4));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), (pieces) => {
        const word = pieces.join('');
        const disease = findDisease(rizhao, word);
        if (!disease) return;
        const own = [disease.code, disease.names.zh, disease.names.en, ...disease.aliases].map(wordKey);
        const stem = wordKey(word).replace(/(?:病|症)$/u, '');
        expect(own.some((name) => name.replace(/(?:病|症)$/u, '') === stem)).toBe(true);
      }),
    );
  });

  test('says in both languages what it may be', () => {
    const refusal = (() => {
      try {
        return getDisease(rizhao, '中风');
      } catch (error) {
        return error as DomainError;
      }
    })() as DomainError;
    for (const language of ['zh-CN', 'en'] as const) {
      expect(refusal.words!(texts(language).text)).toContain('脑卒中后遗症 strokeSequelae');
    }
  });

  test('in a pack without a list cannot be looked for', () => {
    expect(() => findDisease(asStated('yangzhou-employee'), '糖尿病')).toThrow(
      expect.objectContaining({
        code: 'PARAMETER_NOT_CONFIGURED',
        params: expect.objectContaining({ path: 'diseases' }),
      }),
    );
  });

  test('without criteria or validity cannot be applied for', () => {
    const policy = asStated('xx-county-2021');
    expect(paths(missingDiseaseFigures(policy, getDisease(policy, 'mania')))).toEqual([
      'diseases.mania.criteria',
      'diseases.mania.validity',
    ]);
  });

  test('without a procedure cannot be applied for, and the others can', () => {
    const gaps = (code: string) => paths(missingDiseaseFigures(rizhao, getDisease(rizhao, code)));
    expect(gaps('epilepsy')).toEqual(['diseases.epilepsy.procedure']);
    expect(gaps('strokeSequelae')).toEqual([]);
  });
});

describe('`policy explain`', () => {
  const printed = (policy: Policy, disease: string) => printExplanation(explain(policy, disease));

  test('names the figure, its clause, who supplied it, in both languages', () => {
    const text = printed(withExamples('rizhao-shandong-2020'), '肾透析');
    expect(text).not.toContain('No document states');
    expect(text).toContain('尿毒症透析 Dialysis for uraemia (renalDialysis), also 肾透析');
    expect(text).toMatch(/^diseases\.renalDialysis\.procedure +immediate +pack +D3-C §二; D3-P §二\(二\)1$/m);
    expect(text).toMatch(/^procedures\.immediate\.officeHours +from 09:00, to 17:00 +example +Example only/m);
    expect(text).toMatch(/one of +血液透析记录 Haemodialysis record .*haemodialysis ≥ 1/);
  });

  test('says what each gap blocks', () => {
    const text = printed(asStated('xx-county-2021'), 'mania');
    expect(text).toContain('takes no applications for it yet');
    expect(text).toMatch(
      /^No document states what recognition needs here: channels, benefitStart, .*diseases\.mania\.validity$/m,
    );
    expect(text).toContain('--overlay FILE; examples/overlays/xx-county-2021.yaml is an example');
    expect(text).toMatch(/^benefitStart +every application in the region/m);
    expect(text).toMatch(/^diseases\.mania\.criteria +applications for this disease/m);
    expect(text).toMatch(/^queues\.majorPriority +every application in the region/m);
    expect(text).toMatch(/^refusal\.appealWorkingDays +appeals/m);
    expect(text).toMatch(/^diseases\.mania\.limits\.perYear +settlement under a yearly limit/m);
  });
});
