import { z } from 'zod';

export const clause = z
  .string()
  .min(1)
  .meta({ id: 'PolicyClause', description: 'Where the document says it, as `D3-P §二(二)1`, or `PRACTICE #n`' });

/**
 * A value and where it comes from. Two words differ: `null` = needed and not stated (whoever meets it gets
 * PARAMETER_NOT_CONFIGURED), `none` = known that there is none.
 */
export const figure = <T extends z.ZodType>(value: T) =>
  z.strictObject({
    value: z.union([value, z.literal('none'), z.null()]),
    clause,
    note: z.string().optional().describe('What a reader must know: masked, garbled, an example …'),
  });

/** Whether this part of a pack is a figure, whatever its value. */
export function isFigure(part: unknown): part is { value: unknown; clause: string } {
  return typeof part === 'object' && part !== null && 'value' in part && 'clause' in part;
}

export const code = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]*$/, 'a code is camelCase ASCII')
  .meta({ id: 'PolicyCode', description: 'English code, bound in docs/GLOSSARY.md' });
export const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'kebab-case ASCII')
  .meta({ id: 'PolicySlug' });
export const plainDate = z.iso
  .date()
  .meta({ id: 'PolicyDate', description: 'YYYY-MM-DD in the time zone of the region' });
export const names = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }).meta({ id: 'PolicyNames' });
export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM');
export const yuan = z
  .string()
  .regex(/^\d+\.\d{2}$/, 'yuan with two decimals, as "3000.00"')
  .meta({ id: 'PolicyYuan' });
export const ratio = z.number().min(0).max(1);
export const positiveInt = z.int().positive();
