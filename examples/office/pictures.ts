/**
 * The least that is a valid PNG or JPEG, written by hand: a library's compressor may change its bytes from one
 * version to the next, and these files are compared byte for byte with what is checked in.
 */
import { crc32 } from 'node:zlib';
import type { Sheet } from './lettering.ts';

const white = 255;
const black = 32;

/** Greyscale, 4 × 4 pixels a cell, stored without compression. */
export function png(sheet: Sheet): Buffer {
  const scale = 4;
  const width = sheet.width * scale;
  const height = sheet.height * scale;
  const rows = Array.from({ length: height }, (_, y) => [
    0,
    ...Array.from({ length: width }, (_, x) => shade(sheet, Math.floor(x / scale), Math.floor(y / scale))),
  ]);
  const header = Buffer.concat([u32(width), u32(height), Buffer.of(8, 0, 0, 0, 0)]);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', stored(Buffer.from(rows.flat()))),
    chunk('IEND'),
  ]);
}

function shade(sheet: Sheet, x: number, y: number): number {
  return sheet.isInk(x, y) ? black : white;
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const content = Buffer.concat([Buffer.from(type), data]);
  return Buffer.concat([u32(data.length), content, u32(crc32(content))]);
}

/** A zlib stream of stored blocks. */
function stored(data: Buffer): Buffer {
  const most = 0xffff;
  const blocks = Array.from({ length: Math.ceil(data.length / most) }, (_, index) => {
    const part = data.subarray(index * most, (index + 1) * most);
    const isLast = (index + 1) * most >= data.length;
    const head = Buffer.alloc(5);
    head.writeUInt8(isLast ? 1 : 0, 0);
    head.writeUInt16LE(part.length, 1);
    head.writeUInt16LE(~part.length & most, 3);
    return Buffer.concat([head, part]);
  });
  return Buffer.concat([Buffer.of(0x78, 0x01), ...blocks, u32(adler32(data))]);
}

function adler32(data: Buffer): number {
  let low = 1;
  let high = 0;
  for (const byte of data) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 65_536 + low;
}

/** Lengths of the DC codes of categories 0 to 8 as every baseline encoder has them; AC knows "end of block" alone. */
const dcCodes = ['00', '010', '011', '100', '101', '110', '1110', '11110', '111110'];
const dcTable = [0, 1, 5, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8];
const acTable = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const endOfBlock = '0';

/** Greyscale baseline, one block of 8 × 8 pixels a cell, each of one even shade. */
export function jpeg(sheet: Sheet): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16BE(sheet.height * 8, 0);
  size.writeUInt16BE(sheet.width * 8, 2);
  return Buffer.concat([
    Buffer.of(0xff, 0xd8),
    segment(0xe0, [...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xdb, [0, ...Array<number>(64).fill(8)]),
    segment(0xc0, [8, ...size, 1, 1, 0x11, 0]),
    segment(0xc4, [0x00, ...dcTable]),
    segment(0xc4, [0x10, ...acTable]),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    scan(sheet),
    Buffer.of(0xff, 0xd9),
  ]);
}

function segment(marker: number, content: number[]): Buffer {
  const length = content.length + 2;
  return Buffer.of(0xff, marker, length >> 8, length & 0xff, ...content);
}

function scan(sheet: Sheet): Buffer {
  let bits = '';
  let previous = 0;
  for (let y = 0; y < sheet.height; y += 1) {
    for (let x = 0; x < sheet.width; x += 1) {
      // With every quantiser 8, the DC coefficient of an even block is its shade about zero.
      const level = shade(sheet, x, y) - 128;
      bits += dcDifference(level - previous) + endOfBlock;
      previous = level;
    }
  }
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1');
  const bytes = Array.from({ length: bits.length / 8 }, (_, index) =>
    Number.parseInt(bits.slice(index * 8, index * 8 + 8), 2),
  );
  return Buffer.from(bytes.flatMap((byte) => (byte === 0xff ? [byte, 0] : [byte])));
}

function dcDifference(difference: number): string {
  if (difference === 0) return dcCodes[0]!;
  const category = Math.abs(difference).toString(2).length;
  const value = difference > 0 ? difference : difference + 2 ** category - 1;
  return dcCodes[category]! + value.toString(2).padStart(category, '0');
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}
