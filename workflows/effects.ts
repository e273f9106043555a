import { isCancellation, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import type { CaseActivities } from '../activities/case/case-activities.ts';
import type { ContactNoticeActivities } from '../activities/outreach/contact-notice-activities.ts';
import type { FilingActivities } from '../activities/case/filing-activities.ts';
import type { HandbookActivities } from '../activities/handbook/handbook-activities.ts';
import type { NoticeActivities } from '../activities/notices/notice-activities.ts';
import type { OutreachActivities } from '../activities/outreach/outreach-activities.ts';
import type { StepActivities } from '../activities/case/step-activities.ts';
import type { UndeliverableActivities } from '../activities/notices/undeliverable-activities.ts';
import type { VisitActivities } from '../activities/visits/visit-activities.ts';
import type { ReconcileActivities } from '../activities/upkeep/reconcile-activities.ts';
import type { RegistryEventActivities } from '../activities/continuity/registry-event-activities.ts';
import type { RoundTriggerActivities } from '../activities/rounds/round-trigger-activities.ts';
import type { RenewalActivities } from '../activities/continuity/renewal-activities.ts';
import type { SamplingActivities } from '../activities/sampling/sampling-activities.ts';
import { taskQueues } from './ids.ts';

export type Effect = (...args: never[]) => Promise<unknown>;
export type Effects<A> = { readonly [K in keyof A]: A[K] extends Effect ? A[K] : never };

/** An effect that has been tried once; it is done, or goes on until it is. */
export interface Underway {
  readonly done: Promise<unknown>;
}

type Attempts<A> = {
  readonly [K in keyof A]: A[K] extends (...args: infer P) => unknown ? (...args: P) => Promise<Underway> : never;
};

export type Proxied = Record<
  string,
  { executeWithOptions(options: { summary: string }, args: unknown[]): Promise<unknown> }
>;

/**
 * Every effect runs first as a local activity, inside the workflow task that needs it: a few attempts, 3 s in all.
 * When that fails for want of a store or service, the same effect under the same idempotency key becomes a normal
 * activity that never gives up, and shows in Temporal UI, as each one does, by its summary. So nothing that is down
 * makes a history grow.
 */
function waysOf<A extends Record<keyof A, Effect>>(taskQueue: string, summaries: Readonly<Record<keyof A, string>>) {
  const nearby = proxyLocalActivities<A>({
    startToCloseTimeout: '2s',
    scheduleToCloseTimeout: '3s',
    retry: { maximumAttempts: 3, initialInterval: '100ms' },
  }) as unknown as Proxied;
  const patient = proxyActivities<A>({
    taskQueue,
    startToCloseTimeout: '30s',
    retry: { initialInterval: '1s', maximumInterval: '1 minute' },
  }) as unknown as Proxied;
  type Name = keyof A & string;
  return {
    names: Object.keys(summaries) as Name[],
    nearby: (name: Name, args: unknown[]) => nearby[name]!.executeWithOptions({ summary: summaries[name] }, args),
    patient: (name: Name, args: unknown[]) => patient[name]!.executeWithOptions({ summary: summaries[name] }, args),
  };
}

/**
 * Each effect, awaited until it is done. The SDK takes a stack trace of every promise: there is one to an effect, no
 * more.
 */
function effects<A extends Record<keyof A, Effect>>(
  taskQueue: string,
  summaries: Readonly<Record<keyof A, string>>,
): Effects<A> {
  const { names, nearby, patient } = waysOf<A>(taskQueue, summaries);
  const done = (name: keyof A & string, args: unknown[]) =>
    nearby(name, args).catch((error: unknown) => {
      if (isFinal(error)) throw error;
      return patient(name, args);
    });
  return Object.fromEntries(
    names.map((name) => [name, (...args: unknown[]) => done(name, args)]),
  ) as unknown as Effects<A>;
}

/**
 * Each effect, tried once. An attempt is awaited before the next begins: of local activities at the same time, a replay
 * resolves the first begun first, whichever had been done first, and what follows from them would come in another order
 * than in history.
 */
function attempts<A extends Record<keyof A, Effect>>(
  taskQueue: string,
  summaries: Readonly<Record<keyof A, string>>,
): Attempts<A> {
  const { names, nearby, patient } = waysOf<A>(taskQueue, summaries);
  async function attempt(name: keyof A & string, args: unknown[]): Promise<Underway> {
    try {
      return { done: Promise.resolve(await nearby(name, args)) };
    } catch (error) {
      if (isFinal(error)) throw error;
      return { done: patient(name, args) };
    }
  }
  return Object.fromEntries(
    names.map((name) => [name, (...args: unknown[]) => attempt(name, args)]),
  ) as unknown as Attempts<A>;
}

/** A domain error stands however often it is asked again, and a cancellation does; anything else is an outage. */
function isFinal(error: unknown): boolean {
  if (isCancellation(error)) return true;
  const cause = (error as ActivityFailure).cause as ApplicationFailure | undefined;
  return cause?.nonRetryable === true;
}

export const cases = effects<CaseActivities>(taskQueues.caseStore, {
  takeCase: 'Take the case 收件',
  assess: 'Run the rules 规则审核',
  recordDecision: 'Record the decision 办结',
  recordRoundDecision: 'Record what the round ruled 办结',
  waitForRound: 'Wait for the next round 待集中评审',
  recordBreach: 'Record the missed deadline 超期',
  endCase: 'End the case without a decision 终止',
});

export const steps = effects<StepActivities>(taskQueues.caseStore, {
  acceptCase: 'Accept the application 受理',
  requestSupplement: 'Ask for what is missing 一次性告知补正',
  takeSupplement: 'Take what was supplied 补正',
  takeAppeal: 'Take the appeal 异议复核',
  openTask: 'Put the task into the queue 待办',
  markTask: 'Record that the deadline comes, or has passed 预警 超期',
  recordAnswer: 'Record the answer 办理',
  recordTakenBack: 'Record that an answer is taken back 撤销办理',
});

export const visits = effects<VisitActivities>(taskQueues.caseStore, {
  offerVisit: 'Offer a home visit 上门服务',
  openVisitTask: 'Put the task into the queue 待办',
  markVisitTask: 'Record that the deadline comes, or has passed 预警 超期',
  planVisit: 'Record who comes, and when 安排上门',
  recordNotAtHome: 'Record that nobody was at home 未遇',
  endVisit: 'Record how the visit ended',
  awaitVisit: 'Wait until the patient has been seen 待上门核实',
});

export const handbooks = effects<HandbookActivities>(taskQueues.caseStore, {
  allotHandbook: 'Allot the handbook 门特手册',
});

export const filing = effects<FilingActivities>(taskQueues.settlement, {
  fileEntitlement: 'File with the settlement service 备案',
  returnFiling: 'Return what cannot be filed to an officer 备案退回',
  openFilingTask: 'Put the task into the queue 待办',
  markFilingTask: 'Record that the deadline comes, or has passed 预警 超期',
  correctFiling: 'Record what was corrected 更正',
  recordFiledByHand: 'Record what the office has filed itself 备案',
});

const noticeSummaries = {
  sendReceiptNotices: 'Say that it has arrived 收件告知',
  sendSupplementNotices: 'Say what is missing 补正告知',
  sendCarriedNotices: 'Say that a later round decides 转批告知',
  sendAppealNotices: 'Say that the appeal is looked into 异议复核告知',
  sendVisitNotices: 'Say that a visit is offered, or when it is 上门告知',
  sendSamplingNotices: 'Say that a refusal was wrong 纠正告知',
  sendDecisionNotices: 'Tell patient and agent 告知',
  sendEndingNotices: 'Say how the case ended 终止告知',
  sendEntitlementNotices: 'Say what becomes of the entitlement 待遇变动告知',
} as const satisfies Record<keyof NoticeActivities, string>;

export const notices = effects<NoticeActivities>(taskQueues.notification, noticeSummaries);

/** The same for what the next step waits for only until it has been tried. */
export const noticesBeside = attempts<NoticeActivities>(taskQueues.notification, noticeSummaries);

export const undeliverable = effects<UndeliverableActivities>(taskQueues.notification, {
  findUndeliverable: 'Ask what could not be delivered 未送达',
  takeUpNotice: 'Take up a notice that did not arrive 未送达',
  openNoticeTask: 'Put the task into the queue 待办',
  markNoticeTask: 'Record that the deadline comes, or has passed 预警 超期',
  settleNotice: 'Record that it was handed over 送达',
});

export const registryEvents = effects<RegistryEventActivities>(taskQueues.settlement, {
  nextRegistryEvent: 'Take what was reported next 登记变更',
  tellOpenCase: 'Bring it to an application under way 登记变更',
  tellVisit: 'Bring it to a home visit 登记变更',
  recognitionsHeld: 'See what the person holds 待遇资格',
  applyToRecognition: 'Bring it to a recognition 待遇变动',
  closeRegistryEvent: 'Done with what was reported 办结',
  setRegistryEventAside: 'Raise an alarm: it cannot be carried out 告警',
});

export const renewals = effects<RenewalActivities>(taskQueues.settlement, {
  findRenewalsDue: 'Read what comes to its end 到期',
  openRenewal: 'Open the renewal 复审',
  keepBenefit: 'Keep the benefit until it is decided 待遇延续',
  releaseBenefit: 'End what was kept 待遇终止',
  expireRecognition: 'End what has expired 到期',
  reportRenewalProblem: 'Raise an alarm: it cannot be carried out 告警',
});

export const outreach = {
  ...effects<Omit<OutreachActivities, 'seekSettled'>>(taskQueues.caseStore, {
    closeOvertakenContacts: 'Close what was overtaken 联系任务',
    seekTreated: 'Seek out who was treated and never recognised 主动办',
    followRefusals: 'Follow up on refusals 主动办',
  }),
  ...effects<Pick<OutreachActivities, 'seekSettled'>>(taskQueues.settlement, {
    seekSettled: 'Seek out whose treatment was settled and never recognised 主动办',
  }),
};

export const contactNotices = effects<ContactNoticeActivities>(taskQueues.notification, {
  tellHelpers: 'Tell whoever was given a contact 联系任务',
});

export const roundTrigger = effects<RoundTriggerActivities>(taskQueues.caseStore, {
  openRoundsDue: 'Open the rounds that are due 开批',
});

export const sampling = effects<SamplingActivities>(taskQueues.caseStore, {
  openDraws: 'Open the draw of the month 抽查复核',
  drawCases: 'Draw decisions by the seed 抽样',
  callJudges: 'Call judges, and replace the silent 抽取评判人',
  findInvitations: 'See who was wrongly refused 纠正',
  recordInvited: 'Record that they have been told 告知',
});

export const reconciling = effects<ReconcileActivities>(taskQueues.caseStore, {
  compareCases: 'Compare the record with Temporal 核对',
  mendUnderWay: 'Send again what was lost 补发',
  anchorAudit: 'Anchor the audit chains 审计锚定',
});
