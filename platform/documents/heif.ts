/**
 * HEIF (ISO/IEC 23008-12) by its boxes. Its codec is under patents and in no library that runs everywhere, so
 * such pictures are not decoded: every box, and every byte of every item, has to be in the file.
 */
import type { PaperProblem } from './paper-problem.ts';
import { mostPixels } from './paper-problem.ts';

/** Coded as HEVC: single pictures, several layers, sequences. */
const hevcBrands = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'];
const generalBrands = ['mif1', 'msf1', 'mif2'];
/** What a primary item is: coded, or put together of others. */
const pictureItems = ['hvc1', 'hev1', 'lhv1', 'grid', 'iovl', 'iden'];

interface Box {
  readonly type: string;
  /** Of what is in it. */
  readonly start: number;
  readonly end: number;
}

class Broken extends Error {}

/** Of its own and its compatible brands those of HEIF: `heic` for every HEVC one. Empty: it is something else. */
export function heifBrands(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes.subarray(0, 256)).toString('latin1');
  if (text.slice(4, 8) !== 'ftyp') return [];
  const size = Buffer.from(bytes).readUInt32BE(0);
  const [major = '', , ...compatible] = text.slice(8, Math.min(size, 256)).match(/[^]{4}/g) ?? [];
  if (hevcBrands.includes(major)) return ['heic'];
  if (generalBrands.includes(major)) return ['mif1'];
  return compatible.some((brand) => hevcBrands.includes(brand)) ? ['heic'] : [];
}

/** What keeps the file from being shown, as far as its boxes tell. */
export function problemOfHeif(bytes: Uint8Array): PaperProblem | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const boxes = boxesIn(view, 0, view.byteLength);
    const meta = boxes.find(({ type }) => type === 'meta');
    if (meta) return problemOfItems(view, { ...meta, start: meta.start + 4 });
    const isSequence = ['moov', 'mdat'].every((type) => boxes.some((box) => box.type === type));
    return isSequence ? undefined : 'noPage';
  } catch (error) {
    // Of a number that lies behind the end, too.
    if (error instanceof Broken || error instanceof RangeError) return 'damaged';
    throw error;
  }
}

function problemOfItems(view: DataView, meta: Box): PaperProblem | undefined {
  const parts = boxesIn(view, meta.start, meta.end);
  const part = (type: string) => parts.find((box) => box.type === type);
  const [pitm, iinf, iloc, idat] = ['pitm', 'iinf', 'iloc', 'idat'].map(part);
  if (!pitm || !iinf || !iloc) return 'noPage';
  const primary = new Reader(view, pitm).primaryItem();
  const type = itemTypes(view, iinf).get(primary);
  if (!type || !pictureItems.includes(type)) return type === 'av01' ? 'codec' : 'noPage';
  const located = itemsLocated(view, iloc, { file: view.byteLength, idat: idat ? idat.end - idat.start : 0 });
  if (!located.has(primary)) return 'noPage';
  return problemOfSizes(view, part('iprp'));
}

/** Every picture in it, the tiles and the small one too. */
function problemOfSizes(view: DataView, iprp: Box | undefined): PaperProblem | undefined {
  const properties = iprp && boxesIn(view, iprp.start, iprp.end).find(({ type }) => type === 'ipco');
  const sizes = (properties ? boxesIn(view, properties.start, properties.end) : []).filter(
    ({ type }) => type === 'ispe',
  );
  if (sizes.length === 0) return 'noPage';
  const pixels = sizes.map(({ start }) => view.getUint32(start + 4) * view.getUint32(start + 8));
  if (pixels.includes(0)) return 'noPage';
  return pixels.some((number) => number > mostPixels) ? 'tooLarge' : undefined;
}

function boxesIn(view: DataView, start: number, end: number): Box[] {
  const boxes: Box[] = [];
  for (let at = start; at < end;) {
    const box = boxAt(view, at, end);
    boxes.push(box);
    at = box.end;
  }
  return boxes;
}

function boxAt(view: DataView, at: number, end: number): Box {
  const reader = new Reader(view, { type: '', start: at, end });
  const size = reader.number(4);
  const type = reader.text(4);
  const length = size === 1 ? reader.number(8) : size === 0 ? end - at : size;
  if (at + length > end || reader.at > at + length) throw new Broken();
  return { type, start: reader.at, end: at + length };
}

function itemTypes(view: DataView, iinf: Box): Map<number, string> {
  const head = new Reader(view, iinf);
  const version = head.fullBox();
  head.number(version === 0 ? 2 : 4);
  const entries = boxesIn(view, head.at, iinf.end).map((box) => new Reader(view, box).itemInfo());
  return new Map(entries);
}

/** Items of `iloc`, once all that is said of them lies within what there is. */
function itemsLocated(view: DataView, iloc: Box, room: { file: number; idat: number }): Set<number> {
  const reader = new Reader(view, iloc);
  const version = reader.fullBox();
  const sizes = reader.number(2);
  const [offset, length, base, index] = [
    sizes >> 12,
    (sizes >> 8) & 15,
    (sizes >> 4) & 15,
    version > 0 ? sizes & 15 : 0,
  ];
  const items = reader.number(version < 2 ? 2 : 4);
  const located = new Set<number>();
  for (let item = 0; item < items; item += 1) {
    located.add(reader.number(version < 2 ? 2 : 4));
    const method = version > 0 ? reader.number(2) & 15 : 0;
    reader.number(2);
    const from = reader.number(base);
    const extents = reader.number(2);
    if (extents === 0) throw new Broken();
    for (let extent = 0; extent < extents; extent += 1) {
      reader.number(index);
      const start = from + reader.number(offset);
      const end = start + reader.number(length);
      if (method < 2 && end > (method === 0 ? room.file : room.idat)) throw new Broken();
    }
  }
  return located;
}

/** Numbers and texts one after the other, none of them behind the end of the box. */
class Reader {
  at: number;
  readonly #view: DataView;
  readonly #end: number;

  constructor(view: DataView, { start, end }: Box) {
    this.#view = view;
    this.at = start;
    this.#end = end;
  }

  number(bytes: number): number {
    if (this.at + bytes > this.#end) throw new Broken();
    let value = 0;
    for (let read = 0; read < bytes; read += 1) value = value * 256 + this.#view.getUint8(this.at + read);
    this.at += bytes;
    return value;
  }

  text(bytes: number): string {
    const start = this.at;
    this.number(bytes);
    return String.fromCharCode(...Array.from({ length: bytes }, (_, read) => this.#view.getUint8(start + read)));
  }

  /** Its version; the flags are passed over. */
  fullBox(): number {
    const version = this.number(1);
    this.number(3);
    return version;
  }

  primaryItem(): number {
    return this.number(this.fullBox() === 0 ? 2 : 4);
  }

  itemInfo(): [id: number, type: string] {
    const version = this.fullBox();
    const id = this.number(version < 3 ? 2 : 4);
    this.number(2);
    return [id, version < 2 ? '' : this.text(4)];
  }
}
