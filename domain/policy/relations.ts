/** 互斥, 涵盖: what a pack says of two diseases of one person. */
import { stated } from './figure.ts';

interface Related {
  readonly excludes: readonly string[];
  readonly supersedes: readonly string[];
}

/** A policy, or the pack that it is read from. */
export interface Diseases {
  readonly diseases: { readonly value: Readonly<Record<string, Related>> | 'none' | null };
}

/** Whether whoever is recognised for `greater` holds all that `lesser` would give them, directly or by a third one. */
export function covers(policy: Diseases, greater: string, lesser: string): boolean {
  return coveredBy(policy, greater).has(lesser);
}

/** Whether the two cannot be held together, whichever names the other; one that covers the other is not in its way. */
export function excludes(policy: Diseases, one: string, other: string): boolean {
  if (covers(policy, one, other) || covers(policy, other, one)) return false;
  return names(policy, one, other) || names(policy, other, one);
}

/** Of two recognitions of one person only one is in force. */
export function cannotStandBeside(policy: Diseases, one: string, other: string): boolean {
  return covers(policy, one, other) || covers(policy, other, one) || excludes(policy, one, other);
}

/** Diseases that stand below themselves: nobody could say which of them goes on. */
export function inCircles(policy: Diseases): readonly string[] {
  return Object.keys(stated(policy.diseases) ?? {}).filter((disease) => covers(policy, disease, disease));
}

function coveredBy({ diseases }: Diseases, greater: string): ReadonlySet<string> {
  const listed = stated(diseases) ?? {};
  const covered = new Set<string>();
  const next = [...(listed[greater]?.supersedes ?? [])];
  for (let disease = next.pop(); disease !== undefined; disease = next.pop()) {
    if (covered.has(disease)) continue;
    covered.add(disease);
    next.push(...(listed[disease]?.supersedes ?? []));
  }
  return covered;
}

function names({ diseases }: Diseases, one: string, other: string): boolean {
  return stated(diseases)?.[one]?.excludes.includes(other) ?? false;
}
