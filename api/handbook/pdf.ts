import { printed } from '../../platform/print/sheet.ts';
import type { HandbookContents } from './contents.ts';

const labelShare = 0.27;

/** 门特手册 as a PDF of A5 pages. The same contents give the same bytes. */
export function handbookPdf(contents: HandbookContents): Promise<Buffer> {
  const { language, title, issuedBy, issuedOn, rows, notes, page } = contents;
  const issuedAt = new Date(`${issuedOn}T00:00:00Z`);
  return printed({ size: 'A5', margin: 42, language, title, author: issuedBy, issuedAt, page }, (sheet) => {
    sheet.heading(title, issuedBy);
    for (const [label, value] of rows) {
      sheet.row([
        { text: label, share: labelShare },
        { text: value, share: 1 - labelShare },
      ]);
    }
    sheet.rule();
    sheet.document.moveDown(1);
    sheet.paragraphs(notes, 8);
  });
}
