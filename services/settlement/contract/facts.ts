import { z } from 'zod';
import { ownNumber } from '../../../domain/identity-number.ts';
import { insuranceTypes } from '../../../domain/policy/disease-schema.ts';
import { Code, Day, Reason } from './values.ts';

const Interval = {
  from: Day,
  until: Day.optional().meta({ description: 'Last day, included; absent: without end' }),
};

/** Of a person who may be older than any insurance. */
const AnyDay = z.iso.date().regex(/^(19|2\d)\d{2}-/, 'must be a day from 1900-01-01 on');

/** All that registers say of a person, as intervals: any day can be asked of them. */
export const PersonFacts = z
  .strictObject({
    version: z.int().min(0).meta({
      description: 'Of what the registers were told so far; an older statement that comes late changes nothing',
    }),
    bornOn: AnyDay.optional(),
    diedOn: AnyDay.optional().meta({ description: 'Last day of entitlement' }),
    insurance: z
      .array(z.strictObject({ type: z.enum(insuranceTypes), region: Code, ...Interval }))
      .max(200)
      .optional()
      .meta({ description: 'Absent: no register knows the person' }),
    categories: z
      .array(z.strictObject({ category: Code, ...Interval, from: AnyDay }))
      .max(500)
      .meta({ description: 'Population codes 统一标识' }),
  })
  .meta({ id: 'PersonFacts' });
export type PersonFacts = z.output<typeof PersonFacts>;

/** Who says so, a subject of the office's staff register. */
const By = z.string().min(1).max(200);

export const officeRecordKinds = ['assistance', 'residenceElsewhere', 'hardship', 'household'] as const;

/**
 * What an office has decided or filed of a person: assistance granted on application 依申请救助, residence elsewhere
 * 异地安置备案, hardship of an unreferred claim, the region of the household 户籍.
 */
export const OfficeRecord = z
  .strictObject({
    personRef: z.uuid(),
    region: Code.meta({ description: 'Where the person is insured' }),
    kind: z.enum(officeRecordKinds),
    number: ownNumber(Code).meta({ description: "The office's own number of the decision or filing" }),
    by: By,
    ...Interval,
    reduction: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .meta({ description: 'Of a hardship: how much lower the ratio is, 0.20 = 20 percentage points' }),
    householdRegion: Code.optional().meta({ description: 'Of a household' }),
  })
  .refine(({ from, until }) => !until || from <= until, { path: ['until'], error: 'is before from' })
  .refine(({ kind, reduction }) => (kind === 'hardship') === (reduction !== undefined), {
    path: ['reduction'],
    error: 'goes with a hardship, and it with it',
  })
  .refine(({ kind, householdRegion }) => (kind === 'household') === (householdRegion !== undefined), {
    path: ['householdRegion'],
    error: 'goes with a household, and it with it',
  });
export type OfficeRecord = z.output<typeof OfficeRecord>;

export const OfficeRecordParams = z.strictObject({
  key: z
    .string()
    .regex(/^[\w.:-]{1,200}$/)
    .meta({ description: "The caller's idempotency key" }),
});

export const OfficeRecordEnd = z.strictObject({
  until: Day.optional().meta({ description: 'Last day on which it holds; absent: it was a mistake and never held' }),
  by: By,
  reason: Reason,
});
export type OfficeRecordEnd = z.output<typeof OfficeRecordEnd>;

export const FactsKept = z.strictObject({
  kept: z.boolean().meta({ description: 'false: the same, or something newer, was known before' }),
});
