import { z } from 'zod';
import type { PlainDate } from '../../domain/plain-date.ts';
import type { JsonClient } from '../../platform/http-client.ts';
import type { Settlement } from '../../store/cases/port.ts';

const filing = z.object({ filingNumber: z.string(), filedOn: z.iso.date() });

const changed = z.object({ filingNumber: z.string() });

export function createHttpSettlement(client: JsonClient): Settlement {
  return {
    async register(key, entitlement) {
      const { filingNumber, filedOn } = await client.request(
        'PUT',
        `/v1/entitlements/${encodeURIComponent(key)}`,
        filing,
        entitlement,
      );
      return { filingNumber, filedOn: filedOn as PlainDate };
    },

    async change(key, { filingNumber, ...change }) {
      const path = `/v1/entitlements/${encodeURIComponent(filingNumber)}/changes`;
      await client.request('POST', path, changed, { key, ...change });
    },
  };
}
