import { z } from 'zod';
import type { Caller } from '../../domain/access/access.ts';
import { lookupId } from '../../platform/sealing.ts';
import type { PersonalRead, PersonalReads, ReadFilter } from '../../store/reads/reads.ts';
import { decodeValues, encodeValues, pageBy } from '../http/cursor.ts';
import { regionsWithin } from '../http/regions.ts';

interface Dependencies {
  reads: Pick<PersonalReads, 'list'>;
  /** 32 bytes in base64, for keyed hashes. */
  lookupKey: string;
}

export interface Page {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export type ReadSearch = ReturnType<typeof createReadSearch>;

/** Who looked at whom, in the regions for which the caller answers. */
export function createReadSearch({ reads, lookupKey }: Dependencies) {
  return {
    list,

    ofNumber: (idNumber: string, filter: Omit<ReadFilter, 'person'>, caller: Caller, page: Page) =>
      list({ ...filter, person: lookupId(lookupKey, idNumber) }, caller, page),
  };

  async function list(filter: ReadFilter, caller: Caller, { limit, cursor }: Page) {
    const regions = regionsWithin('readReads', caller);
    const after = cursor === undefined ? undefined : decodeValues(cursor, position);
    const rows = await reads.list({ ...filter, regions, after, limit: limit + 1 });
    const { items, next } = pageBy(rows, limit, ({ id }) => encodeValues([String(id)]));
    return { items: items.map(viewOf), next };
  }
}

/** Number of the last row of the page before. */
const position = z.tuple([z.string().regex(/^\d{1,18}$/)]).transform(([id]) => BigInt(id));

function viewOf({ id, at, kinds, ...read }: PersonalRead) {
  return { ...read, kinds: [...kinds], id: String(id), at: at.toISOString() };
}
