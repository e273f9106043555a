import { byTheRules, type Decision, type Ruling } from '../domain/case/decision.ts';
import type { Stage } from '../domain/case/stage.ts';
import { DomainError } from '../domain/errors.ts';
import { assess } from '../domain/eligibility/assess.ts';
import type { Application, Facts, Reason, Verdict } from '../domain/eligibility/verdict.ts';
import { benefitEnd, benefitStart, decisionDue } from '../domain/policy/deadlines.ts';
import { getDisease } from '../domain/policy/recognition.ts';
import type { Policy } from '../domain/policy/schema.ts';
import { dayIn } from '../domain/time-zone.ts';
import type { WorkingCalendar } from '../domain/working-days.ts';
import { outboxMessages } from '../records/outbox-messages.ts';
import type { PolicyStore } from '../records/policy-versions.ts';
import type { CaseStore, Registry, StoredCase } from './ports.ts';

interface Dependencies {
  store: CaseStore;
  registry: Registry;
  policies: PolicyStore;
  calendar: WorkingCalendar;
}

/** Every date is an ISO instant of workflow time. */
interface OnCase {
  caseId: string;
  at: string;
}

interface Assessment extends OnCase {
  ordinal: number;
  /** Whether the procedure lets the rules approve; otherwise people do, with the findings before them. */
  mayApprove: boolean;
  /** Where the case stands after the rules, unless they end it. */
  waitsIn: Stage;
}

/** The rules have ruled, or people must by `dueAt` (ISO instant), with what is open before them. */
export type Assessed =
  | { readonly kind: 'ruled'; readonly ruling: Ruling }
  | { readonly kind: 'handedOver'; readonly open: readonly Reason[]; readonly dueAt: string };

export type CaseActivities = ReturnType<typeof createCaseActivities>;

export function createCaseActivities({ store, registry, policies, calendar }: Dependencies) {
  return {
    /** Key `take:0`. received → open, with the run that holds it; false when another run does. */
    async takeCase({ caseId, runId, at }: OnCase & { runId: string }): Promise<boolean> {
      const { holder } = await store.effect(caseId, 'take:0', (found) => {
        if (found.status !== 'received') throw stateConflict(found, 'received');
        return {
          at: new Date(at),
          actor: 'system',
          action: 'taken',
          result: { holder: runId },
          took: outboxMessages.start(caseId),
          change: { status: 'open', stage: 'assessing', runId, openedAt: new Date(at) },
        };
      });
      return holder === runId;
    },

    /**
     * Key `assess:<ordinal>`. Runs the rules on what the registries say now, and keeps verdict, trace and facts. The
     * workflow branches on the answer recorded here, so that a corrected rule never breaks a replay.
     */
    async assess({ caseId, ordinal, mayApprove, waitsIn, at }: Assessment): Promise<Assessed> {
      return store.effect<Assessed>(caseId, `assess:${ordinal}`, async (found) => {
        const policy = await policies.get(found.policyVersionId);
        const now = new Date(at);
        const facts = await factsOf(found);
        const { verdict, trace } = assess(policy, applicationOf(found, policy), facts, now);
        const recorded = { at: now, actor: 'rules', action: 'assessed', assessment: { ordinal, verdict, trace, facts } };
        const ruling = rulingOf(verdict, mayApprove);
        if (ruling) return { ...recorded, result: { kind: 'ruled', ruling } };
        const dueAt = decisionDue(policy, found.procedure, calendar, now);
        const open = verdict.kind === 'handOver' ? verdict.open : [];
        const result = { kind: 'handedOver', open, dueAt: dueAt.toISOString() } as const;
        return { ...recorded, result, change: { dueAt, stage: waitsIn } };
      });
    },

    /** Key `task:<id>:open`. Puts the task where its candidates see it. */
    async openTask(task: OnCase & { taskId: string; stage: Stage; candidate: string; open: readonly Reason[]; dueAt: string }) {
      await store.effect(task.caseId, `task:${task.taskId}:open`, () => ({
        at: new Date(task.at),
        actor: 'system',
        action: 'taskOpened',
        result: { taskId: task.taskId, candidate: task.candidate, dueAt: task.dueAt },
        change: { stage: task.stage },
        task: { id: task.taskId, kind: 'officerDecision', candidate: task.candidate, open: task.open, dueAt: new Date(task.dueAt) },
      }));
    },

    /** Key `decide:0`. The one decision of the case, with the days between which its benefit runs. */
    async recordDecision({ caseId, ruling, taskId, at }: OnCase & { ruling: Ruling; taskId?: string }): Promise<Decision> {
      return store.effect(caseId, 'decide:0', async (found) => {
        const policy = await policies.get(found.policyVersionId);
        const decision: Decision = { ...ruling, decidedAt: at, ...benefitOf(policy, found, ruling, new Date(at)) };
        const approved = ruling.outcome === 'approved';
        return {
          at: new Date(at),
          actor: ruling.decidedBy.kind === 'rules' ? 'rules' : ruling.decidedBy.subject,
          action: 'decided',
          result: decision,
          change: { status: 'decided', stage: approved ? 'filing' : 'notifying', decision, holdsPlace: approved },
          ...(taskId ? { completes: taskId, took: outboxMessages.answerTask(taskId) } : {}),
        };
      });
    },

    /** Key `breach:0`. The deadline passed without a decision; the case waits on. */
    async recordBreach({ caseId, dueAt, at }: OnCase & { dueAt: string }) {
      await store.effect(caseId, 'breach:0', () => ({
        at: new Date(at),
        actor: 'system',
        action: 'deadlineBreached',
        result: { dueAt },
        change: { breachedAt: new Date(at) },
      }));
    },
  };

  async function factsOf(found: StoredCase): Promise<Facts> {
    const [known, recognised] = await Promise.all([registry.factsOf(found.personId), store.recognisedOf(found)]);
    return { ...known, records: [...known.records, ...found.records], recognised, papers: found.papers };
  }
}

/** The part of a stored case that the rules read. */
export function applicationOf(found: StoredCase, policy: Policy): Application {
  const { region, disease, kind, insuranceType, channel, institution } = found;
  const receivedOn = dayIn(policy.region.timeZone, found.receivedAt);
  return { region, disease, kind, insuranceType, channel, institution, receivedOn };
}

function rulingOf(verdict: Verdict, mayApprove: boolean): Ruling | undefined {
  if (verdict.kind === 'refuse') return byTheRules('notRecognised', verdict.reasons);
  return verdict.kind === 'approve' && mayApprove ? byTheRules('approved') : undefined;
}

function benefitOf(policy: Policy, found: StoredCase, ruling: Ruling, decidedAt: Date) {
  if (ruling.outcome !== 'approved') return {};
  const benefitFrom = benefitStart(policy, decidedAt);
  const benefitUntil = benefitEnd(getDisease(policy, found.disease), benefitFrom);
  return benefitUntil ? { benefitFrom, benefitUntil } : { benefitFrom };
}

function stateConflict(found: StoredCase, expected: string): DomainError {
  return new DomainError('STATE_CONFLICT', `The case is ${found.status}, not ${expected}.`, { params: { state: found.status } });
}
