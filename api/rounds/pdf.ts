import { setImmediate as nextTurn } from 'node:timers/promises';
import { printed, type Cell, type Sheet } from '../../platform/print/sheet.ts';
import type { CellValue, RoundRecord, Table } from './record.ts';

/** Shares of the width: application, applicant, disease, result, votes for and against, reasons. */
const memberShares = [0.2, 0.1, 0.2, 0.14, 0.06, 0.06, 0.24];
const printedColumns = [0, 1, 3, 5, 6, 7, 8];
const rowsAtOnce = 50;

/**
 * The record of a round 批次记录 on A4: figures, panel, every member with its result. The same record gives the same bytes.
 */
export function roundPdf(record: RoundRecord): Promise<Buffer> {
  const { language, title, office, decidedAt, facts, members, panel, page } = record;
  return printed(
    { size: 'A4', margin: 42, language, title, author: office, issuedAt: decidedAt, page },
    async (sheet) => {
      sheet.heading(title, office);
      for (const [label, value] of facts.rows) sheet.row([cell(label!, 0.3), cell(value!, 0.7)], 9);
      sheet.rule();
      await table(sheet, panel, [0.16, 0.18, 0.2, 0.14, 0.11, 0.07, 0.07, 0.07]);
      await table(sheet, columnsOf(members, printedColumns), memberShares);
    },
  );
}

async function table(sheet: Sheet, { name, columns, rows }: Table, shares: readonly number[]): Promise<void> {
  sheet.document.moveDown(1).fontSize(12).text(name).moveDown(0.5);
  const cells = (row: readonly CellValue[]) => row.map((value, index) => cell(value, shares[index]!));
  sheet.row(cells(columns), 8);
  for (const [index, row] of rows.entries()) {
    sheet.row(cells(row), 8);
    // A line takes a millisecond or two; others are served between.
    if (index % rowsAtOnce === 0) await nextTurn();
  }
  sheet.rule();
}

function columnsOf({ name, columns, rows }: Table, chosen: readonly number[]): Table {
  const of = <T>(row: readonly T[]) => chosen.map((index) => row[index]!);
  return { name, columns: of(columns), rows: rows.map(of) };
}

function cell(value: CellValue, share: number): Cell {
  return { text: value === null ? '' : String(value), share };
}
