/** What an assessment leads to: a ruling, or what people go on with. Pure: every date comes from outside. */
import { byTheRules, type Ruling } from '../../domain/case/decision.ts';
import { confirmingInstitution, reviewingInstitution } from '../../domain/eligibility/designation.ts';
import { priority } from '../../domain/eligibility/priority.ts';
import { isMissing, needsIdentityCheck } from '../../domain/eligibility/reason.ts';
import type { Facts, Reason, Verdict } from '../../domain/eligibility/verdict.ts';
import { acceptanceDue, decisionDue } from '../../domain/deadlines/deadlines.ts';
import { knownValue } from '../../domain/policy/figure.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { localDay } from '../../domain/time-zone.ts';
import { visitTrigger } from '../../domain/visits/offer.ts';
import type { WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import { clockTo, courseOf, type CourseSoFar, type TaskClock } from '../../domain/deadlines/task-clock.ts';
import type { StoredCase } from '../../store/cases/port.ts';

/** What people go on with. */
export interface HandedOver {
  readonly kind: 'handedOver';
  readonly open: readonly Reason[];
  /** When it was accepted, where nothing is missing. */
  readonly acceptedAt?: string;
  /** Until when it waits for acceptance otherwise. */
  readonly acceptance?: TaskClock;
  /** Of the decision, as things stand. */
  readonly clock: TaskClock;
  /** Whose departments review it, in a chain. */
  readonly institution?: string;
  /** Who may confirm it from existing records while it waits for a round. */
  readonly confirmableBy?: string;
}

/** The rules have ruled, or people must. */
export type Assessed = ({ readonly kind: 'ruled'; readonly ruling: Ruling } | HandedOver) & {
  /** The pack's trigger by which a home visit 上门服务 is offered. */
  readonly visitTrigger?: string;
};

/** What an assessment has before it. */
export interface Matter {
  readonly policy: Policy;
  readonly stored: StoredCase;
  readonly facts: Facts;
  readonly now: Date;
}

export function rulingOf(verdict: Verdict, mayApprove: boolean, mayRefuse: boolean): Ruling | undefined {
  if (verdict.kind === 'refuse' && mayRefuse) return byTheRules('notRecognised', verdict.reasons);
  return verdict.kind === 'approve' && mayApprove ? byTheRules('approved') : undefined;
}

/** With the clock as things stand. */
export function handedOver(
  { policy, stored, facts, now }: Matter,
  open: readonly Reason[],
  course: CourseSoFar,
  calendar: WorkingCalendar,
): HandedOver {
  const received = openedAt(stored);
  const acceptedAt = course.acceptedAt ?? (isComplete(open) ? received.toISOString() : undefined);
  const dueAt = decisionDue(
    policy,
    stored.procedure,
    calendar,
    courseOf({ ...course, ...(acceptedAt && { acceptedAt }) }, now),
  );
  const today = localDay(now);
  const institution = stored.procedure === 'reviewChain' ? reviewingInstitution(policy, stored, today) : undefined;
  const isPoor = priority(policy, facts, today) === 'raised';
  const confirmableBy =
    stored.procedure === 'monthlyBatch' && isPoor ? confirmingInstitution(policy, stored, facts, today) : undefined;
  return {
    kind: 'handedOver',
    open,
    ...(acceptedAt ? { acceptedAt } : { acceptance: clockTo(policy, acceptanceDue(policy, calendar, received)) }),
    clock: clockTo(policy, dueAt),
    ...(institution && { institution }),
    ...(confirmableBy && { confirmableBy }),
  };
}

export function openIn(verdict: Verdict): readonly Reason[] {
  switch (verdict.kind) {
    case 'handOver':
      return verdict.open;
    case 'refuse':
      return verdict.reasons;
    case 'approve':
      return [];
  }
}

/**
 * Nothing that only the applicant can supply is missing. Whose identity is to be checked goes to a person whatever the
 * registers hold: nothing is to be told from the step that it takes.
 */
function isComplete(open: readonly Reason[]): boolean {
  return !open.some(({ code }) => isMissing(code)) && !needsIdentityCheck(open);
}

/** A case that was opened again counts from then. */
export function openedAt({ opening, receivedAt, reopenedAt }: StoredCase): Date {
  return opening === 0 ? receivedAt : (reopenedAt ?? receivedAt);
}

/**
 * Nobody is visited whom the rules refuse: not insured, recognised already, deceased; nor somebody who may not have
 * applied.
 */
export function visitOffered(
  { policy, stored: { kind, disease, contacts }, facts, now }: Matter,
  ruling: Ruling | undefined,
  open: readonly Reason[],
) {
  if (needsIdentityCheck(open)) return {};
  if (ruling?.outcome === 'notRecognised' || policy.homeVisit.triggers.value === null) return {};
  const { limitedMobility = false } = contacts.patient;
  const trigger = visitTrigger(policy, { kind, disease, limitedMobility }, facts, localDay(now));
  return trigger === undefined ? {} : { visitTrigger: trigger };
}

export function placeInQueues({ policy, stored: { procedure }, facts, now }: Matter) {
  const { queues } = policy;
  const major = knownValue(queues.majorPriority)[priority(policy, facts, localDay(now))];
  return { majorPriority: major, minorPriority: knownValue(queues.minorPriority)[procedure] };
}
