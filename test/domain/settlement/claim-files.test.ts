import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readClaims } from '../../../cli/settle/read.ts';
import { report, reportAsJson } from '../../../cli/settle/report.ts';
import { settleAll } from '../../../cli/settle/settle-all.ts';
import type { DomainError } from '../../../domain/errors.ts';
import { packText } from '../packs.ts';
import { fromRoot } from '../../../platform/project-root.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'claims-'));
const examples = readdirSync(fromRoot('examples', 'claims'));

afterAll(() => rmSync(folder, { recursive: true }));

describe('`npm run settle`', () => {
  test.each(examples)('examples/claims/%s comes out as it expects', (name) => {
    const settled = settleAll(readClaims(fromRoot('examples', 'claims', name)));
    expect(settled.flatMap(({ differences }) => differences)).toEqual([]);
  });

  test('explains in either language, and for programs', () => {
    const file = readClaims(fromRoot('examples', 'claims', 'county-worked-cases.yaml'));
    const settled = settleAll(file);
    expect(report(settled, 'zh-CN')).toContain('支付比例70%，应支付7000.00元〔依据：《XX县医疗保障局');
    expect(report(settled, 'en')).toContain('Ratio 70 %, which is 7000.00 yuan [XX县医疗保障局');
    expect(reportAsJson(settled)).toMatchObject({
      claims: [
        { policy: { pack: 'xx-county-2021' }, explanation: { params: { paid: '7000.00' } } },
        {},
        {},
        { refused: { code: 'PARAMETER_NOT_CONFIGURED' } },
      ],
    });
  });

  test('settles nothing before the pack is in force', () => {
    const newer = path.join(folder, 'pack.yaml');
    writeFileSync(
      newer,
      packText('xx-county-2021').replace('inForceFrom: { value: null', "inForceFrom: { value: '2021-05-10'"),
    );
    const [one] = settleAll(readClaims(written('', undefined, newer)));
    expect(one!.result).toHaveProperty('settlement');
    const before = written('', undefined, newer);
    writeFileSync(before, readFileSync(before, 'utf8').replace("'2021-05-10'", "'2021-05-09'"));
    expect(() => settleAll(readClaims(before))).toThrow(expect.objectContaining({ code: 'PACK_UNKNOWN' }));
  });

  test('says how a claim differs from what is expected', () => {
    const file = written(`
      expect: { paid: '1.00', layers: { basicInsurance: '60.00' } }`);
    expect(settleAll(readClaims(file))[0]!.differences).toEqual(['paid is 60.00, not 1.00']);
    const refused = written(`
      expect: { error: NOT_FOUND }`);
    expect(settleAll(readClaims(refused))[0]!.differences).toEqual(['is settled, and not refused with NOT_FOUND']);
  });

  test.each([
    ['an unknown field', '\n      hospital: x', /:14:17$/, 'hospital'],
    ['an amount that is none', "\n      expect: { paid: '1' }", /:14:23$/, 'expect.paid'],
  ])('shows where %s stands', (_name, wrong, where, problem) => {
    const [finding] = mistakesOf(written(wrong));
    expect(finding!.where).toMatch(where);
    expect(finding!.problem).toContain(problem);
  });

  test.each([
    ['that is no YAML', 'pack: [x\nclaims: -\n- : {', /:2:1$/, 'no YAML from here on'],
    ['of something else', 'overlay: local\nbasis: none\n', /:1:1$/, 'it has no `claims`'],
    ['without any structure', 'Good morning', /:1:1$/, 'it has no `claims`'],
  ])('a file %s is one mistake, and how to mend it', (_what, text, where, problem) => {
    const findings = mistakesOf(fileOf(text));
    expect(findings).toEqual([
      { where: expect.stringMatching(where), problem: expect.stringContaining(problem), hint: expect.any(String) },
    ]);
  });

  test('shows where a figure stands that the pack states itself', () => {
    const [finding] = mistakesOf(written('', "benefits.resident.deductible: '1.00'"));
    expect(finding!.where).toMatch(/:3:35$/);
    expect(finding!.problem).toContain('the pack states it');
  });
});

function mistakesOf(file: string) {
  try {
    readClaims(file);
  } catch (error) {
    return (error as DomainError).findings;
  }
  throw new Error('The file has no mistakes.');
}

function written(more: string, figure = 'benefits.annualCap: none', pack = 'xx-county-2021'): string {
  return fileOf(`pack: ${pack}
figures:
  { ${figure}, diseases.mania.limits.perYear: none, diseases.mania.limits.perMonth: none }
claims:
    - claim: One
      institution: a-hospital
      hospitalClass: class3
      insuranceType: resident
      servedOn: '2021-05-10'
      layers: [basicInsurance]
      lines:
        - { kind: special, disease: mania, total: '100.00', inScope: '100.00' }
      populations: []${more}
`);
}

function fileOf(text: string): string {
  const file = path.join(folder, 'claims.yaml');
  writeFileSync(file, text);
  return file;
}
