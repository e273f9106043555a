import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { appConfig } from '../../app/config.ts';
import { stackVariables } from '../../stack/settings.ts';
import { errorCodes } from '../../domain/errors.ts';
import { disease } from '../../domain/policy/disease-schema.ts';
import { findDisease } from '../../domain/policy/recognition.ts';
import { loadPolicy } from '../../domain/policy/load.ts';
import { variables as notificationVariables } from '../../services/notification/config.ts';
import { variables as settlementVariables } from '../../services/settlement/config.ts';
import { searchAttributeNames } from '../../workflows/ids.ts';
import { packText } from '../domain/packs.ts';
import { filesUnder, read } from './checkout.ts';

describe('docs/OPERATIONS.md', () => {
  const page = read('docs/OPERATIONS.md');

  test('has every variable that a process reads, and no other', () => {
    const table = page.slice(page.indexOf('| Variable |'), page.indexOf('A token carries'));
    const documented = new Set(firstCells(table).flatMap((cell) => cell.match(/[A-Z][A-Z_]+/g) ?? []));
    const schemas = [appConfig, settlementVariables, notificationVariables];
    expect([...documented].toSorted()).toEqual(
      [...new Set(schemas.flatMap((schema) => Object.keys(schema.shape)))].toSorted(),
    );
  });

  test('has every metric of ours, and no other', () => {
    const table = page.slice(page.indexOf('| Metric |'), page.indexOf('The API takes applications'));
    const sources = ['app', 'platform', 'services', 'worker'].flatMap((folder) => filesUnder(folder, '.ts')).map(read);
    const metrics = sources.flatMap((source) => [
      ...source.matchAll(/new (?:Counter|Gauge|Histogram)\([^]*?name: '(\w+)'/g),
    ]);
    const documented = firstCells(table).flatMap((cell) => cell.match(/\w+/g) ?? []);
    expect(documented.toSorted()).toEqual(metrics.map(([, name]) => name).toSorted());
  });

  test('searches by attributes that exist', () => {
    const searched = [...page.matchAll(/(?:^|AND |OR )`?(\w+)`? [=<] "/gm)].map(([, name]) => name!);
    expect(searched.length).toBeGreaterThan(5);
    for (const name of searched) expect([...searchAttributeNames, 'ExecutionStatus']).toContain(name);
  });
});

test('README.md names variables that something reads', () => {
  const known = new Set(
    [appConfig, stackVariables, notificationVariables].flatMap((schema) => Object.keys(schema.shape)),
  );
  const section = read('README.md').split('## Embedded parts')[1]!.split('\n## ')[0]!;
  const named = section.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g)!;
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

test('README.md counts the example applications', () => {
  const applications = read('examples/rizhao/applications.ndjson').trim().split('\n').length;
  expect(read('README.md')).toContain(`sends ${applications} fictitious applications`);
});

test('docs/API.md has every error code that a caller may meet', () => {
  const documented = codesIn(read('docs/API.md').split('## Errors')[1]!);
  const elsewhere = ['POLICY_INVALID'];
  expect(documented.toSorted()).toEqual(errorCodes.filter((code) => !elsewhere.includes(code)).toSorted());
});

describe('docs/POLICY-PACKS.md', () => {
  const [, diseaseText, overlayText] = [...read('docs/POLICY-PACKS.md').matchAll(/```yaml\n([^]*?)```/g)].map(
    ([, text]) => text!,
  );

  test('shows a disease that the schema accepts', () => {
    const { malignantTumor } = parse(diseaseText!) as Record<string, unknown>;
    expect(disease.safeParse(malignantTumor).error?.issues).toBeUndefined();
  });

  test('shows an overlay that completes its pack', () => {
    const policy = loadPolicy(packText('rizhao-shandong-2020'), overlayText);
    expect(findDisease(policy, 'malignantTumor')?.validity).toMatchObject({ value: { months: 60 }, origin: 'overlay' });
  });
});

function firstCells(table: string): string[] {
  return [...table.matchAll(/^\| (`.+?) \|/gm)].map(([, cell]) => cell!);
}

function codesIn(text: string): string[] {
  return [...text.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, code]) => code!);
}
