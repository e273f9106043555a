import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkFiles, printChecks, type Check } from '../../../cli/policy/check.ts';
import { everyPolicyFile } from '../../../cli/policy/files.ts';
import { exampleOverlay, packText } from '../packs.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'policy-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rizhao = packText('rizhao-shandong-2020');

/** Where a piece of the pack stands, as the check should say it. */
function place(piece: string, offset = 0): string {
  const before = rizhao.slice(0, rizhao.indexOf(piece) + offset).split('\n');
  return `${before.length}:${before.at(-1)!.length + 1}`;
}

function check(text: string) {
  const file = path.join(folder, 'pack.yaml');
  writeFileSync(file, text);
  return checkFiles([file])[0]!.findings.map(({ where, problem }) => ({ at: where.replace(`${file}:`, ''), problem }));
}

describe('`policy check`', () => {
  test('finds no mistake in the packs and overlays of the project', () => {
    const checks = checkFiles(everyPolicyFile());
    expect(checks).toHaveLength(7);
    expect(checks.flatMap(({ findings }) => findings)).toEqual([]);
  });

  test.each([
    ['a misspelt value', 'endOfWorkingDay,', 'endOfWorkDay,', place('endOfWorkingDay,'), 'expected "endOfWorkingDay"'],
    ['a misspelt key', 'homeVisit:', 'homevisit:', place('homeVisit:'), 'homevisit: no such key here'],
    [
      'a figure without its clause',
      'value: 3, clause: D3-C §二, note',
      'value: 3, note',
      place('inpatientLookbackYears'),
      'clause: is missing',
    ],
    ['a number as text', '{ value: 84,', "{ value: '84',", place('{ value: 84,', 9), 'expected number'],
    [
      'a money amount with a comma',
      'perYear: { value: null',
      "perYear: { value: '3,000.00'",
      place('perYear: { value: null', 18),
      'yuan with two decimals',
    ],
    ['a code in Chinese', 'code: rizhao', 'code: 日照', place('code: rizhao', 6), 'kebab-case'],
    [
      'a key twice',
      'refusal:',
      'benefitStart: { value: null, clause: D3 (silent) }\nrefusal:',
      place('refusal:'),
      'unique',
    ],
    [
      'broken YAML',
      'names: { zh: 恶性肿瘤, en: Malignant tumour }',
      'names: { zh: 恶性肿瘤',
      place('      aliases: []', 6),
      'Flow map',
    ],
    [
      'a trigger that is no population',
      '[limitedMobility, psychiatricPatient]',
      '[limitedMobility, nobody]',
      place('[limitedMobility, psychiatricPatient]', 18),
      'nobody is no population',
    ],
    [
      'a procedure that is not described',
      'value: immediate,',
      'value: reviewChain,',
      place('value: immediate,', 7),
      'the pack has no procedures.reviewChain',
    ],
    [
      'one name for two diseases',
      'aliases: [肾透析]',
      'aliases: [恶性肿瘤]',
      place('aliases: [肾透析]', 10),
      '恶性肿瘤 already names malignantTumor',
    ],
    [
      'an exclusion of itself',
      'excludes: []',
      'excludes: [malignantTumor]',
      place('excludes: []', 11),
      'not another listed disease',
    ],
    [
      'more rounds than round days',
      'roundsPerMonth: { value: 1,',
      'roundsPerMonth: { value: 2,',
      place('roundsPerMonth: { value: 1,', 25),
      '2 rounds on one round day',
    ],
  ])('says where there is %s', (_what, piece, instead, at, problem) => {
    expect(check(rizhao.replace(piece, instead))).toContainEqual({ at, problem: expect.stringContaining(problem) });
  });

  test.each([
    ['a term for a disease that is not listed', 'diseases: all', 'diseases: [gout]', 'gout is not listed'],
    ['an institution twice', 'code: demo-county-hospital', 'code: demo-mental-health-centre', 'the register has'],
    ['an exclusion of nobody', 'excludes: [pulmonaryTuberculosis]', 'excludes: [gout]', 'gout is not another listed'],
    ['no time for acceptance', 'answerWorkingDays: 5', 'answerWorkingDays: none', 'every case needs a value'],
    [
      'no place in the queues',
      'minorPriority: { immediate: 100, reviewChain: 300, monthlyBatch: 500 }',
      'minorPriority: none',
      'every case',
    ],
    ['a sample that nobody judges', 'sampling.judges: 2', 'sampling.judges: none', 'nobody judges it'],
    ['a reminder before the request', 'remindDaysBefore: 3', 'remindDaysBefore: 15', 'only 15 days old'],
    ['an alarm too late for an extra round', 'alarmWorkingDaysBefore: 3', 'alarmWorkingDaysBefore: 1', 'takes 2 days'],
    ['a reminder before the cut-off', 'remindHoursBefore: 48', 'remindHoursBefore: 113', 'may last 113 hours only'],
    [
      'a replacement before the reminder',
      'substituteHoursBefore: 24',
      'substituteHoursBefore: 48',
      'are reminded 48 hours',
    ],
    ['a specialty for nothing', 'endocrinology: [diabetesComplicated]', 'endocrinology: [gout]', 'gout is not listed'],
    ['two specialties for one', '[diabetesComplicated]', '[coronaryHeartDisease]', 'has a specialty'],
    ['the poor last', '{ raised: 100, ordinary: 500 }', '{ raised: 500, ordinary: 500 }', 'does not stand before'],
  ])('reads overlay and pack together: %s', (_what, piece, instead, problem) => {
    const file = path.join(folder, 'overlay.yaml');
    const text = exampleOverlay('rizhao-shandong-2020');
    writeFileSync(file, text.replace(piece, instead));
    const [{ findings }] = checkFiles([file]) as [Check];
    expect(findings.map((finding) => finding.problem)).toEqual([expect.stringContaining(problem)]);
    const line = text.slice(0, text.indexOf(piece)).split('\n').length;
    expect(findings[0]?.where).toMatch(new RegExp(`^${file}:${line}:`));
  });

  test.each([
    ['without the department', '[application, finalConfirmation, recognition]'],
    ['without the confirmation', '[departmentRecheck]'],
    ['the other way round', '[finalConfirmation, departmentRecheck]'],
  ])('a review chain %s', (_what, steps) => {
    const county = packText('xx-county-2021').replace(/value: \[application, departmentRecheck.*\]/, `value: ${steps}`);
    expect(check(county)).toEqual([expect.objectContaining({ problem: expect.stringContaining('in this order') })]);
  });

  test('an institution twice in the register of a pack', () => {
    const county = packText('xx-county-2021');
    const [hospital = ''] = /^ {4}- code: xx-county-peoples-hospital[^]*?\n\n/m.exec(county) ?? [];
    expect(check(county.replace(hospital, hospital.trimEnd() + '\n' + hospital))).toEqual([
      expect.objectContaining({ problem: expect.stringContaining('in the register twice') }),
    ]);
  });

  test('an overlay that names no pack is told so', () => {
    const file = path.join(folder, 'overlay.yaml');
    writeFileSync(file, 'overlay: local');
    expect(checkFiles([file])[0]?.findings).toEqual([
      expect.objectContaining({ where: file, problem: expect.stringContaining('names its pack') }),
    ]);
  });

  test('behind a place that is no YAML nothing is guessed at; keys that stand twice are all told', () => {
    const twice = `${rizhao}\nrefusal: {}\nhomeVisit: {}\n`;
    expect(check(twice).map(({ problem }) => problem)).toEqual(['Map keys must be unique', 'Map keys must be unique']);
    expect(check(`${rizhao}\n- : [\n}\n`)).toEqual([
      expect.objectContaining({ problem: expect.stringContaining('no YAML from here on') }),
    ]);
  });

  test('says all of them at once', () => {
    const broken = rizhao
      .replaceAll('procedure: { value: immediate', 'procedure: { value: instant')
      .replace('value: 84', 'value: soon');
    expect(check(broken)).toHaveLength(5);
  });

  test('does not unfold a bomb of aliases', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x, x]',
      ...['b', 'c', 'd'].map((key, index) => {
        const before = 'abc'[index];
        return `${key}: &${key} [${Array(10).fill(`*${before}`).join(', ')}]`;
      }),
    ].join('\n');
    expect(check(bomb)[0]?.problem).toContain('alias');
  });

  test('prints the mend below the mistake, and what is right in columns', () => {
    const file = path.join(folder, 'pack.yaml');
    writeFileSync(file, rizhao.replace('homeVisit:', 'homevisit:'));
    const printed = printChecks(checkFiles([file, 'no-such-file.yaml', ...everyPolicyFile()]));
    expect(printed).toContain('homevisit: no such key here\n  Remove or respell it');
    expect(printed).toContain('no-such-file.yaml');
    expect(printed).toMatch(
      /^ok {2}.*xx-county.* 8 diseases +not open: channels, benefitStart, refusal\.practicePublishedAt, acceptance\.answerWorkingDays, /m,
    );
    expect(printed).toMatch(/3 mistakes\.$/);
  });
});
