import { byTheRules, type Decision } from '../../domain/case/decision.ts';
import { plainDate } from '../../domain/plain-date.ts';
import type { CaseWrite } from '../../store/cases/case-writes.ts';
import type { Effect } from '../../store/subjects/effects.ts';

/** Effects as tests of the case store have them done. */
export const at = new Date('2026-03-02T01:00:01.234Z');

export function anEffect<R extends object>(result: R, ...writes: readonly CaseWrite[]): Effect<R, CaseWrite> {
  return { at, actor: 'system', action: 'tried', result, writes };
}

export const approved: Decision = {
  ...byTheRules('approved'),
  decidedAt: at.toISOString(),
  benefitFrom: plainDate('2026-03-03'),
  benefitUntil: plainDate('2031-03-02'),
};
