import { YearlyQuery, YearlyReport } from '../../services/settlement/contract/reports.ts';
import { languageHeader } from '../../platform/http/language.ts';
import type { ReportService } from './report-service.ts';
import { route } from '../http/route.ts';

const tags = ['reports'];
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** 年度统计, as the settlement service counts it. */
export function reportRoutes(reports: ReportService) {
  return [
    route({
      method: 'get',
      path: '/v1/reports/yearly',
      operationId: 'readYearlyReport',
      summary: 'Approvals, visits and amounts of a year by insurance type, and the change on the year before',
      tags,
      access: 'readReports',
      discloses: 'nothing',
      query: YearlyQuery,
      replies: { 200: { description: 'A line for each insurance type, and one for all', schema: YearlyReport } },
      async handle({ query: asked, caller }) {
        return { status: 200, body: await reports.yearly(asked, caller) };
      },
    }),

    route({
      method: 'get',
      path: '/v1/reports/yearly.xlsx',
      operationId: 'exportYearlyReport',
      summary: 'The same as a workbook',
      tags,
      access: 'readReports',
      discloses: 'nothing',
      query: YearlyQuery,
      headers: languageHeader,
      replies: { 200: { description: 'The workbook', mediaType: xlsx } },
      async handle({ query: asked, headers, caller }) {
        const named = {
          'Content-Disposition': `attachment; filename="year-${asked.year}.xlsx"`,
          'X-Content-Type-Options': 'nosniff',
        };
        return { status: 200, headers: named, body: await reports.workbook(asked, caller, headers['accept-language']) };
      },
    }),
  ];
}
