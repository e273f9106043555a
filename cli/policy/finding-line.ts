import type { Finding } from '../../domain/errors.ts';

/** Where, what, and below it how to mend it. */
export function findingLine({ where, problem, hint }: Finding): string {
  return `${where}: ${problem}${hint ? `\n  ${hint}` : ''}`;
}
