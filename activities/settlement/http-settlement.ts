import type { PlainDate } from '../../domain/plain-date.ts';
import type { JsonClient, RequestOf } from '../../platform/http-client.ts';
import {
  Changed,
  Filing,
  type ChangeRequest,
  type Registration,
} from '../../services/settlement/contract/entitlements.ts';
import type { Settlement } from './port.ts';

export function createHttpSettlement(client: JsonClient): Settlement {
  return {
    async register(key, entitlement) {
      const registration: RequestOf<typeof Registration> = entitlement;
      const path = `/v1/entitlements/${encodeURIComponent(key)}`;
      const { filingNumber, filedOn } = await client.request('PUT', path, Filing, registration);
      return { filingNumber, filedOn: filedOn as PlainDate };
    },

    async change(key, { filingNumber, ...change }) {
      const request: RequestOf<typeof ChangeRequest> = { key, ...change };
      await client.request('POST', `/v1/entitlements/${encodeURIComponent(filingNumber)}/changes`, Changed, request);
    },
  };
}
