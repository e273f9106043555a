import type { Decision, Ruling } from '../../domain/case/decision.ts';
import type { CaseEnding } from '../../domain/case/stage.ts';
import { assess } from '../../domain/eligibility/assess.ts';
import type { Facts } from '../../domain/eligibility/verdict.ts';
import { DomainError } from '../../domain/errors.ts';
import { benefitEnd, benefitStart } from '../../domain/deadlines/deadlines.ts';
import { getDisease } from '../../domain/policy/recognition.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import type { WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import { outboxMessages } from '../../store/outbox/outbox-messages.ts';
import { takeFromOutbox } from '../../store/outbox/outbox.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { judgeAgain } from '../../store/rounds/judged-again.ts';
import {
  applicationOf,
  handedOver,
  openIn,
  placeInQueues,
  rulingOf,
  visitOffered,
  type Assessed,
  type HandedOver,
} from './assessment.ts';
import type { CourseSoFar } from '../../domain/deadlines/task-clock.ts';
import { changeCase, decideCase, hearMessage, keepAssessment, type CaseWrite } from '../../store/cases/case-writes.ts';
import type { CaseStore, StoredCase } from '../../store/cases/port.ts';
import type { Registry } from '../../store/registers/registry.ts';
import type { Effect } from '../../store/subjects/effects.ts';
import { cancelTasksOfCase, completeTask } from '../../store/tasks/task-writes.ts';
import type { RoundStore } from '../../store/rounds/port.ts';

interface Dependencies {
  store: CaseStore;
  registry: Registry;
  policies: PolicyStore;
  calendar: WorkingCalendar;
  rounds: Pick<RoundStore, 'rulingOn'>;
}

/** Every date is an ISO instant of workflow time. */
export interface OnCase {
  caseId: string;
  at: string;
}

/** Effects of which each opening has one. */
export interface InOpening extends OnCase {
  opening: number;
}

interface Assessment extends InOpening {
  /** Counted over all openings, from 0. */
  ordinal: number;
  /** Whether the procedure lets the rules approve; otherwise people do, with the findings before them. */
  mayApprove: boolean;
  /** Whether they may refuse; of an appeal, only people do. */
  mayRefuse: boolean;
  course: CourseSoFar;
}

/** How an opening of a case was concluded. */
export type Conclusion = Decision | { readonly ending: CaseEnding; readonly reason?: string };

export type CaseActivities = ReturnType<typeof createCaseActivities>;

export function createCaseActivities({ store, registry, policies, calendar, rounds }: Dependencies) {
  return {
    /** Key `take:<opening>`. received → open, with the run that holds it; false when another run does. */
    async takeCase({ caseId, opening, runId, at }: InOpening & { runId: string }): Promise<boolean> {
      const { holder } = await store.effect(caseId, `take:${opening}`, (stored) => {
        if (stored.status !== 'received') throw stateConflict(stored, 'received');
        return {
          at: new Date(at),
          actor: 'system',
          action: 'taken',
          result: { holder: runId },
          writes: [
            takeFromOutbox(outboxMessages.start(caseId, opening)),
            changeCase({ status: 'open', stage: 'assessing', runId, openedAt: new Date(at) }),
          ],
        };
      });
      return holder === runId;
    },

    /**
     * Key `assess:<ordinal>`. Runs the rules on what the registries say now, and keeps verdict, trace and facts. The
     * workflow branches on the answer recorded here, so that a corrected rule never breaks a replay.
     */
    async assess({ caseId, ordinal, mayApprove, mayRefuse, course, at }: Assessment): Promise<Assessed> {
      return store.effect<Assessed>(caseId, `assess:${ordinal}`, async (stored) => {
        const policy = await policies.get(stored.policyVersionId);
        const now = new Date(at);
        const facts = await factsOf(stored);
        const { verdict, trace } = assess(policy, applicationOf(stored), facts, now);
        const assessed = keepAssessment({ ordinal, verdict, trace, facts });
        const recorded = { at: now, actor: 'rules', action: 'assessed' };
        const matter = { policy, stored, facts, now };
        const ruling = rulingOf(verdict, mayApprove, mayRefuse);
        const offered = visitOffered(matter, ruling);
        if (ruling) {
          const place = offered.visitTrigger ? [changeCase(placeInQueues(matter))] : [];
          return { ...recorded, result: { kind: 'ruled', ruling, ...offered }, writes: [assessed, ...place] };
        }
        const result = { ...handedOver(matter, openIn(verdict), course, calendar), ...offered };
        const dueAt = new Date(result.clock.dueAt);
        const change = changeCase({ ...acceptance(result, course), ...placeInQueues(matter), dueAt });
        return { ...recorded, result, writes: [assessed, change] };
      });
    },

    /**
     * Key `decide:<opening>`. The one decision of the opening, with the days between which its benefit runs; or how the
     * opening ended before, where another attempt of the same workflow task recorded that.
     */
    async recordDecision({
      caseId,
      opening,
      ruling,
      taskId,
      at,
    }: InOpening & { ruling: Ruling; taskId?: string }): Promise<Conclusion> {
      return store.effect<Conclusion>(caseId, `decide:${opening}`, async (stored) => {
        const decision = await decisionOn(stored, ruling, at);
        const answered = taskId ? [completeTask(taskId, ruling.outcome)] : [];
        return decided(decision, new Date(at), answered);
      });
    },

    /**
     * Key `decide:<opening>` as well. What the round ruled, as of the instant at which it was signed: one for all its
     * members. Whoever was confirming the case from records meanwhile comes too late.
     */
    async recordRoundDecision({
      caseId,
      opening,
      round,
      messageId,
      at,
    }: InOpening & { round: string; messageId: string }): Promise<Conclusion> {
      return store.effect<Conclusion>(caseId, `decide:${opening}`, async (stored) => {
        const { outcome, reasons, signedBy, decidedAt } = await rounds.rulingOn(round, caseId);
        const decidedBy = { kind: 'panel', round, subject: signedBy, role: 'supervisor' } as const;
        const decision = await decisionOn(stored, { outcome, reasons, decidedBy }, decidedAt.toISOString());
        return decided(decision, new Date(at), [hearMessage(messageId), cancelTasksOfCase()]);
      });
    },

    /**
     * Key `round:<opening>`, with the ordinal after the first. The case stands where its region's next round finds it,
     * or that which asked.
     */
    async waitForRound({ caseId, opening, ordinal = 0, dueAt, at }: InOpening & { ordinal?: number; dueAt: string }) {
      await store.effect(caseId, ordinal === 0 ? `round:${opening}` : `round:${opening}/${ordinal}`, (stored) => ({
        at: new Date(at),
        actor: 'system',
        action: 'awaitsRound',
        result: { dueAt },
        writes: [changeCase({ stage: 'awaitingBatch', dueAt: new Date(dueAt) }), judgeAgain(stored.opening)],
      }));
    },

    /** Key `breach:<opening>`. The deadline passed without a decision; the case waits on. */
    async recordBreach({ caseId, opening, dueAt, at }: InOpening & { dueAt: string }) {
      await store.effect(caseId, `breach:${opening}`, ({ breachedAt }) => ({
        at: new Date(at),
        actor: 'system',
        action: 'deadlineBreached',
        result: { dueAt },
        // The first of an opening stands.
        writes: [changeCase({ breachedAt: breachedAt ?? new Date(at) })],
      }));
    },

    /**
     * Key `decide:<opening>`, as of a decision: an opening has one conclusion. Ends without a decision; of an appeal,
     * the decision before it stands. Tasks are cancelled.
     */
    async endCase({
      caseId,
      opening,
      ending,
      reason,
      by,
      taskId,
      messageId,
      at,
    }: InOpening & EndedBecause): Promise<Conclusion> {
      return store.effect<Conclusion>(caseId, `decide:${opening}`, (stored) => ({
        at: new Date(at),
        actor: by,
        action: ending,
        result: { ending, ...(reason && { reason }) },
        writes: [
          changeCase({
            ...(stored.decision ? { status: 'decided' } : { status: 'ended', ending, endedAt: new Date(at) }),
            stage: 'ending',
            holdsPlace: false,
            dueAt: null,
            waitingSince: null,
            supplyBy: null,
          }),
          cancelTasksOfCase(taskId),
          ...(taskId ? [completeTask(taskId, 'notAccepted')] : []),
          ...(messageId ? [hearMessage(messageId)] : []),
        ],
      }));
    },
  };

  async function decisionOn(stored: StoredCase, ruling: Ruling, decidedAt: string): Promise<Decision> {
    const policy = await policies.get(stored.policyVersionId);
    return { ...ruling, decidedAt, ...benefitOf(policy, stored, ruling, new Date(decidedAt)) };
  }

  async function factsOf(stored: StoredCase): Promise<Facts> {
    const [known, recognised] = await Promise.all([registry.factsOf(stored.personId), store.recognisedOf(stored)]);
    return { ...known, records: [...known.records, ...stored.records], recognised, papers: stored.papers };
  }
}

interface EndedBecause {
  ending: CaseEnding;
  reason?: string;
  by: string;
  taskId?: string;
  messageId?: string;
}

function decided(decision: Decision, at: Date, because: readonly CaseWrite[]): Effect<Decision, CaseWrite> {
  const { outcome, decidedBy } = decision;
  const approved = outcome === 'approved';
  return {
    at,
    actor: decidedBy.kind === 'rules' ? 'rules' : decidedBy.subject,
    action: 'decided',
    result: decision,
    writes: [
      changeCase({ status: 'decided', stage: approved ? 'filing' : 'notifying', holdsPlace: approved }),
      decideCase(decision),
      ...because,
    ],
  };
}

/** Accepted by the rules, unless it was accepted before. */
function acceptance({ acceptedAt }: HandedOver, course: CourseSoFar) {
  return acceptedAt && !course.acceptedAt ? { acceptedAt: new Date(acceptedAt), acceptedBy: 'rules' } : {};
}

function benefitOf(policy: Policy, stored: StoredCase, ruling: Ruling, decidedAt: Date) {
  if (ruling.outcome !== 'approved') return {};
  const benefitFrom = benefitStart(policy, decidedAt);
  const benefitUntil = benefitEnd(getDisease(policy, stored.disease), benefitFrom);
  return benefitUntil ? { benefitFrom, benefitUntil } : { benefitFrom };
}

function stateConflict(stored: StoredCase, expected: string): DomainError {
  return new DomainError('STATE_CONFLICT', `The case is ${stored.status}, not ${expected}.`, {
    params: { state: stored.status },
  });
}
