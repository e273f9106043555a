import { notInPack } from '../policy/figure.ts';
import type { Policy } from '../policy/schema.ts';
import type { Text } from './text.ts';

/**
 * Each part of a clause, as `D3-P §二(二)1`, by title and number of its document; what several parts say alike, once.
 * Our settled practice is nobody's legal basis, nor is the silence of a document: there the office follows its own.
 * @param practice how that is named
 */
export function legalBasis(clause: string, { sources }: Policy, text: Text, practice: () => string): string[] {
  const parts = clause.split('; ').map((part) => {
    const [, label = '', place = ''] = /^(D\d(?:-[A-Z])?) (.*)$/.exec(part) ?? [];
    if (isPractice(part)) return practice();
    const source = sources[label];
    if (!source) return part;
    const { title, number } = source;
    return number === null
      ? text('notices.basis.titled', { title, place })
      : text('notices.basis.numbered', { title, number, place });
  });
  return [...new Set(parts)];
}

/** Whether nothing but practice stands behind it: ours, or that of an office whose document says nothing. */
function isPractice(part: string): boolean {
  return part.startsWith('PRACTICE') || part.endsWith('(silent)') || part === notInPack;
}
