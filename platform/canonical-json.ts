/** JSON with the fields of every object in order, since neither callers nor PostgreSQL's jsonb keep one. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, sortedFields);
}

function sortedFields(_field: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
