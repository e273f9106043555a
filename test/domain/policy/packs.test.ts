import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { regionsOfPacks } from '../../../cli/policy/files.ts';
import { publishedSchemas } from '../../../cli/policy/json-schema.ts';
import { fen, timesHalfUp, yuan } from '../../../domain/money.ts';
import { figuresIn, known, knownValue } from '../../../domain/policy/figure.ts';
import { fromRoot } from '../../../platform/project-root.ts';
import { asStated, exampleOverlay, packNames, packText, type PackName } from '../packs.ts';

/** What each document states, read from the documents once more and not from the packs. */
const stated: [pack: PackName, path: string, value: unknown][] = [
  ['rizhao-shandong-2020', 'benefitStart', 'nextCalendarDayAfterDecision'],
  ['rizhao-shandong-2020', 'procedures.monthlyBatch.roundsPerMonth', 1],
  ['rizhao-shandong-2020', 'outreach.inpatientLookbackYears', 3],
  ['rizhao-shandong-2020', 'homeVisit.triggers', ['limitedMobility', 'psychiatricPatient']],
  ['rizhao-shandong-2020', 'benefits.longPrescription.maxDays', 84],
  ['rizhao-shandong-2020', 'diseases.malignantTumor.procedure', 'immediate'],
  ['rizhao-shandong-2020', 'diseases.renalDialysis.procedure', 'immediate'],
  ['rizhao-shandong-2020', 'diseases.transplantAntiRejection.procedure', 'immediate'],
  ['rizhao-shandong-2020', 'diseases.psychosis.procedure', 'immediate'],
  ['rizhao-shandong-2020', 'diseases.psychosis.sensitive', true],
  ['rizhao-shandong-2020', 'diseases.malignantTumor.sensitive', false],
  ['xx-county-2021', 'insuranceTypes', ['employee', 'resident']],
  ['xx-county-2021', 'procedures.reviewChain.workingDays', 3],
  ['xx-county-2021', 'benefits.resident.deductible', '0.00'],
  ['xx-county-2021', 'benefits.resident.ratioByClass.class3', 0.6],
  ['xx-county-2021', 'benefits.resident.ratioByClass.class2', 0.7],
  ['xx-county-2021', 'benefits.resident.ratioByClass.class1AndBelow', 0.8],
  ['xx-county-2021', 'benefits.employee.ratio', 'inpatientRatio'],
  ['xx-county-2021', 'diseases.aids.sensitive', true],
  ['xx-county-2021', 'diseases.mania.sensitive', true],
  ['xx-county-2021', 'diseases.cataractSurgery.procedure', 'reviewChain'],
  ['xx-county-2021', 'further.approvedApplications', 2528],
  ['yangzhou-employee', 'insuranceTypes', ['employee']],
  ['yangzhou-employee', 'further.concurrentExpense', 'separatePerStandard'],
  ['yangzhou-employee', 'legacyCategories', { 二类门特: 'chronic', 一类门特: 'special' }],
  ['district-severe-mental', 'enrolment.personalPremium', '0.00'],
  ['district-severe-mental', 'enrolment.benefitStart', 'dayOfEnrolment'],
  ['district-severe-mental', 'benefits.criticalIllness.byPopulation.severeMentalDisorder.ratio', 0.8],
  ['district-severe-mental', 'enrolment.populations', ['severeMentalDisorder', 'newSevereMentalDisorder']],
  ['district-severe-mental', 'benefits.byGroup.longActingInjection.monthlyCap', 'none'],
  ['district-severe-mental', 'benefits.byGroup.longActingInjection.countsToAnnualCap', true],
  ['district-severe-mental', 'offSite.inpatientFilingWaivedFor', ['severeMentalDisorder']],
  ['district-severe-mental', 'further.benefitHolders', 358],
  ['jiangsu-poverty-prevention', 'offSite.unreferredMaxReduction', 0.2],
  ['jiangsu-poverty-prevention', 'settlement.depositWaivedFor', ['assistanceObject']],
];

/** What no document states, and nobody may invent. */
const silent: [pack: PackName, path: string][] = [
  ['rizhao-shandong-2020', 'institutions'],
  ['rizhao-shandong-2020', 'diseases.malignantTumor.criteria'],
  ['rizhao-shandong-2020', 'diseases.malignantTumor.validity'],
  ['rizhao-shandong-2020', 'procedures.monthlyBatch.roundDay'],
  ['rizhao-shandong-2020', 'procedures.monthlyBatch.votingWorkingDays'],
  ['rizhao-shandong-2020', 'procedures.monthlyBatch.panel'],
  ['rizhao-shandong-2020', 'refusal.noticeDays'],
  ['rizhao-shandong-2020', 'benefits.resident'],
  ['xx-county-2021', 'benefitStart'],
  ['xx-county-2021', 'benefits.employee.inpatientRatio'],
  ['xx-county-2021', 'diseases.mania.limits.perYear'],
  ['yangzhou-employee', 'diseases'],
  ['yangzhou-employee', 'benefits.longPrescription.maxDays'],
  ['district-severe-mental', 'benefits.criticalIllness.byPopulation.severeMentalDisorder.threshold'],
  ['district-severe-mental', 'benefits.criticalIllness.ratio'],
  ['district-severe-mental', 'offSite.inpatientFilingRequired'],
  ['district-severe-mental', 'benefits.annualCap'],
  ['district-severe-mental', 'diseases.severePsychiatricSix.procedure'],
  ['jiangsu-poverty-prevention', 'further.warningThreshold'],
  ['jiangsu-poverty-prevention', 'assistance.seriousDiseaseRequired'],
  ['jiangsu-poverty-prevention', 'assistance.ratio'],
];

function figureOf(pack: PackName, path: string) {
  const found = figuresIn(asStated(pack)).find((figure) => figure.path === path);
  if (!found) throw new Error(`${pack} has no figure ${path}`);
  return found;
}

describe('the packs say what the documents say', () => {
  test.each(stated)('%s: %s', (pack, path, value) => {
    expect(known(figureOf(pack, path))).toEqual(value);
    expect(figureOf(pack, path).origin).toBe('pack');
  });

  test.each(silent)('%s is silent on %s', (pack, path) => {
    expect(figureOf(pack, path).value).toBeNull();
  });

  test('the county names eight of its 57 diseases', () => {
    expect(Object.keys(knownValue(asStated('xx-county-2021').diseases))).toHaveLength(8);
  });

  test.each([
    ['V01', 'class2', '10000.00', '7000.00'],
    ['V02', 'class1AndBelow', '1250.50', '1000.40'],
    ['V03', 'class3', '8000.00', '4800.00'],
  ] as const)('%s: a resident at a hospital of %s', (_case, hospital, inScope, fund) => {
    const resident = knownValue(asStated('xx-county-2021').benefits.resident);
    expect(yuan(timesHalfUp(fen(inScope), knownValue(resident.ratioByClass[hospital])))).toBe(fund);
  });
});

describe.each(packNames)('%s', (pack) => {
  const policy = asStated(pack);
  const figures = figuresIn(policy);

  test('every figure that it leaves out is named where it is used', () => {
    const missing = figures.filter(({ value }) => value === null);
    expect(missing.length).toBeGreaterThan(0);
    for (const { path, clause, ...figure } of missing) {
      expect(() => known({ path, clause, ...figure }), path).toThrow(
        expect.objectContaining({ code: 'PARAMETER_NOT_CONFIGURED', params: { pack, path, clause } }),
      );
    }
  });

  test('every clause cites a document of the pack or a recorded decision', () => {
    const sources = Object.keys(policy.sources);
    const cited = (part: string) =>
      part.startsWith('PRACTICE') || sources.some((source) => source.startsWith(part.split(' ')[0]!));
    for (const { clause, path } of figures) {
      for (const part of clause.split('; ')) expect(cited(part), `${path}: ${clause}`).toBe(true);
    }
  });

  test('every path leads to one figure', () => {
    expect(new Set(figures.map(({ path }) => path)).size).toBe(figures.length);
  });

  test('passes the published JSON Schema', () => {
    expect(violations('pack.schema.json', packText(pack))).toEqual([]);
  });
});

describe('the published JSON Schemas', () => {
  test.each(Object.entries(publishedSchemas()))('%s is what `npm run policy -- schema` writes', (name, text) => {
    expect(readFileSync(fromRoot('policies', name), 'utf8')).toBe(text);
  });

  test.each(['rizhao-shandong-2020', 'xx-county-2021'] as const)('the example overlay of %s passes', (pack) => {
    expect(violations('overlay.schema.json', exampleOverlay(pack))).toEqual([]);
  });

  test('refuse a figure without its clause', () => {
    const text = packText('rizhao-shandong-2020').replace(
      "benefitStart: { value: nextCalendarDayAfterDecision, clause: 'D3-P §二(二)1; PRACTICE #2' }",
      'benefitStart: { value: nextCalendarDayAfterDecision }',
    );
    expect(violations('pack.schema.json', text)).not.toEqual([]);
  });
});

function violations(schema: string, yamlText: string): unknown[] {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(JSON.parse(publishedSchemas()[schema]!) as object);
  validate(parse(yamlText));
  return validate.errors ?? [];
}

test('the regions that a token may name are those of the packs', () => {
  expect(regionsOfPacks()).toEqual(packNames.map((pack) => asStated(pack).region.code).toSorted());
});
