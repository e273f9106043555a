import type { z } from 'zod';
import type { Finding } from '../domain/errors.ts';

type Issue = z.core.$ZodIssue;

/** What zod found, for a person: a JSON pointer below `root`, the problem, the hint. Never the value itself. */
export function findingsOf(error: z.ZodError, root = ''): Finding[] {
  return error.issues.map((issue) => {
    const hint = hintOf(issue);
    return { where: root + pointer(issue.path), problem: issue.message, ...(hint && { hint }) };
  });
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function hintOf(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `Give a value of type ${issue.expected}.`;
    case 'invalid_value':
      return `Use ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}.`;
    case 'unrecognized_keys':
      return `Remove ${issue.keys.join(', ')}.`;
    case 'invalid_format':
      return issue.pattern ? `Match ${issue.pattern}.` : `Use the format ${issue.format}.`;
    case 'too_big':
      return `At most ${issue.maximum}.`;
    case 'too_small':
      return `At least ${issue.minimum}.`;
    case 'custom':
      return typeof issue.params?.['hint'] === 'string' ? issue.params['hint'] : undefined;
    default:
      return undefined;
  }
}

// NUL, halves of surrogate pairs, and what a decoder writes for bytes that it cannot read.
const unstorableCharacter = /[\0\p{Surrogate}\uFFFD]/u;

/** Texts that PostgreSQL does not keep, as text or as JSON. */
export function unstorable(value: unknown, where: string): Finding[] {
  if (typeof value === 'string') {
    if (!unstorableCharacter.test(value)) return [];
    return [{ where, problem: 'contains NUL, half a character, or bytes that are no UTF-8', hint: 'Send UTF-8.' }];
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, field]) => [
    ...(unstorableCharacter.test(key) ? [{ where, problem: 'has a name that contains NUL or half a character' }] : []),
    ...unstorable(field, where + pointer([key])),
  ]);
}
