import type { z } from 'zod';
import type { Caller } from '../../domain/access/access.ts';
import type { JsonClient } from '../../platform/http-client.ts';
import { YearlyReport, type YearlyQuery } from '../../services/settlement/contract/reports.ts';
import { requirePermission } from '../http/authentication.ts';

export type YearAsked = z.output<typeof YearlyQuery>;

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
      client.request('GET', asked('/v1/reports/yearly', year, caller), YearlyReport),
    workbook: async (year: YearAsked, caller: Caller, language = 'zh-CN') =>
      client.download(asked('/v1/reports/yearly.xlsx', year, caller), { 'accept-language': language }),
  };
}
