import { isDomainError, type DomainError } from '../../domain/errors.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import { findTasks, noSuchTask, type TaskRow } from './task-rows.ts';

export interface SeenTask {
  readonly id: string;
  readonly version: number;
}

export interface BulkResult {
  readonly id: string;
  /** Why it was not done; undefined = done. */
  readonly refusal: DomainError | undefined;
}

/** At a time, so that one call leaves connections for others. */
const atOnce = 4;

/** One act on many tasks, each for itself: what one is refused for keeps no other from being done. */
export async function inBulk(
  prisma: PrismaClient,
  seen: readonly SeenTask[],
  act: (task: TaskRow, version: number) => Promise<void>,
): Promise<BulkResult[]> {
  const found = await findTasks(
    prisma,
    seen.map(({ id }) => id),
  );
  const results: BulkResult[] = [];
  const waiting = seen.entries();
  async function worker(): Promise<void> {
    for (const [index, { id, version }] of waiting) results[index] = { id, refusal: await refusalOf(id, version) };
  }
  async function refusalOf(id: string, version: number): Promise<DomainError | undefined> {
    const task = found.get(id);
    if (!task) return noSuchTask(id);
    try {
      await act(task, version);
      return undefined;
    } catch (error) {
      if (isDomainError(error)) return error;
      throw error;
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
