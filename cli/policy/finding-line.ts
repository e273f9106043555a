import type { Finding } from '../../domain/errors.ts';

/** Where, what, and below it how to mend it. */
export function findingLine({ where, problem, mend }: Finding): string {
  return `${where}: ${problem}${mend ? `\n  ${mend}` : ''}`;
}
