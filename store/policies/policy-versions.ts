import { notFound } from '../../domain/errors.ts';
import { loadPolicy } from '../../domain/policy/load.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';

/** Policy contents by the id frozen in a case. */
export interface PolicyStore {
  get(id: string): Promise<Policy>;
}

/** Rows that never change, so each is read and parsed once in a process. */
export function createPolicyStore(prisma: PrismaClient): PolicyStore {
  const kept = new Map<string, Promise<Policy>>();

  async function read(id: string): Promise<Policy> {
    const row = await prisma.policyVersion.findUnique({ where: { id } });
    if (!row) throw notFound('policy version', id);
    return loadPolicy(row.packText, row.overlayText ?? undefined);
  }

  return {
    get(id) {
      const known = kept.get(id);
      if (known) return known;
      const reading = read(id);
      kept.set(id, reading);
      // A failed read is not kept: the next effect asks again.
      reading.catch(() => kept.delete(id));
      return reading;
    },
  };
}
