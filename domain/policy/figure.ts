import { DomainError } from '../errors.ts';
import type { Figure, Policy } from './schema.ts';
import { isFigure } from './vocabulary.ts';

/** What is stated: a value, or `none` where the source says that there is none. */
export function known<T>(figure: Figure<T>): T | 'none' {
  if (figure.value === null) throw notConfigured(figure, 'is not stated');
  return figure.value;
}

/** What is stated, where only a value makes sense. */
export function knownValue<T>(figure: Figure<T>): T {
  const value = known(figure);
  if (value === 'none') throw notConfigured(figure, 'is "none" where a value is needed');
  return value;
}

/** The value, where there is one: neither unknown nor `none`. */
export function stated<T>(figure: { readonly value: T | 'none' | null } | undefined): T | undefined {
  const value = figure?.value;
  return value === null || value === 'none' ? undefined : value;
}

/** The clause of a figure that a pack does not have at all. */
export const notInPack = 'not in the pack';

/** Stands for a figure that a pack, written before it was asked for, does not have at all. */
export function unstated<T>({ pack }: Pick<Policy, 'pack'>, path: string): Figure<T> {
  return { value: null, clause: notInPack, path, pack, origin: 'pack' };
}

/** Every figure of a loaded policy or of a part of it, those inside figures included. */
export function figuresIn(part: unknown): Figure<unknown>[] {
  if (typeof part !== 'object' || part === null) return [];
  if (isFigure(part)) return [part as Figure<unknown>, ...figuresIn(part.value)];
  return Object.values(part).flatMap(figuresIn);
}

function notConfigured({ pack, path, clause }: Figure<unknown>, problem: string): DomainError {
  return new DomainError(
    'PARAMETER_NOT_CONFIGURED',
    `${pack}: ${path} ${problem} (${clause}); an overlay can supply it`,
    {
      params: { pack, path, clause },
    },
  );
}
