/** What papers may be, told by their bytes alone: telephones, browsers and scanners declare them in many ways. */
import { heifBrands } from './heif.ts';

/** Media types that are accepted, with the ending of a file's name. */
export const paperEndings = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/heic': 'heic',
  'image/heif': 'heif',
  'image/webp': 'webp',
  'image/tiff': 'tif',
} as const satisfies Readonly<Record<string, string>>;

export type PaperType = keyof typeof paperEndings;
export const paperTypes = Object.keys(paperEndings) as PaperType[];

const signatures: readonly (readonly [PaperType, (start: string) => boolean])[] = [
  ['image/jpeg', (start) => start.startsWith('\xff\xd8\xff')],
  ['image/png', (start) => start.startsWith('\x89PNG\r\n\x1a\n')],
  ['image/webp', (start) => /^RIFF[^]{4}WEBP/.test(start)],
  ['image/tiff', (start) => start.startsWith('II*\0') || start.startsWith('MM\0*')],
];

/** Readers of PDF look for its header in the first kilobyte: mail and scanners put lines before it. */
const pdfHeader = /%PDF-\d/;
const headerWithin = 1024;

/** undefined: none of those that are accepted. */
export function paperTypeOf(bytes: Uint8Array): PaperType | undefined {
  const start = Buffer.from(bytes.subarray(0, headerWithin)).toString('latin1');
  const [type] = signatures.find(([, begins]) => begins(start)) ?? [];
  if (type) return type;
  const brands = heifBrands(bytes);
  if (brands.includes('heic')) return 'image/heic';
  if (brands.length > 0) return 'image/heif';
  return pdfHeader.test(start) ? 'application/pdf' : undefined;
}
