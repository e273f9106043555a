import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import Pdf from 'pdfkit';
import type { Language } from '../../domain/notices/text.ts';

/**
 * The whole of Noto Sans SC, since names have characters that no list of common ones has; only what is used is
 * embedded.
 */
const fontPath = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
);
let font: Promise<Buffer> | undefined;

const padding = 6;

export interface SheetOptions {
  readonly size: 'A4' | 'A5';
  /** On all four sides, in points. */
  readonly margin: number;
  readonly language: Language;
  readonly title: string;
  readonly author: string;
  /** Stands in the file in place of the time of printing, so that the same contents give the same bytes. */
  readonly issuedAt: Date;
  /** As 第1页 共2页; stands at the foot of every page. */
  readonly page: (number: number, of: number) => string;
}

export interface Cell {
  readonly text: string;
  /** Of the width between the margins; the cells of a row share 1. */
  readonly share: number;
  readonly align?: 'left' | 'right' | 'center';
}

/** What `draw` puts on the sheets, as a PDF in Chinese typography. Pages begin where the one before is full. */
export async function printed(options: SheetOptions, draw: (sheet: Sheet) => void | Promise<void>): Promise<Buffer> {
  font ??= readFile(fontPath);
  const { size, margin, language, title, author, issuedAt } = options;
  const document = new Pdf({
    size,
    margin,
    lang: language,
    bufferPages: true,
    displayTitle: true,
    info: { Title: title, Author: author, CreationDate: issuedAt },
  });
  const bytes = collected(document);
  document.registerFont('text', await font).font('text');
  await draw(new Sheet(document, margin));
  numberPages(document, options);
  document.end();
  return bytes;
}

/** Lines, rows and paragraphs from top to bottom; what else a document needs, `document` draws. */
export class Sheet {
  readonly document: PDFKit.PDFDocument;
  readonly margin: number;

  constructor(document: PDFKit.PDFDocument, margin: number) {
    this.document = document;
    this.margin = margin;
  }

  /** Between the margins. */
  get width(): number {
    return this.document.page.width - 2 * this.margin;
  }

  heading(title: string, below: string): void {
    this.document.fontSize(16).text(title, { align: 'center' });
    this.document.moveDown(0.4).fontSize(9).text(below, { align: 'center' }).moveDown(1.2);
  }

  paragraphs(sentences: readonly string[], fontSize: number): void {
    this.document.fontSize(fontSize);
    for (const sentence of sentences) this.document.text(sentence, { lineGap: 2 }).moveDown(0.3);
  }

  /** A line above, then the cells side by side; each takes as many lines as it needs, all on one page. */
  row(cells: readonly Cell[], fontSize = 10): void {
    const { document, margin } = this;
    document.fontSize(fontSize);
    const widthOf = ({ share }: Cell) => share * this.width - padding;
    const height = Math.max(...cells.map((cell) => document.heightOfString(cell.text, { width: widthOf(cell) })));
    if (document.y + height + 2 * padding > document.page.height - 2 * margin) document.addPage();
    this.rule();
    const top = document.y;
    let left = margin;
    for (const cell of cells) {
      document.text(cell.text, left, top + padding, { width: widthOf(cell), align: cell.align ?? 'left' });
      left += cell.share * this.width;
    }
    document.x = margin;
    document.y = top + height + 2 * padding;
  }

  /** A line between the margins. */
  rule(): void {
    const { document, margin } = this;
    document
      .lineWidth(0.5)
      .moveTo(margin, document.y)
      .lineTo(margin + this.width, document.y)
      .stroke();
  }
}

function numberPages(document: PDFKit.PDFDocument, { margin, page }: SheetOptions): void {
  const { count } = document.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    document.switchToPage(index);
    // Below the text area, where a line of text would begin a new page.
    document.page.margins.bottom = 0;
    const number = page(index + 1, count);
    const left = (document.page.width - document.fontSize(8).widthOfString(number)) / 2;
    document.text(number, left, document.page.height - margin, { lineBreak: false });
    document.page.margins.bottom = margin;
  }
}

function collected(document: PDFKit.PDFDocument): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
}
