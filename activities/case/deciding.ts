/** What an effect that decides records, by the facts of its own day. Pure: every date comes from outside. */
import { byTheRules, type Decision, type Outcome, type Ruling } from '../../domain/case/decision.ts';
import { isVouchedFor } from '../../domain/case/identity.ts';
import type { CaseEnding } from '../../domain/case/stage.ts';
import { benefitEnd, benefitStart, decisionDue } from '../../domain/deadlines/deadlines.ts';
import { clockTo, courseOf, type TaskClock } from '../../domain/deadlines/task-clock.ts';
import type { WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import { refusalOf, ruledBeside, standingOf, type Standing } from '../../domain/eligibility/standing.ts';
import type { Application, Reason } from '../../domain/eligibility/verdict.ts';
import { getDisease } from '../../domain/policy/recognition.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { localDay } from '../../domain/time-zone.ts';
import { changeCase, decideCase, insuredUnder, type CaseWrite } from '../../store/cases/case-writes.ts';
import type { Conclusion, OneOf, StoredCase } from '../../store/cases/port.ts';
import type { Effect } from '../../store/subjects/effects.ts';
import type { TaskAnswer } from '../../store/subjects/letters.ts';
import { cancelTasksOfCase, completeTask } from '../../store/tasks/task-writes.ts';
import { applicationOf, correctedBy } from '../../domain/eligibility/application.ts';
import type { Known } from './known-facts.ts';

/** 待核: a fact has changed since the case was looked at, so that it cannot be decided so; a person settles it first. */
export interface Unsettled {
  readonly unsettled: readonly Reason[];
  readonly clock: TaskClock;
}

export type Recorded = Conclusion | Unsettled;

/** What a person answered of which something else came. */
type Answered = Pick<TaskAnswer<Outcome>, 'taskId' | 'outcome' | 'by'>;

/** What was ruled, and how. */
export interface Ruled {
  readonly ruling: Ruling;
  /** ISO instant. */
  readonly decidedAt: string;
  /** Points that whoever ruled had before them and took for settled. */
  readonly settled?: readonly Reason[];
  /** Applications of the person that were approved with it, by one round. */
  readonly together?: readonly Application[];
  /** Of the person whose ruling it is. */
  readonly answer?: TaskAnswer<Outcome>;
  /** What is done about whatever else brought it. */
  readonly because?: readonly CaseWrite[];
}

interface Matter {
  readonly policy: Policy;
  readonly calendar: WorkingCalendar;
  readonly stored: StoredCase;
  readonly known: Known;
  /** Of the effect. */
  readonly at: Date;
}

type Deciding = OneOf<Effect<Recorded, CaseWrite>>;

/** The decision, or what the facts of its day make of it. */
export function recordedOnItsDay(asEntered: Matter, ruled: Ruled): Deciding {
  return naming(ruled.answer, onItsDay(asEntered, ruled));
}

/** The chain names whoever answered also where something else came of it. */
function naming(answer: TaskAnswer<Outcome> | undefined, effect: Deciding): Deciding {
  if (!answer || effect.actor === answer.by.subject) return effect;
  const { taskId, outcome, by } = answer;
  const result: Recorded & { answered: Answered } = { ...effect.result, answered: { taskId, outcome, by } };
  return { ...effect, result };
}

function onItsDay(asEntered: Matter, ruled: Ruled): Deciding {
  const { ruling, decidedAt, answer } = ruled;
  const { correction } = ruling;
  const matter = correction ? { ...asEntered, stored: correctedBy(asEntered.stored, correction) } : asEntered;
  const { policy, stored, at } = matter;
  const answered = answer ? [completeTask(answer)] : [];
  const because = [...answered, ...(ruled.because ?? [])];
  const standing = standingOn(matter, ruled);
  // An approval takes the place of its person and disease, which a case that nobody vouched for has not held.
  if (ruling.outcome === 'approved' && standing.does !== 'ends' && matter.known.facts.appliedForAlready)
    return ended(stored, appliedForAlready, at, [cancelTasksOfCase(answer?.taskId), ...because]);
  switch (standing.does) {
    case 'ends':
      return ended(stored, { ending: 'personDied', by: 'system' }, at, [
        cancelTasksOfCase(answer?.taskId),
        ...answered,
      ]);
    case 'refuses':
      return decided(stored, { ...byTheRules('notRecognised', standing.reasons), decidedAt }, at, because);
    case 'asks':
      return unsettled(matter, standing.reasons, because);
    case 'stands': {
      const decision = { ...ruling, decidedAt, ...benefitOf(policy, stored, ruling, new Date(decidedAt)) };
      if (decision.outcome !== 'approved') return decided(stored, decision, at, because);
      const turn = changeCase({ recognitionTurn: matter.known.approvals + 1 });
      const insured = insuredUnder(stored, standing.application.insuranceType);
      return decided(stored, decision, at, [changeCase({ ...correction }), insured, turn, ...because]);
    }
  }
}

/** What the facts of the day make of what was ruled. */
export function standingOn({ policy, stored, known }: Matter, ruled: Ruled): Standing {
  const { ruling, decidedAt, settled, together = [] } = ruled;
  const application = applicationOf(stored);
  const decided = new Date(decidedAt);
  const on = localDay(decided);
  const { facts } = known;
  if (ruling.outcome !== 'approved') {
    // What the rules refuse they have refused by these facts.
    if (ruling.decidedBy.kind === 'rules') return { does: 'stands', application };
    return refusalOf(policy, application, facts, { reasons: ruling.reasons, at: decided, on });
  }
  const day = { on, benefitFrom: benefitStart(policy, decided), ...(settled && { settled }) };
  const beside = ruledBeside(policy, together, facts, { on, benefitFrom: day.benefitFrom });
  return standingOf(policy, application, { ...facts, recognised: [...facts.recognised, ...beside] }, day);
}

interface EndedBecause {
  readonly ending: CaseEnding;
  readonly reason?: string;
  readonly by: string;
}

/** Without a decision; of an appeal, the decision before it stands. */
export function ended(
  stored: Pick<StoredCase, 'decision'>,
  { ending, reason, by }: EndedBecause,
  at: Date,
  because: readonly CaseWrite[],
): Effect<Conclusion, CaseWrite> {
  return {
    at,
    actor: by,
    action: ending,
    result: { ending, ...(reason && { reason }) },
    writes: [
      changeCase({
        ...(stored.decision ? { status: 'decided' } : { status: 'ended', ending, endedAt: at }),
        stage: 'ending',
        holdsPlace: false,
        dueAt: null,
        waitingSince: null,
        supplyBy: null,
      }),
      ...because,
    ],
  };
}

/** Told to the person alone; whoever else applied reads that it was not taken up. */
export const appliedForAlready = { ending: 'notAccepted', reason: 'appliedForAlready', by: 'system' } as const;

function decided(
  { identity }: Pick<StoredCase, 'identity'>,
  decision: Decision,
  at: Date,
  because: readonly CaseWrite[],
): Effect<Conclusion, CaseWrite> {
  const { outcome, decidedBy } = decision;
  const approved = outcome === 'approved';
  // Whoever approves has seen who applied, and for whom.
  const vouching = approved && !isVouchedFor(identity);
  return {
    at,
    actor: decidedBy.kind === 'rules' ? 'rules' : decidedBy.subject,
    action: 'decided',
    result: decision,
    writes: [
      changeCase({
        status: 'decided',
        stage: approved ? 'filing' : 'notifying',
        holdsPlace: approved,
        ...(vouching && { identity: 'checked' }),
      }),
      decideCase(decision),
      ...because,
    ],
  };
}

/** The case waits for a person, and is due when it was: what changed beside it moves no deadline. */
function unsettled(
  { policy, calendar, stored, at }: Matter,
  reasons: readonly Reason[],
  because: readonly CaseWrite[],
): Deciding {
  const dueAt = stored.dueAt ?? decisionDue(policy, stored.procedure, calendar, courseOf({ waits: [] }, at));
  return {
    at,
    actor: 'system',
    action: 'decisionHeld',
    result: { unsettled: reasons, clock: clockTo(policy, dueAt) },
    writes: [changeCase({ stage: 'assessing', dueAt }), ...because],
    isOtherwise: true,
  };
}

function benefitOf(policy: Policy, stored: StoredCase, ruling: Ruling, decidedAt: Date) {
  if (ruling.outcome !== 'approved') return {};
  const benefitFrom = benefitStart(policy, decidedAt);
  const benefitUntil = benefitEnd(getDisease(policy, stored.disease), benefitFrom);
  return benefitUntil ? { benefitFrom, benefitUntil } : { benefitFrom };
}
