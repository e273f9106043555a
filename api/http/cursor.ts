import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';

/** Where a page ends: the sort value of its last row and the row's id, opaque to callers. */
export interface Position {
  readonly at: Date;
  readonly id: string;
}

const position = z.tuple([z.iso.datetime(), z.uuid()]);

export function encodeCursor({ at, id }: Position): string {
  return encodeValues([at.toISOString(), id]);
}

/** @throws DomainError CURSOR_INVALID */
export function decodeCursor(cursor: string): Position {
  const [at, id] = decodeValues(cursor, position);
  return { at: new Date(at), id };
}

/** Sort values of the last row, of whatever order. */
export function encodeValues(values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** @throws DomainError CURSOR_INVALID */
export function decodeValues<Shape extends z.ZodType>(cursor: string, shape: Shape): z.output<Shape> {
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new DomainError('CURSOR_INVALID', 'This cursor is not one that this list has given.', {
      findings: [{ where: '/query/cursor', problem: 'cannot be read', hint: 'start again without it' }],
    });
  }
}

export const pageQuery = {
  cursor: z.string().optional().describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

/** One row more than asked for tells whether there is a next page. */
export function pageOf<Row>(rows: readonly Row[], limit: number, positionOf: (row: Row) => Position) {
  return pageBy(rows, limit, (row) => encodeCursor(positionOf(row)));
}

export function pageBy<Row>(rows: readonly Row[], limit: number, cursorOf: (row: Row) => string) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? cursorOf(last) : null };
}
