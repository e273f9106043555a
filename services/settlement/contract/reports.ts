import { z } from 'zod';
import { insuranceTypes } from '../../../domain/policy/disease-schema.ts';
import { Code, Day, Year } from './values.ts';

const Count = z.int().min(0).max(1_000_000_000);
const Amount = z
  .string()
  .regex(/^-?\d+\.\d{2}$/)
  .meta({ description: 'Yuan with two decimals' });

export const YearlyQuery = z
  .strictObject({
    region: Code,
    year: Year,
    approvalsFrom: Day.optional().meta({ description: 'First day on which approvals count; left out: 1 January' }),
    approvalsUntil: Day.optional().meta({ description: 'Last day; left out: 31 December' }),
  })
  .refine(({ year, approvalsFrom, approvalsUntil }) => within(year, approvalsFrom, approvalsUntil), {
    path: ['approvalsFrom'],
    error: 'is no period of the year',
  });

/** The whole year where nothing else is said. */
function within(year: number, from = `${year}-01-01`, until = `${year}-12-31`): boolean {
  return from <= until && from.startsWith(`${year}-`) && until.startsWith(`${year}-`);
}

export const StatedParams = z.strictObject({ region: Code, year: Year, insuranceType: z.enum(insuranceTypes) });

export const StatedFigures = z.strictObject({
  approvals: Count.optional(),
  visits: Count.optional(),
  amount: z
    .string()
    .regex(/^\d{1,13}\.\d{2}$/)
    .optional()
    .meta({ description: 'Yuan with two decimals' }),
  source: z.string().trim().min(1).max(200).meta({ description: 'Document and clause' }),
});
export type StatedFigures = z.output<typeof StatedFigures>;

const Period = z.strictObject({ from: Day, until: Day });

function statistic<V extends z.ZodType>(value: V) {
  return z.strictObject({
    value,
    before: value.nullable().meta({ description: 'The year before; null: neither held here nor stated' }),
    beforeFrom: z.string().nullable().meta({ description: '"counted" here, or the document that states it' }),
    change: value.nullable(),
    growth: z.string().nullable().meta({ description: 'Per cent of the year before, two decimals', example: '10.00' }),
  });
}

const ReportLine = z.strictObject({
  insuranceType: z.enum([...insuranceTypes, 'all']),
  approvals: statistic(z.int()),
  visits: statistic(z.int()),
  amount: statistic(Amount),
  amountPerVisit: Amount.nullable(),
});

export const YearlyReport = z
  .strictObject({
    region: z.string(),
    year: z.int(),
    periods: z
      .strictObject({ approvals: Period, visits: Period, amount: Period })
      .meta({ description: 'Each statistic counts its own days; the year before by the same days' }),
    lines: z.array(ReportLine),
  })
  .meta({ id: 'YearlyReport' });
export type YearlyReport = z.output<typeof YearlyReport>;
