import { z } from 'zod';
import type { Caller } from '../../domain/access/access.ts';
import { insuranceTypes } from '../../domain/policy/disease-schema.ts';
import type { JsonClient } from '../../platform/http-client.ts';
import { requirePermission } from '../http/authentication.ts';

const period = z.object({ from: z.iso.date(), until: z.iso.date() });

function statistic<V extends z.ZodType>(value: V) {
  return z.object({
    value,
    before: value.nullable().describe('The year before; null: neither counted nor stated by a document'),
    beforeFrom: z.string().nullable().describe('"counted", or the document that states it'),
    change: value.nullable(),
    growth: z.string().nullable().describe('Per cent of the year before, two decimals'),
  });
}

export const yearlyReport = z
  .object({
    region: z.string(),
    year: z.int(),
    periods: z
      .object({ approvals: period, visits: period, amount: period })
      .describe('Each statistic counts its own days'),
    lines: z.array(
      z.object({
        insuranceType: z.enum([...insuranceTypes, 'all']),
        approvals: statistic(z.int()),
        visits: statistic(z.int()),
        amount: statistic(z.string().describe('Yuan with two decimals')),
        amountPerVisit: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'YearlyReport' });

export interface YearAsked {
  readonly region: string;
  readonly year: number;
  readonly approvalsFrom?: string | undefined;
  readonly approvalsUntil?: string | undefined;
}

export type ReportService = ReturnType<typeof createReportService>;

/** What the settlement service counts, for those who answer for a region. */
export function createReportService(client: JsonClient) {
  const asked = (path: string, { region, year, ...days }: YearAsked, caller: Caller) => {
    requirePermission('readReports', caller, { region });
    const known = Object.entries(days).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const query = new URLSearchParams([['region', region], ['year', String(year)], ...known]);
    return `${path}?${query.toString()}`;
  };
  return {
    /** @throws DomainError NOT_PERMITTED, DEPENDENCY_UNAVAILABLE */
    yearly: async (year: YearAsked, caller: Caller) =>
      client.request('GET', asked('/v1/reports/yearly', year, caller), yearlyReport),
    workbook: async (year: YearAsked, caller: Caller, language = 'zh-CN') =>
      client.download(asked('/v1/reports/yearly.xlsx', year, caller), { 'accept-language': language }),
  };
}
