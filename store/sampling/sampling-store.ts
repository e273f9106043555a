import type { PrismaClient } from '../../generated/engine/client.ts';
import { correctionRecords } from './corrections.ts';
import { drawRecords } from './draws.ts';
import { judgeRecords } from './judges.ts';
import type { Sampling } from './port.ts';

export function createPrismaSampling(prisma: PrismaClient): Sampling {
  return { ...drawRecords(prisma), ...judgeRecords(prisma), ...correctionRecords(prisma) };
}
