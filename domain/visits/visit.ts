import { misplacedAnswers } from '../case/decision.ts';
import { DomainError, type Finding } from '../errors.ts';
import type { Reason } from '../eligibility/verdict.ts';
import type { Answer } from '../tasks/answers.ts';

/** How a visit 上门服务 stands. */
export const visitStates = ['offered', 'planned', 'notAtHome', 'done', 'declined', 'missed', 'cancelled'] as const;
export type VisitState = (typeof visitStates)[number];

/** Somebody is still expected. */
export function isUnderWay(state: VisitState): boolean {
  return state === 'offered' || state === 'planned' || state === 'notAtHome';
}

/** How a visit ends; none of them decides anything. */
export type VisitEnding = Extract<VisitState, 'done' | 'declined' | 'missed' | 'cancelled'>;

/** ISO instants. */
export interface Slot {
  readonly from: string;
  readonly until: string;
}

/** @throws DomainError ANSWER_NOT_POSSIBLE where the slot is none, or the report speaks of points that are not open. */
export function checkVisitAnswer(answer: Answer, open: readonly Reason[]): void {
  const findings = [
    ...misplacedSlot(answer),
    ...(answer.outcome === 'visited' ? misplacedAnswers(answer.answers, open) : []),
  ];
  if (findings.length === 0) return;
  throw new DomainError('ANSWER_NOT_POSSIBLE', 'A visit is not answered so.', {
    params: { outcome: answer.outcome },
    findings,
  });
}

function misplacedSlot(answer: Answer): Finding[] {
  if (!('slot' in answer) || Date.parse(answer.slot.from) < Date.parse(answer.slot.until)) return [];
  return [{ where: '/slot/until', problem: 'not after the beginning', hint: 'say from when until when' }];
}
