import { expect } from 'vitest';
import { isIdentityNumber } from '../../domain/identity-number.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';

/** Fails when an answer shows something of a person and no row says so, or when it may be stored on its way. */
export type Witnessed = (path: string, response: Response, json: unknown) => Promise<void>;

/** Holds every answer of a test against the record of reads: whatever test it is, a route that forgets is found. */
export function witnessedIn(prisma: Pick<PrismaClient, 'personalRead'>): Witnessed {
  return async (path, response, json) => {
    expect(response.headers.get('cache-control'), path).toBe('no-store');
    if (!showsAPerson(path, response, json)) return;
    const requestId = response.headers.get('x-request-id')!;
    const rows = await prisma.personalRead.findMany({ where: { requestId } });
    expect(rows, `${path} shows a person, and leaves a row`).toHaveLength(1);
  };
}

function showsAPerson(path: string, response: Response, json: unknown): boolean {
  if (!response.ok || path.startsWith('/v1/notice-templates') || path.startsWith('/v1/reports')) return false;
  if (json !== undefined) return holds(json, tellsOfAPerson);
  return (response.headers.get('content-type') ?? '').match(/pdf|image|spreadsheet/) !== null;
}

/** What only answers about somebody have; masked names, and what stands for nothing, are no such thing. */
const telling: Readonly<Record<string, (value: unknown) => boolean>> = {
  idNumber: isPlain,
  name: (value) => isPlain(value) && String(value).startsWith('虚构'),
  phone: isPlain,
  village: isPlain,
  assessments: Array.isArray,
  facts: (value) => value !== null,
  missing: (value) => Array.isArray(value) && value.some((one) => typeof one === 'object'),
  open: (value) => Array.isArray(value) && value.length > 0,
  findings: isPlain,
  note: isPlain,
  follows: (value) => typeof value === 'object' && value !== null,
};

function tellsOfAPerson(key: string, value: unknown, beside: object): boolean {
  if (key === 'disease') return value !== null && ['id', 'applicationId', 'held'].some((name) => name in beside);
  return (typeof value === 'string' && isIdentityNumber(value)) || (telling[key]?.(value) ?? false);
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && !value.includes('*');
}

function holds(json: unknown, tells: (key: string, value: unknown, beside: object) => boolean): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return Object.entries(json).some(([key, value]) => tells(key, value, json) || holds(value, tells));
}
