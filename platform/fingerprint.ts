import { createHash } from 'node:crypto';

/** SHA-256 (hex) of a JSON value, whatever the order of its fields: tells a repeated request from another one. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value, sortedFields)).digest('hex');
}

function sortedFields(_field: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
