import { z } from 'zod';

export const Code = z.string().regex(/^[\w.-]{1,64}$/);
/** From 2000 on: no insurance that is settled here is older. */
export const Day = z.iso.date().regex(/^2\d{3}-/, 'must be a day from 2000-01-01 on');
export const Year = z.coerce.number().int().min(2000).max(2999);
export const Reason = Code.meta({ description: 'Coded reason' });

/** Yuan with two decimals. */
export const Amount = z.string().regex(/^\d+\.\d{2}$/);

/** The figure that was applied, and where it stands. */
export const By = z.strictObject({
  value: z.unknown().meta({ description: 'The figure; "none" where there is none' }),
  clause: z.string(),
  path: z.string(),
  pack: z.string(),
  origin: z.enum(['pack', 'overlay', 'example']),
});
