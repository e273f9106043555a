import { Prisma } from '../generated/engine/client.ts';
import type { PlainDate } from '../domain/plain-date.ts';
import { StatementRefused } from '../platform/database.ts';

/** Columns of type `date` come as midnight UTC. */
export function dayOf(date: Date): PlainDate {
  return date.toISOString().slice(0, 10) as PlainDate;
}

export function dateOf(day: PlainDate): Date {
  return new Date(`${day}T00:00:00Z`);
}

const uniqueViolation = '23505';

/**
 * Whether a unique key refused a write, be it one of Prisma's own calls or a statement.
 * @param columns of the key; any when left out.
 */
export function isUniqueViolation(error: unknown, ...columns: string[]): boolean {
  const key = violatedKey(error);
  return key !== undefined && columns.every((column) => key.includes(column));
}

const notNullViolation = '23502';

/** Whether a statement was refused for a row without this column: what it was to take from another row is gone. */
export function isMissingValue(error: unknown, column: string): boolean {
  return error instanceof StatementRefused && error.code === notNullViolation && error.column === column;
}

function violatedKey(error: unknown): readonly string[] | undefined {
  if (error instanceof StatementRefused) return error.code === uniqueViolation ? error.key : undefined;
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return undefined;
  const { cause } = (error.meta?.driverAdapterError ?? {}) as {
    cause?: { kind: string; constraint?: { fields: string[] } };
  };
  if (cause?.kind !== 'UniqueConstraintViolation') return undefined;
  return (cause.constraint?.fields ?? []).map((field) => field.replaceAll('"', ''));
}
