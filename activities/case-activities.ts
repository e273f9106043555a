import { byTheRules, type Decision, type Ruling } from '../domain/case/decision.ts';
import type { CaseEnding, Stage } from '../domain/case/stage.ts';
import { assess } from '../domain/eligibility/assess.ts';
import { confirmingInstitution, reviewingInstitution } from '../domain/eligibility/designation.ts';
import { priority } from '../domain/eligibility/priority.ts';
import type { Application, ClinicalRecord, Facts, Reason, Verdict } from '../domain/eligibility/verdict.ts';
import { DomainError } from '../domain/errors.ts';
import { acceptanceDue, appealDue, benefitEnd, benefitStart, decisionDue, supplyDue } from '../domain/policy/deadlines.ts';
import { knownValue } from '../domain/policy/figure.ts';
import { getDisease } from '../domain/policy/recognition.ts';
import type { Policy } from '../domain/policy/schema.ts';
import type { AnswerOutcome } from '../domain/tasks/answers.ts';
import { dayIn } from '../domain/time-zone.ts';
import { visitTrigger } from '../domain/visits/offer.ts';
import type { WorkingCalendar } from '../domain/working-days.ts';
import { outboxMessages } from '../records/outbox-messages.ts';
import type { PolicyStore } from '../records/policy-versions.ts';
import type { CaseStore, Registry, StoredCase } from './ports.ts';
import { clockTo, courseOf, type CourseSoFar, type TaskClock } from './case-clock.ts';
import { answers, marking, openingTask, type MarkingTask, type OpeningTask } from './task-effects.ts';

interface Dependencies {
  store: CaseStore;
  registry: Registry;
  policies: PolicyStore;
  calendar: WorkingCalendar;
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

/** What people go on with. */
export interface HandedOver {
  readonly kind: 'handedOver';
  readonly open: readonly Reason[];
  /** When it was accepted, where nothing is missing; else it waits for acceptance, until `acceptance` says. */
  readonly acceptedAt?: string;
  readonly acceptance: TaskClock;
  /** Of the decision, as things stand. */
  readonly clock: TaskClock;
  /** Whose departments review it, in a chain. */
  readonly institution?: string;
  /** Who may confirm it from existing records while it waits for a round. */
  readonly confirmableBy?: string;
}

/** How an opening of a case was concluded. */
export type Conclusion = Decision | { readonly ending: CaseEnding; readonly reason?: string };

/** The rules have ruled, or people must. */
export type Assessed = ({ readonly kind: 'ruled'; readonly ruling: Ruling } | HandedOver) & {
  /** The pack's trigger by which a home visit 上门服务 is offered. */
  readonly visitTrigger?: string;
};

export type CaseActivities = ReturnType<typeof createCaseActivities>;

export function createCaseActivities({ store, registry, policies, calendar }: Dependencies) {
  return {
    /** Key `take:<opening>`. received → open, with the run that holds it; false when another run does. */
    async takeCase({ caseId, opening, runId, at }: InOpening & { runId: string }): Promise<boolean> {
      const { holder } = await store.effect(caseId, `take:${opening}`, (found) => {
        if (found.status !== 'received') throw stateConflict(found, 'received');
        return {
          at: new Date(at),
          actor: 'system',
          action: 'taken',
          result: { holder: runId },
          took: [outboxMessages.start(caseId, opening)],
          change: { status: 'open', stage: 'assessing', runId, openedAt: new Date(at) },
        };
      });
      return holder === runId;
    },

    /**
     * Key `assess:<ordinal>`. Runs the rules on what the registries say now, and keeps verdict, trace and facts. The
     * workflow branches on the answer recorded here, so that a corrected rule never breaks a replay.
     */
    async assess({ caseId, ordinal, mayApprove, mayRefuse, course, at }: Assessment): Promise<Assessed> {
      return store.effect<Assessed>(caseId, `assess:${ordinal}`, async (found) => {
        const policy = await policies.get(found.policyVersionId);
        const now = new Date(at);
        const facts = await factsOf(found);
        const { verdict, trace } = assess(policy, applicationOf(found, policy), facts, now);
        const recorded = { at: now, actor: 'rules', action: 'assessed', assessment: { ordinal, verdict, trace, facts } };
        const ruling = rulingOf(verdict, mayApprove, mayRefuse);
        const offered = visitOffered(policy, found, facts, ruling, now);
        if (ruling) return { ...recorded, result: { kind: 'ruled', ruling, ...offered }, change: offered.visitTrigger ? placeInQueues(policy, found, facts, now) : {} };
        const result = { ...handedOver(policy, found, facts, openIn(verdict), course, now), ...offered };
        const accepted = result.acceptedAt && !course.acceptedAt ? acceptedBy('rules', result.acceptedAt) : {};
        const change = { ...accepted, ...placeInQueues(policy, found, facts, now), dueAt: new Date(result.clock.dueAt) };
        return { ...recorded, result, change };
      });
    },

    /** Key `accept:<opening>`. 受理, by a person or by silence: then as of the receipt. Deadlines run from it. */
    async acceptCase({ caseId, opening, taskId, by, waits, at }: InOpening & Pick<CourseSoFar, 'waits'> & { taskId: string; by: string }) {
      return store.effect(caseId, `accept:${opening}`, async (found) => {
        const policy = await policies.get(found.policyVersionId);
        const acceptedAt = (by === 'silence' ? openedAt(found) : new Date(at)).toISOString();
        const dueAt = decisionDue(policy, found.procedure, calendar, courseOf({ acceptedAt, waits }, new Date(at)));
        return {
          at: new Date(at),
          actor: by === 'silence' ? 'system' : by,
          action: 'accepted',
          result: { acceptedAt, clock: clockTo(policy, dueAt) },
          change: { ...acceptedBy(by, acceptedAt), dueAt, stage: 'assessing' },
          ...(by === 'silence' ? { cancels: [taskId] } : answers(taskId, 'accepted')),
        };
      });
    },

    /** Key `supplement:<opening>`. 一次性告知补正: everything that is missing at once; the clock stands still from now on. */
    async requestSupplement(request: InOpening & { taskId: string; by: string; open: readonly Reason[]; also: readonly { criterion: string; evidence: string }[] }) {
      const { caseId, opening, taskId, by, at } = request;
      return store.effect(caseId, `supplement:${opening}`, async (found) => {
        const { supplyBy, remindAt } = supplyDue(await policies.get(found.policyVersionId), new Date(at));
        const missing = [
          ...request.open.filter(({ code }) => code === 'evidenceMissing' || code === 'institutionNotChosen'),
          ...request.also.map(({ criterion, evidence }) => asked(criterion, evidence, request.open)),
        ];
        return {
          at: new Date(at),
          actor: by,
          action: 'supplementRequested',
          result: { supplyBy: supplyBy.toISOString(), remindAt: remindAt.toISOString(), missing },
          change: { stage: 'awaitingSupplement', waitingSince: new Date(at), supplyBy, dueAt: null },
          ...answers(taskId, 'supplementRequested'),
        };
      });
    },

    /** Key `supplied:<message>`. What was supplied joins the case; the clock runs again. */
    async takeSupplement({ caseId, messageId, at }: OnCase & { messageId: string }) {
      await store.effect(caseId, `supplied:${messageId}`, async (found) => {
        const { records = [], institution } = await store.messageBody(messageId);
        const supplied = records.map((record) => ({ ...record, source: 'hospital' }) as unknown as ClinicalRecord);
        return {
          at: new Date(at),
          actor: 'system',
          action: 'supplied',
          result: { messageId },
          hears: messageId,
          change: {
            ...{ stage: 'assessing', waitingSince: null, supplyBy: null },
            ...(supplied.length > 0 && { records: [...found.records, ...supplied] }),
            ...(institution && { institution }),
          },
        };
      });
    },

    /** Key `appeal:<opening>`. 异议复核: who refused has no part in it; `clock` is the appeal's own. */
    async takeAppeal({ caseId, opening, messageId, at }: InOpening & { messageId: string }) {
      return store.effect(caseId, `appeal:${opening}`, async (found) => {
        const policy = await policies.get(found.policyVersionId);
        const dueAt = appealDue(policy, calendar, new Date(at));
        const result = { clock: clockTo(policy, dueAt) };
        return { at: new Date(at), actor: 'system', action: 'appealed', result, hears: messageId, change: { dueAt } };
      });
    },

    /** Key `task:<id>:open`. The case stands in `stage` until it is answered. */
    async openTask({ caseId, stage, at, ...task }: OnCase & OpeningTask & { stage: Stage }) {
      await store.effect(caseId, `task:${task.taskId}:open`, (found) => ({
        ...openingTask(task, found),
        at: new Date(at),
        change: { stage, dueAt: new Date(task.dueAt) },
      }));
    },

    /** Key `task:<id>:<mark>`. The deadline comes, has passed, or has passed for so long that it is the supervisors' concern. */
    async markTask({ caseId, at, ...marked }: OnCase & MarkingTask) {
      await store.effect(caseId, `task:${marked.taskId}:${marked.mark}`, async () => ({
        ...(await marking(store, marked)),
        at: new Date(at),
        ...(marked.mark === 'breached' ? { change: { breachedAt: new Date(at) } } : {}),
      }));
    },

    /** Key `task:<id>:answer`. An answer that leads to the next step. */
    async recordAnswer({ caseId, taskId, outcome, by, at }: OnCase & { taskId: string; outcome: AnswerOutcome; by: string }) {
      await store.effect(caseId, `task:${taskId}:answer`, () => ({
        at: new Date(at),
        actor: by,
        action: 'answered',
        result: { taskId, outcome },
        ...answers(taskId, outcome),
      }));
    },

    /** Key `takenBack:<message>`. The task that followed is nobody's any more. */
    async recordTakenBack({ caseId, messageId, cancels, by, at }: OnCase & { messageId: string; cancels: string; by: string }) {
      await store.effect(caseId, `takenBack:${messageId}`, () => ({
        at: new Date(at),
        actor: by,
        action: 'takenBack',
        result: { taskId: cancels },
        hears: messageId,
        cancels: [cancels],
      }));
    },

    /**
     * Key `decide:<opening>`. The one decision of the opening, with the days between which its benefit runs; or how the
     * opening ended before, where another attempt of the same workflow task recorded that.
     */
    async recordDecision({ caseId, opening, ruling, taskId, at }: InOpening & { ruling: Ruling; taskId?: string }): Promise<Conclusion> {
      return store.effect<Conclusion>(caseId, `decide:${opening}`, async (found) => {
        const policy = await policies.get(found.policyVersionId);
        const decision: Decision = { ...ruling, decidedAt: at, ...benefitOf(policy, found, ruling, new Date(at)) };
        const approved = ruling.outcome === 'approved';
        const { decidedBy } = ruling;
        const by = decidedBy.kind === 'rules' ? 'rules' : decidedBy.subject;
        return {
          at: new Date(at),
          actor: by,
          action: 'decided',
          result: decision,
          change: { status: 'decided', stage: approved ? 'filing' : 'notifying', decision, holdsPlace: approved },
          ...(taskId ? answers(taskId, ruling.outcome) : {}),
        };
      });
    },

    /** Key `round:<opening>`. The case stands where its region's next round finds it. */
    async waitForRound({ caseId, opening, dueAt, at }: InOpening & { dueAt: string }) {
      await store.effect(caseId, `round:${opening}`, () => ({
        at: new Date(at),
        actor: 'system',
        action: 'awaitsRound',
        result: { dueAt },
        change: { stage: 'awaitingBatch', dueAt: new Date(dueAt) },
      }));
    },

    /** Key `breach:<opening>`. The deadline passed without a decision; the case waits on. */
    async recordBreach({ caseId, opening, dueAt, at }: InOpening & { dueAt: string }) {
      await store.effect(caseId, `breach:${opening}`, () => ({
        at: new Date(at),
        actor: 'system',
        action: 'deadlineBreached',
        result: { dueAt },
        change: { breachedAt: new Date(at) },
      }));
    },

    /**
     * Key `decide:<opening>`, as of a decision: an opening has one conclusion. Ends without a decision; of an appeal, the
     * decision before it stands. Tasks are cancelled.
     */
    async endCase({ caseId, opening, ending, reason, by, taskId, messageId, at }: InOpening & Ending): Promise<Conclusion> {
      return store.effect<Conclusion>(caseId, `decide:${opening}`, (found) => ({
        at: new Date(at),
        actor: by,
        action: ending,
        result: { ending, ...(reason && { reason }) },
        change: {
          ...(found.decision ? { status: 'decided' } : { status: 'ended', ending, endedAt: new Date(at) }),
          ...{ stage: 'ending', holdsPlace: false, dueAt: null, waitingSince: null, supplyBy: null },
        },
        cancels: 'all',
        ...(taskId ? answers(taskId, 'notAccepted') : {}),
        ...(messageId ? { hears: messageId } : {}),
      }));
    },
  };

  async function factsOf(found: StoredCase): Promise<Facts> {
    const [known, recognised] = await Promise.all([registry.factsOf(found.personId), store.recognisedOf(found)]);
    return { ...known, records: [...known.records, ...found.records], recognised, papers: found.papers };
  }

  function handedOver(policy: Policy, found: StoredCase, facts: Facts, open: readonly Reason[], course: CourseSoFar, now: Date): HandedOver {
    const received = openedAt(found);
    const acceptedAt = course.acceptedAt ?? (isComplete(open) ? received.toISOString() : undefined);
    const dueAt = decisionDue(policy, found.procedure, calendar, courseOf({ ...course, ...(acceptedAt && { acceptedAt }) }, now));
    const today = dayIn(policy.region.timeZone, now);
    const institution = found.procedure === 'reviewChain' ? reviewingInstitution(policy, found, today) : undefined;
    const isPoor = priority(policy, facts, today) === 'raised';
    const confirmableBy = found.procedure === 'monthlyBatch' && isPoor ? confirmingInstitution(policy, found, facts, today) : undefined;
    return {
      kind: 'handedOver',
      open,
      ...(acceptedAt && { acceptedAt }),
      acceptance: clockTo(policy, acceptanceDue(policy, calendar, received)),
      clock: clockTo(policy, dueAt),
      ...(institution && { institution }),
      ...(confirmableBy && { confirmableBy }),
    };
  }
}

interface Ending {
  ending: CaseEnding;
  reason?: string;
  by: string;
  taskId?: string;
  messageId?: string;
}

/** The part of a stored case that the rules read. */
export function applicationOf(found: StoredCase, policy: Policy): Application {
  const { region, disease, kind, insuranceType, channel, institution } = found;
  const receivedOn = dayIn(policy.region.timeZone, found.receivedAt);
  return { region, disease, kind, insuranceType, channel, institution, receivedOn };
}

function rulingOf(verdict: Verdict, mayApprove: boolean, mayRefuse: boolean): Ruling | undefined {
  if (verdict.kind === 'refuse' && mayRefuse) return byTheRules('notRecognised', verdict.reasons);
  return verdict.kind === 'approve' && mayApprove ? byTheRules('approved') : undefined;
}

function openIn(verdict: Verdict): readonly Reason[] {
  switch (verdict.kind) {
    case 'handOver':
      return verdict.open;
    case 'refuse':
      return verdict.reasons;
    case 'approve':
      return [];
  }
}

/** Nothing that only the applicant can supply is missing. */
function isComplete(open: readonly Reason[]): boolean {
  return !open.some(({ code }) => suppliedByApplicants.includes(code));
}

const suppliedByApplicants: readonly string[] = ['evidenceMissing', 'institutionNotChosen'];

/** A person saw that this is missing as well: by the clause of the criterion, where the rules had named it. */
function asked(criterion: string, evidence: string, open: readonly Reason[]): Reason {
  const clause = open.find(({ params }) => params['criterion'] === criterion)?.clause ?? 'PRACTICE, Acceptance';
  return { code: 'evidenceMissing', clause, params: { criterion, required: [evidence], alternatives: [] } };
}

/** A case that was opened again counts from then. */
function openedAt({ opening, receivedAt, reopenedAt }: StoredCase): Date {
  return opening === 0 ? receivedAt : (reopenedAt ?? receivedAt);
}

function acceptedBy(by: string, acceptedAt: string) {
  return { acceptedAt: new Date(acceptedAt), acceptedBy: by };
}

/** Nobody is visited whom the rules refuse: not insured, recognised already, deceased. */
function visitOffered(policy: Policy, { disease, contacts }: StoredCase, facts: Facts, ruling: Ruling | undefined, now: Date) {
  if (ruling?.outcome === 'notRecognised' || policy.homeVisit.triggers.value === null) return {};
  const { limitedMobility = false } = contacts.patient;
  const trigger = visitTrigger(policy, { disease, limitedMobility }, facts, dayIn(policy.region.timeZone, now));
  return trigger === undefined ? {} : { visitTrigger: trigger };
}

function placeInQueues(policy: Policy, { procedure }: StoredCase, facts: Facts, now: Date) {
  const { queues, region } = policy;
  const major = knownValue(queues.majorPriority)[priority(policy, facts, dayIn(region.timeZone, now))];
  return { majorPriority: major, minorPriority: knownValue(queues.minorPriority)[procedure] };
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
