import type { PrismaClient } from '../generated/engine/client.ts';
import type { Database } from '../platform/database.ts';

/** Prisma's client, and beneath it what runs the statements of hot paths (docs/adr/0016). */
export type EngineDatabase = Pick<Database<PrismaClient>, 'prisma' | 'run'>;
