import writeXlsxFile from 'write-excel-file/node';
import type { Language } from '../../domain/notices/text.ts';
import { texts } from '../../platform/texts.ts';
import { statistics } from './report.ts';
import type { YearlyReport } from './contract/reports.ts';

const columns = [
  'insuranceType',
  'statistic',
  'from',
  'until',
  'value',
  'before',
  'source',
  'change',
  'growth',
] as const;

/** The report as a workbook of one sheet. Counts are numbers; amounts keep their decimals as text. */
export function reportXlsx({ year, periods, lines }: YearlyReport, language: Language): Promise<Buffer> {
  const text = (key: string, params?: Record<string, number>) =>
    texts(language).text(`settlement.report.${key}`, params);
  const said = (value: string | number | null) => value ?? text('notStated');
  const source = (from: string | null) => (from === 'counted' ? text('counted') : said(from));

  const rows = lines.flatMap(({ insuranceType, amountPerVisit, ...figures }) => {
    const whose = insuranceType === 'all' ? text('all') : texts(language).text(`insuranceTypes.${insuranceType}`);
    const compared = statistics.map((statistic) => {
      const { from, until } = periods[statistic];
      const { value, before, beforeFrom, change, growth } = figures[statistic];
      const figure = [said(value), said(before), source(beforeFrom), said(change), said(growth)];
      return [whose, text(`statistics.${statistic}`), from, until, ...figure];
    });
    const { from, until } = periods.amount;
    return [...compared, [whose, text('statistics.amountPerVisit'), from, until, amountPerVisit ?? '']];
  });
  const heading = columns.map((column) => ({ value: text(`columns.${column}`), fontWeight: 'bold' as const }));
  const sheet = text('title', { year });
  const data = [heading, ...rows.map((row) => row.map(cellOf))];
  return writeXlsxFile([{ sheet, stickyRowsCount: 1, columns: columns.map(() => ({ width: 20 })), data }]).toBuffer();
}

/** Text is text: none of it is read as a formula. */
function cellOf(value: string | number) {
  return typeof value === 'string' ? { value, type: String } : { value, type: Number };
}
