import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { inspectPaper } from '../../platform/documents/inspect-paper.ts';
import { mostPages } from '../../platform/documents/paper-problem.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { assembled } from '../../examples/office/pdf.ts';
import { aHeif, aPdf, aPicture, aWrittenPdf, box } from '../support/papers.ts';

let pdf: Buffer;
let jpeg: Buffer;
let progressive: Buffer;
let png: Buffer;
let webp: Buffer;
let tiff: Buffer;

beforeAll(async () => {
  pdf = await aWrittenPdf();
  jpeg = await aPicture('jpeg');
  progressive = await aPicture('jpeg', { progressive: true });
  png = await aPicture('png');
  webp = await aPicture('webp');
  tiff = await aPicture('tiff', { compression: 'lzw' });
});

/** The media type, or why it is refused. */
async function seen(bytes: Uint8Array): Promise<string> {
  try {
    return await inspectPaper(bytes);
  } catch (error) {
    const { code, params } = error as { code: string; params: { problem?: string } };
    return params.problem ?? code;
  }
}

const example = (name: string) => readFileSync(fromRoot('examples', 'rizhao', 'documents', name));
const after = (bytes: Buffer, start: string | Buffer) => Buffer.concat([Buffer.from(start), bytes]);
const before = (bytes: Buffer, end: string | Buffer) => Buffer.concat([bytes, Buffer.from(end)]);

describe('a paper that opens', () => {
  test.each<[string, () => Buffer | Promise<Buffer>, string]>([
    ['PDF', () => pdf, 'application/pdf'],
    ['PDF by hand', () => aPdf(), 'application/pdf'],
    ['PDF of the examples', () => example('discharge-summary.pdf'), 'application/pdf'],
    ['PDF after CR LF', () => after(pdf, '\r\n'), 'application/pdf'],
    ['PDF after a byte order mark', () => after(pdf, '\uFEFF'), 'application/pdf'],
    ['PDF after a header of mail', () => after(pdf, `X-Scanner: ${'x'.repeat(800)}\r\n\r\n`), 'application/pdf'],
    ['PDF with zeros behind it', () => before(pdf, Buffer.alloc(4096)), 'application/pdf'],
    ['PDF with a line behind it', () => before(pdf, '\n<!-- served by proxy -->\n'), 'application/pdf'],
    ['PDF that only its owner may change', () => aWrittenPdf({ ownerPassword: 'owner' }), 'application/pdf'],
    [
      'PDF whose table of places is wrong',
      () =>
        Buffer.from(
          aPdf()
            .toString('latin1')
            .replace(/startxref\n\d+/, 'startxref\n7'),
        ),
      'application/pdf',
    ],
    ['JPEG', () => jpeg, 'image/jpeg'],
    ['JPEG that comes in passes', () => progressive, 'image/jpeg'],
    ['JPEG with something behind it', () => before(jpeg, 'MotionPhoto_Data'), 'image/jpeg'],
    ['JPEG of the examples', () => example('imaging-report.jpg'), 'image/jpeg'],
    ['PNG', () => png, 'image/png'],
    ['PNG of the examples', () => example('laboratory-report.png'), 'image/png'],
    ['WebP', () => webp, 'image/webp'],
    ['TIFF', () => tiff, 'image/tiff'],
    ...['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx'].map((brand): [string, () => Buffer, string] => [
      `HEIF of brand ${brand}`,
      () => aHeif({ brand }),
      'image/heic',
    ]),
    ['HEIF of brand mif1', () => aHeif({ brand: 'mif1', compatible: ['heic'] }), 'image/heif'],
    ['HEIF of brand msf1', () => aHeif({ brand: 'msf1' }), 'image/heif'],
    ['HEIF put together of tiles', () => aHeif({ type: 'grid', idat: true, bytes: 8, claimed: 8 }), 'image/heic'],
  ])('%s', async (_what, bytes, mediaType) => {
    expect(await seen(await bytes())).toBe(mediaType);
  });
});

describe('what only begins like a paper', () => {
  test.each<[string, () => Buffer | Promise<Buffer>, string]>([
    ['%PDF alone', () => Buffer.from('%PDF'), 'DOCUMENT_TYPE_NOT_ACCEPTED'],
    ['a header of PDF alone', () => Buffer.from('%PDF-1.7\n'), 'damaged'],
    ['a header and an end of PDF', () => Buffer.from('%PDF-1.7\n%%EOF'), 'damaged'],
    ['PDF without anything in it', () => Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n'), 'damaged'],
    ['PDF without its end', () => pdf.subarray(0, pdf.lastIndexOf('%%EOF')), 'damaged'],
    ['PDF that says it is longer', () => assembled(['<< /Linearized 1 /L 999999 /N 1 >>']), 'damaged'],
    [
      'PDF without pages',
      () => assembled(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [] /Count 0 >>']),
      'noPage',
    ],
    [
      'PDF that says it has pages',
      () => assembled(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [] /Count 5 >>']),
      'noPage',
    ],
    [
      'PDF whose page is not there',
      () => assembled(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [9 0 R] /Count 1 >>']),
      'noPage',
    ],
    [
      'PDF whose pages are in a circle',
      () => assembled(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [2 0 R] /Count 1 >>']),
      'noPage',
    ],
    ['PDF with a password', () => aWrittenPdf({ userPassword: 'secret' }), 'locked'],
    ['PDF of very many pages', () => aPdf('', mostPages + 1), 'tooManyPages'],
    ['a page of the net that names PDF', () => Buffer.from('<html>%PDF-1.7 %%EOF</html>'), 'damaged'],
    ['a JPEG of three bytes', () => Buffer.of(0xff, 0xd8, 0xff), 'damaged'],
    ['a JPEG of its first header', () => Buffer.from('ffd8ffe000104a46494600010100', 'hex'), 'damaged'],
    ['a JPEG without its last bytes', () => progressive.subarray(0, -40), 'damaged'],
    ['a PNG of its first chunk', () => png.subarray(0, 33), 'damaged'],
    ['a PNG with a byte changed', () => changed(png, png.length >> 1), 'damaged'],
    ['a PNG whose size was changed', () => changed(png, 19), 'damaged'],
    ['a WebP of its header', () => webp.subarray(0, 30), 'damaged'],
    ['a TIFF of its header', () => tiff.subarray(0, 10), 'damaged'],
    ['a HEIF of its first box', () => aHeif().subarray(0, 20), 'noPage'],
    ['a HEIF whose picture is behind the end', () => aHeif({ claimed: 65 }), 'damaged'],
    ['a HEIF whose tiles are behind the end', () => aHeif({ idat: true, bytes: 8, claimed: 9 }), 'damaged'],
    ['a HEIF of nothing', () => aHeif({ width: 0 }), 'noPage'],
    ['a HEIF whose first item is text', () => aHeif({ type: 'mime' }), 'noPage'],
    ['a HEIF of another coding', () => aHeif({ brand: 'mif1', type: 'av01' }), 'codec'],
    ['a box shorter than its own head', () => before(aHeif().subarray(0, 20), box('free').fill(4, 3, 4)), 'damaged'],
    ['a film', () => Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isommp42', 'latin1'), 'DOCUMENT_TYPE_NOT_ACCEPTED'],
    [
      'a picture that may hold a program',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      'DOCUMENT_TYPE_NOT_ACCEPTED',
    ],
    ['a program', () => Buffer.from('4d5a9000', 'hex'), 'DOCUMENT_TYPE_NOT_ACCEPTED'],
    ['nothing', () => Buffer.of(), 'DOCUMENT_TYPE_NOT_ACCEPTED'],
  ])('%s is refused', async (_what, bytes, why) => {
    expect(await seen(await bytes())).toBe(why);
  });

  test.each<[string, () => Buffer]>([
    ['PDF', () => pdf],
    ['JPEG', () => jpeg],
    ['JPEG that comes in passes', () => progressive],
    ['PNG', () => png],
    ['WebP', () => webp],
    ['TIFF', () => tiff],
    ['HEIF', () => aHeif()],
  ])('a %s cut off anywhere is refused', async (_what, whole) => {
    const bytes = whole();
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 0.97, noNaN: true }), async (share) => {
        expect(await seen(bytes.subarray(0, Math.floor(bytes.length * share)))).not.toMatch(/\//);
      }),
      { numRuns: 12, examples: [[0.5], [0.9], [0.97]] },
    );
  });
});

describe('a small file that would be a large picture', () => {
  test('is refused before it is one: PNG', async () => {
    const picture = Buffer.from(png);
    picture.writeUInt32BE(60_000, 16);
    picture.writeUInt32BE(60_000, 20);
    expect(await seen(picture)).toMatch(/tooLarge|damaged/);
  });

  test('is refused before it is one: HEIF', async () => {
    expect(await seen(aHeif({ width: 60_000, height: 60_000 }))).toBe('tooLarge');
  });

  test('a PDF that unpacks to very much ends with its thread, and the next one opens', async () => {
    const packed = deflateSync(Buffer.alloc(60_000_000));
    const bomb = withObjectStream(packed);
    expect(await seen(bomb)).toMatch(/damaged|tooSlow|noPage/);
    expect(await seen(pdf)).toBe('application/pdf');
  }, 60_000);
});

test('twenty at once are each seen for what they are', async () => {
  const papers = Array.from({ length: 20 }, (_, index) => [pdf, jpeg, Buffer.from('%PDF-1.7'), png][index % 4]!);
  const answers = await Promise.all(papers.map(seen));
  expect(answers).toEqual(
    papers.map((_, index) => ['application/pdf', 'image/jpeg', 'damaged', 'image/png'][index % 4]),
  );
});

function changed(bytes: Buffer, place: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[place] = copy[place]! ^ 0xff;
  return copy;
}

/** The catalogue is in a stream of objects, whose numbers are in a stream of places. */
function withObjectStream(packed: Buffer): Buffer {
  const head = Buffer.from('%PDF-1.5\n');
  const stream = (dictionary: string, bytes: Buffer) =>
    Buffer.concat([
      Buffer.from(`<< ${dictionary} /Length ${bytes.length} >>\nstream\n`),
      bytes,
      Buffer.from('\nendstream'),
    ]);
  const objects = Buffer.concat([
    Buffer.from('1 0 obj\n'),
    stream('/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode', packed),
    Buffer.from('\nendobj\n'),
  ]);
  const places = Buffer.from([...[0, 0, 0, 0], ...[1, 0, head.length, 0], ...[2, 0, 1, 0], ...[1, 0, 0, 0]]);
  const start = head.length + objects.length;
  const table = Buffer.concat([
    Buffer.from('3 0 obj\n'),
    stream('/Type /XRef /Size 4 /W [1 2 1] /Root 2 0 R', places),
    Buffer.from('\nendobj\n'),
  ]);
  return Buffer.concat([head, objects, table, Buffer.from(`startxref\n${start}\n%%EOF`)]);
}
