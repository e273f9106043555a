import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import Pdf from 'pdfkit';
import type { HandbookContents } from './contents.ts';

/** The whole of Noto Sans SC, since names have characters that no list of common ones has; only what is used is embedded. */
const fontPath = createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf');
let font: Promise<Buffer> | undefined;

const margin = 42;
const labelWidth = 92;
const padding = 6;

/** 门特手册 as a PDF of A5 pages. The same contents give the same bytes. */
export async function handbookPdf(contents: HandbookContents): Promise<Buffer> {
  font ??= readFile(fontPath);
  const { language, title, issuedBy, issuedOn } = contents;
  const document = new Pdf({
    size: 'A5',
    margin,
    bufferPages: true,
    lang: language,
    displayTitle: true,
    info: { Title: title, Author: issuedBy, CreationDate: new Date(`${issuedOn}T00:00:00Z`) },
  });
  const bytes = collected(document);
  document.registerFont('text', await font).font('text');
  heading(document, contents);
  for (const row of contents.rows) tableRow(document, row);
  notes(document, contents);
  pageNumbers(document, contents);
  document.end();
  return bytes;
}

function heading(document: PDFKit.PDFDocument, { title, issuedBy }: HandbookContents): void {
  document.fontSize(16).text(title, { align: 'center' });
  document.moveDown(0.4).fontSize(9).text(issuedBy, { align: 'center' }).moveDown(1.2);
}

/** A line above, the label on the left; the value takes as many lines as it needs, all on one page. */
function tableRow(document: PDFKit.PDFDocument, [label, value]: HandbookContents['rows'][number]): void {
  document.fontSize(10);
  const left = margin + labelWidth;
  const width = document.page.width - margin - left;
  const height = Math.max(document.heightOfString(value, { width }), document.heightOfString(label, { width: labelWidth - padding }));
  if (document.y + height + 2 * padding > document.page.height - 2 * margin) document.addPage();
  const top = document.y;
  line(document, top);
  document.text(label, margin, top + padding, { width: labelWidth - padding });
  document.text(value, left, top + padding, { width });
  document.x = margin;
  document.y = top + height + 2 * padding;
}

function notes(document: PDFKit.PDFDocument, { notes: sentences }: HandbookContents): void {
  line(document, document.y);
  document.moveDown(1).fontSize(8);
  for (const sentence of sentences) document.text(sentence, { lineGap: 2 }).moveDown(0.3);
}

function pageNumbers(document: PDFKit.PDFDocument, { page }: HandbookContents): void {
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

function line(document: PDFKit.PDFDocument, y: number): void {
  document.lineWidth(0.5).moveTo(margin, y).lineTo(document.page.width - margin, y).stroke();
}

function collected(document: PDFKit.PDFDocument): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
}
