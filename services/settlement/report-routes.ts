import type pg from 'pg';
import type { z } from 'zod';
import { fen } from '../../domain/money.ts';
import type { Clock } from '../../platform/clock.ts';
import { languageHeader, languageOf } from '../../platform/http/language.ts';
import { declareRoutes } from '../../platform/http/route.ts';
import { StatedFigures, StatedParams, YearlyQuery, YearlyReport } from './contract/reports.ts';
import { findFigures, stateFigure } from './report-rows.ts';
import { statistics, yearlyReport } from './report.ts';
import { reportXlsx } from './report-xlsx.ts';
import type { Caller, Operation } from './permissions.ts';

const route = declareRoutes<Operation, Caller>();
const reports = { tags: ['reports'] };
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export function reportRoutes(pool: pg.Pool, clock: Clock) {
  async function report({ region, year, approvalsFrom, approvalsUntil }: z.output<typeof YearlyQuery>) {
    const approvals = { from: approvalsFrom ?? `${year}-01-01`, until: approvalsUntil ?? `${year}-12-31` };
    return yearlyReport(region, year, approvals, await findFigures(pool, region, year, approvals));
  }

  const readYear = route({
    ...reports,
    method: 'get',
    path: '/v1/reports/yearly',
    operationId: 'reportYear',
    access: 'reportYear',
    summary: 'Approvals, visits and amounts of a year, and the change on the year before, by insurance type',
    description:
      'A visit is a claim in force of which basic insurance paid something for a recognised ' +
      'disease; the amount is what it paid for these.',
    query: YearlyQuery,
    replies: { 200: { description: 'A line for each insurance type, and one for all', schema: YearlyReport } },
    handle: async ({ query }) => ({ status: 200, body: await report(query) }),
  });

  const printYear = route({
    ...reports,
    method: 'get',
    path: '/v1/reports/yearly.xlsx',
    operationId: 'reportYearAsWorkbook',
    access: 'reportYearAsWorkbook',
    summary: 'The same as a workbook',
    description: 'Accept-Language: zh-CN or en.',
    query: YearlyQuery,
    headers: languageHeader,
    replies: { 200: { description: 'The workbook', mediaType: xlsx } },
    async handle({ query, headers }) {
      const named = { 'content-disposition': `attachment; filename="${query.region}-${query.year}.xlsx"` };
      return {
        status: 200,
        headers: named,
        body: await reportXlsx(await report(query), languageOf(headers['accept-language'])),
      };
    },
  });

  const stateYear = route({
    ...reports,
    method: 'put',
    path: '/v1/reports/stated/{region}/{year}/{insuranceType}',
    operationId: 'stateYear',
    access: 'stateYear',
    summary: 'What a document states of a year whose claims are not held here',
    description:
      'Stands in reports before what is counted; said again, it is corrected. What is left out stays as it is.',
    params: StatedParams,
    body: StatedFigures,
    replies: { 204: { description: 'Recorded' } },
    async handle({ params, body: { source, approvals, visits, amount } }) {
      const said = { approvals, visits, amount: amount === undefined ? undefined : fen(amount) };
      for (const statistic of statistics) {
        const value = said[statistic];
        if (value !== undefined) await stateFigure(pool, { ...params, statistic, value }, source, clock.now());
      }
      return { status: 204 };
    },
  });

  return [readYear, printYear, stateYear];
}
