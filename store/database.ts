import type { PrismaClient } from '../generated/engine/client.ts';
import type { Database } from '../platform/database.ts';

/** Prisma's client, and beneath it what runs the statements of hot paths (ADR 16). */
export type EngineDatabase = Pick<Database<PrismaClient>, 'prisma' | 'run'>;
