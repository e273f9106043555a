import { Prisma } from '../generated/engine/client.ts';
import type { PlainDate } from '../domain/plain-date.ts';

/** Columns of type `date` come as midnight UTC. */
export function dayOf(date: Date): PlainDate {
  return date.toISOString().slice(0, 10) as PlainDate;
}

export function dateOf(day: PlainDate): Date {
  return new Date(`${day}T00:00:00Z`);
}

/** @param model of which table the key must be; any when left out. */
export function isUniqueViolation(error: unknown, model?: Prisma.ModelName): error is Prisma.PrismaClientKnownRequestError {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') return false;
  return model === undefined || error.meta?.modelName === model;
}
