import { setTimeout as delay } from 'node:timers/promises';

/** Runs `one` for every index below `count`, `concurrency` at a time; milliseconds of each. */
export async function closedLoop(
  count: number,
  concurrency: number,
  one: (index: number) => Promise<void>,
): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  async function worker(): Promise<void> {
    while (next < count) {
      const index = next;
      next += 1;
      times[index] = await timed(() => one(index));
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker));
  return times;
}

/** Begins one every 1/`perSecond` seconds, whether or not those before have ended; milliseconds of each. */
export async function openLoop(
  count: number,
  perSecond: number,
  one: (index: number) => Promise<void>,
): Promise<number[]> {
  const began = performance.now();
  const running: Promise<number>[] = [];
  for (let index = 0; index < count; index += 1) {
    await delay(Math.max(0, began + (index * 1_000) / perSecond - performance.now()));
    running.push(timed(() => one(index)));
  }
  return Promise.all(running);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

export interface Spread {
  readonly p50: number;
  readonly p95: number;
}

export function spread(values: readonly number[]): Spread {
  return { p50: percentile(values, 0.5), p95: percentile(values, 0.95) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The smallest value that at least `share` of them do not exceed. */
function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
