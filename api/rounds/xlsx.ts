import writeXlsxFile from 'write-excel-file/node';
import type { CellValue, RoundRecord, Table } from './record.ts';

/**
 * The record of a round as a workbook, a sheet for each of its tables. Text is text: none of it is read as a formula.
 */
export function roundXlsx({ facts, members, ballots, panel }: RoundRecord): Promise<Buffer> {
  return writeXlsxFile([facts, members, ballots, panel].map(sheetOf)).toBuffer();
}

function sheetOf({ name, columns, rows }: Table) {
  const heading = columns.length === 0 ? [] : [columns.map((value) => ({ value, fontWeight: 'bold' as const }))];
  const width = Math.max(...rows.map((row) => row.length), columns.length);
  return {
    sheet: name,
    ...(columns.length > 0 && { stickyRowsCount: 1 }),
    columns: Array.from({ length: width }, () => ({ width: 20 })),
    data: [...heading, ...rows.map((row) => row.map(cellOf))],
  };
}

function cellOf(value: CellValue) {
  return typeof value === 'string' ? { value, type: String, wrap: value.includes('\n') } : value;
}
