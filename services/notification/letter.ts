import { drawQr } from '../../platform/print/qr.ts';
import { printed, type Sheet } from '../../platform/print/sheet.ts';
import { texts } from '../../platform/texts.ts';
import type { MessageRequest, Slip } from './contract/messages.ts';
import { groupedCode } from './verification-code.ts';

export interface Letter {
  slip: Slip;
  recipient: MessageRequest['recipient'];
  language: MessageRequest['language'];
  acceptedAt: Date;
  code: string;
}

const margin = 71;
const red = '#c00000';
const black = '#000000';
const qrSize = 76;

/** 告知单: the envelope on the first sheet, the letter from the second on. The same message gives the same bytes. */
export function letterPdf(letter: Letter, verificationUrl: string): Promise<Buffer> {
  const { slip, language, acceptedAt } = letter;
  const { text } = texts(language);
  // The envelope is no page of the letter.
  const page = (number: number, of: number) =>
    number === 1 ? '' : text('notification.letter.page', { number: number - 1, of: of - 1 });
  const options = {
    size: 'A4',
    margin,
    language,
    title: slip.title,
    author: slip.office,
    issuedAt: acceptedAt,
    page,
  } as const;
  return printed(options, (sheet) => {
    envelope(sheet, letter);
    sheet.document.addPage();
    heading(sheet, slip);
    body(sheet, letter);
    verification(sheet, letter, verificationUrl);
  });
}

/** Seen by whoever carries it: what stands in `slip.envelope`, the name in the window, and nothing else. */
function envelope({ document }: Sheet, { slip, recipient }: Letter): void {
  document.fontSize(11).text(slip.envelope, { lineGap: 6 });
  document.fontSize(16).text(recipient.name ?? '', document.page.width * 0.45, document.page.height * 0.28);
}

/** 红头: the office in red above a red line. */
function heading({ document, width }: Sheet, { office, title }: Slip): void {
  document.fillColor(red).fontSize(22).text(office, { align: 'center' }).moveDown(0.4);
  document
    .lineWidth(2)
    .strokeColor(red)
    .moveTo(margin, document.y)
    .lineTo(margin + width, document.y)
    .stroke();
  document.fillColor(black).strokeColor(black).moveDown(0.8);
  document.fontSize(17).text(title, { align: 'center' }).moveDown(1);
}

/** The salutation flush left, paragraphs two characters in, sender and date on the right. */
function body({ document }: Sheet, { slip, language, acceptedAt }: Letter): void {
  const fontSize = 12;
  const indent = language === 'zh-CN' ? 2 * fontSize : 0;
  const [salutation = '', ...rest] = slip.body;
  const paragraphs = rest.slice(0, -1);
  document.fontSize(fontSize).text(salutation, { lineGap: 7 }).moveDown(0.3);
  for (const paragraph of paragraphs) document.text(paragraph, { indent, lineGap: 7 }).moveDown(0.3);
  document.moveDown(1).text(rest.at(-1) ?? '', { align: 'right', lineGap: 7 });
  document.text(longDate(language, acceptedAt), { align: 'right' }).moveDown(2);
}

function verification({ document, width }: Sheet, { code, language }: Letter, url: string): void {
  const { text } = texts(language);
  if (document.y + qrSize > document.page.height - margin) document.addPage();
  const top = document.y;
  drawQr(document, url, margin, top, qrSize);
  const beside = { width: width - qrSize - 12, lineGap: 4 };
  document
    .fontSize(9)
    .text(text('notification.letter.code', { code: groupedCode(code) }), margin + qrSize + 12, top + 8, beside);
  document.text(text('notification.letter.check', { address: url }), beside);
}

const dates = {
  'zh-CN': new Intl.DateTimeFormat('zh-CN', { dateStyle: 'long', timeZone: 'Asia/Shanghai' }),
  en: new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'Asia/Shanghai' }),
};

export function longDate(language: MessageRequest['language'], at: Date): string {
  return dates[language].format(at);
}
