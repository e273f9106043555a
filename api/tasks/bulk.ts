import { isDomainError, type DomainError } from '../../domain/errors.ts';
import { noSuchTask, type TaskRow } from '../../store/tasks/task-rows.ts';

export interface SeenTask {
  readonly id: string;
  readonly version: number;
}

export interface BulkResult {
  readonly id: string;
  /** Why it was not done; undefined = done. */
  readonly refusal: DomainError | undefined;
}

/** Those that there are, by id. */
export type FindTasks = (ids: readonly string[]) => Promise<ReadonlyMap<string, TaskRow>>;

/** At a time, so that one call leaves connections for others. */
const atOnce = 4;

/** One act on many tasks, each for itself: what one is refused for keeps no other from being done. */
export async function inBulk(
  findTasks: FindTasks,
  seen: readonly SeenTask[],
  act: (task: TaskRow, version: number) => Promise<void>,
): Promise<BulkResult[]> {
  const tasks = await findTasks(seen.map(({ id }) => id));
  const results: BulkResult[] = [];
  const waiting = seen.entries();
  async function worker(): Promise<void> {
    for (const [index, { id, version }] of waiting) results[index] = { id, refusal: await refusalOf(id, version) };
  }
  async function refusalOf(id: string, version: number): Promise<DomainError | undefined> {
    const task = tasks.get(id);
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
