import { expect, test } from 'vitest';
import { z } from 'zod';
import { assistance, benefits, enrolment, offSite, settlement } from '../../../domain/policy/benefits-schema.ts';
import { disease } from '../../../domain/policy/disease-schema.ts';
import { filesUnder, read } from '../../docs/checkout.ts';

/** Names of the figures in a section of the schema, however deep. */
function figuresIn(schema: z.ZodType): string[] {
  const names = new Set<string>();
  const walk = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const [name, child] of Object.entries((part as { properties?: object }).properties ?? {})) {
      const { properties } = child as { properties?: object };
      if (properties && 'value' in properties && 'clause' in properties) names.add(name);
    }
    Object.values(part).forEach(walk);
  };
  walk(z.toJSONSchema(schema));
  return [...names];
}

const code = ['domain/settlement', 'services/settlement']
  .flatMap((folder) => filesUnder(folder, '.ts'))
  .map((file) => read(file).replaceAll(/\/\*\*?[^]*?\*\/|\/\/.*$/gm, ''))
  .join('\n');

test.each(
  Object.entries({ benefits, enrolment, settlement, offSite, assistance, limits: disease.shape.limits }).flatMap(
    ([section, schema]) => figuresIn(schema).map((name) => [section, name] as const),
  ),
)('a claim or a counter asks for %s: %s; a figure that nothing reads stands under `further`', (_section, name) => {
  expect(code).toMatch(new RegExp(`\\b${name}\\b`));
});

test('there are figures to look for', () => {
  expect(figuresIn(offSite)).toContain('inpatientFilingWaivedFor');
  expect(figuresIn(benefits).length).toBeGreaterThan(20);
});
