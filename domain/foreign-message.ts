/**
 * What a process of ours did not seal for another of ours. Whoever can reach Temporal can put a message there: the
 * payload codec hands such a one on under this mark, and whoever takes messages refuses what bears it. To throw where
 * it is decoded would stop the run for which it is meant.
 */
export const foreignMessage = { foreignMessage: true } as const;

export function isForeign(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'foreignMessage' in value;
}
