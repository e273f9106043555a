/** Who takes part in a scenario file, and what the registers know of them. */
import { z } from 'zod';
import { agentKinds } from '../../api/cases/submission/form.ts';
import { roles } from '../../domain/access/grants.ts';
import { registryEntry } from '../../examples/format.ts';
import { day, text } from './format-parts.ts';

const insurance = registryEntry.shape.insurance.element.extend({ region: text.optional() });
export const record = registryEntry.shape.records.element;

export const known = {
  insurance: z.array(insurance),
  categories: registryEntry.shape.categories,
  records: z.array(record),
  diedOn: day,
};

export const person = z.strictObject({
  name: text.optional(),
  born: day.default('1960-01-01'),
  phone: text.optional(),
  email: z.email().optional(),
  language: z.enum(['zh-CN', 'en']).optional(),
  insurance: known.insurance.default([]),
  categories: known.categories.default([]),
  records: known.records.default([]),
  diedOn: known.diedOn.optional(),
});

export const agent = z.strictObject({
  kind: z.enum(agentKinds),
  name: text.optional(),
  authorisation: text.default('授权委托书(示例)'),
});

export const member = z.strictObject({
  role: z.enum(roles),
  institution: text.optional(),
  department: text.optional(),
  specialties: z.array(text).default([]),
  regions: z.array(text).optional(),
});

export type Person = z.output<typeof person>;
export type Member = z.output<typeof member>;
