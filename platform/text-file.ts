import { isUtf8 } from 'node:buffer';
import { DomainError } from '../domain/errors.ts';

/**
 * What a file says that somebody wrote. Editors of an older day save GBK, which a decoder would turn into another text.
 * @throws DomainError INVALID_REQUEST naming file and line
 */
export function textIn(bytes: Buffer, file: string): string {
  if (isUtf8(bytes)) return bytes.toString('utf8').replace(/^\uFEFF/, '');
  const where = `${file}:${firstLineNotUtf8(bytes)}:1`;
  const hint = 'Save the file as UTF-8 (GBK is not read)';
  throw new DomainError('INVALID_REQUEST', `${where}: no UTF-8`, {
    findings: [{ where, problem: 'bytes that are no UTF-8', hint }],
  });
}

function firstLineNotUtf8(bytes: Buffer): number {
  const lineFeed = 0x0a;
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(lineFeed, start);
    const next = end < 0 ? bytes.length : end + 1;
    if (!isUtf8(bytes.subarray(start, next))) return line;
    start = next;
  }
  return line;
}
