/** Papers for tests: small, whole, and of every kind that is accepted. */
import Pdf from 'pdfkit';
import sharp from 'sharp';
import { assembled } from '../../examples/office/pdf.ts';

/** @param remark what makes it another paper than the rest; Latin letters */
export function aPdf(remark = '', pages = 1): Buffer {
  const kids = Array.from({ length: pages }, (_, page) => `${page + 3} 0 R`).join(' ');
  return assembled([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`,
    ...Array<string>(pages).fill('<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>'),
    `(${remark})`,
  ]);
}

/** As hospitals send them: pages compressed, fonts within; with a password, where one is given. */
export async function aWrittenPdf(passwords: { userPassword?: string; ownerPassword?: string } = {}): Promise<Buffer> {
  const document = new Pdf({ size: 'A4', pdfVersion: '1.7', ...passwords });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise((resolve) => document.on('end', resolve));
  document.fontSize(20).text('EXAMPLE').addPage().text('2');
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

const pictureSize = { width: 160, height: 120 };

/** Of noise, so that its bytes are many and none of them can be missed. */
export function aPicture(format: 'jpeg' | 'png' | 'webp' | 'tiff', options: object = {}): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const picture = sharp({ create: { ...pictureSize, channels: 3, background: '#888', noise } });
  return picture.toFormat(format, options).toBuffer();
}

interface Heif {
  brand: string;
  compatible: readonly string[];
  type: string;
  width: number;
  height: number;
  /** Bytes of the picture, and how many of them the file says it has. */
  bytes: number;
  claimed: number;
  idat: boolean;
}

/** The boxes of a picture of a telephone; what would be coded is noise. */
export function aHeif(differing: Partial<Heif> = {}): Buffer {
  const given: Heif = {
    brand: 'heic',
    compatible: ['mif1'],
    type: 'hvc1',
    width: 4032,
    height: 3024,
    bytes: 64,
    claimed: 64,
    idat: false,
    ...differing,
  };
  const ftyp = box('ftyp', Buffer.from(given.brand + '\0\0\0\0' + given.compatible.join(''), 'latin1'));
  const coded = Buffer.alloc(given.bytes, 7);
  const mdat = box('mdat', given.idat ? Buffer.alloc(0) : coded);
  const metaFor = (offset: number) =>
    box('meta', u32(0), ...itemBoxes(given, offset), ...(given.idat ? [box('idat', coded)] : []));
  const offset = given.idat ? 0 : ftyp.length + metaFor(0).length + 8;
  return Buffer.concat([ftyp, metaFor(offset), mdat]);
}

function itemBoxes({ type, width, height, claimed, idat }: Heif, offset: number): Buffer[] {
  const infe = box('infe', u32(2 << 24), u16(1), u16(0), Buffer.from(type, 'latin1'), Buffer.of(0));
  return [
    box('hdlr', u32(0), u32(0), Buffer.from('pict', 'latin1'), Buffer.alloc(13)),
    box('pitm', u32(0), u16(1)),
    box('iinf', u32(0), u16(1), infe),
    box(
      'iloc',
      u32(1 << 24),
      u16(0x4400),
      u16(1),
      u16(1),
      u16(idat ? 1 : 0),
      u16(0),
      u16(1),
      u32(offset),
      u32(claimed),
    ),
    box('iprp', box('ipco', box('ispe', u32(0), u32(width), u32(height)))),
  ];
}

export function box(type: string, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([u32(content.length + 8), Buffer.from(type, 'latin1'), content]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
