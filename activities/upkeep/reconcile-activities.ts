import type { PlainDate } from '../../domain/plain-date.ts';
import type { Logger } from '../../platform/log.ts';
import type { ReadAnchor } from '../../store/reads/anchors.ts';
import type { Anchor } from '../../store/subjects/audit-anchors.ts';
import type { ExecutionOf, ExecutionOfRound, ExecutionState } from './port.ts';
import type { Alarms } from '../../store/alarms/alarms.ts';
import type { CaseStore } from '../../store/cases/port.ts';
import type { Ledger, UndecidedCase } from '../../store/outbox/ledger.ts';

interface Dependencies {
  store: CaseStore;
  ledger: Ledger;
  executionOf: ExecutionOf;
  executionOfRound: ExecutionOfRound;
  alarms: Alarms;
  /** Once a day. */
  takeAnchor: (day: PlainDate, takenAt: Date) => Promise<Anchor>;
  /** The same of the reads. */
  takeReadAnchor: (day: PlainDate, takenAt: Date) => Promise<ReadAnchor>;
  log: Logger;
}

/** How far one page came; no `next` after the last. */
export interface ReconcilePage {
  readonly started: number;
  readonly alarmed: number;
  readonly next?: string;
}

export type ReconcileActivities = ReturnType<typeof createReconcileActivities>;

const pageSize = 100;
const minute = 60_000;

/** Whoever was received a moment ago is being started by the call that received them. */
const settlesWithin = minute;

/** What was set aside is tried again: a figure may have been supplied since. */
const retryAfter = 60 * minute;

/**
 * The record against Temporal. What never started is started; of the rest people are told: nothing is started twice.
 */
export function createReconcileActivities({
  store,
  ledger,
  executionOf,
  executionOfRound,
  alarms,
  takeAnchor,
  takeReadAnchor,
  log,
}: Dependencies) {
  return {
    async compareCases({ after, at }: { after?: string; at: string }): Promise<ReconcilePage> {
      const now = new Date(at);
      const page = await ledger.undecided(new Date(now.getTime() - settlesWithin), after, pageSize);
      const outcomes = await Promise.all(page.map((one) => compare(one, now)));
      const last = page.at(-1);
      const counts = { started: count(outcomes, 'started'), alarmed: count(outcomes, 'alarmed') };
      return last && page.length === pageSize ? { ...counts, next: last.caseId } : counts;
    },

    /** Rounds, answers, messages and registry events whose way to Temporal was lost; and alarms that are over. */
    async requeueUnderWay({ at }: { at: string }): Promise<{ requeued: number }> {
      const now = new Date(at);
      for (const roundId of await ledger.roundsUnderWay(new Date(now.getTime() - settlesWithin)))
        await compareRound(roundId, now);
      const requeued =
        (await ledger.requeueUnderWay(now)) + (await ledger.retrySetAside(new Date(now.getTime() - retryAfter), now));
      await alarms.clearOver(now);
      if (requeued > 0) log.warn({ requeued }, 'messages to Temporal put into the outbox again');
      return { requeued };
    },

    /** Key: the workflow. Somebody who is none of our processes has started it, or sent it a signal. */
    async reportForeignMessage({ workflowId, message, at }: { workflowId: string; message: string; at: string }) {
      const params = { workflow: workflowId.slice(0, 100), message };
      await alarms.raise({ id: `foreign:${params.workflow}`, problem: 'foreignMessage', params, at: new Date(at) });
      log.error(params, 'a message to a workflow that did not come from this system');
    },

    /**
     * Key: the day, for chains and for reads. Each root is logged, so that whoever keeps the log can hold the record
     * against it.
     */
    async anchorAudit({ day, at }: { day: PlainDate; at: string }): Promise<Anchor> {
      const anchor = await takeAnchor(day, new Date(at));
      log.info(anchor, 'audit chains anchored');
      log.info(await takeReadAnchor(day, new Date(at)), 'reads anchored');
      return anchor;
    },
  };

  async function compare(one: UndecidedCase, at: Date): Promise<'fine' | 'started' | 'alarmed'> {
    const state = await executionOf(one);
    const id = `case:${one.caseId}/${one.opening}`;
    if (state === 'running') {
      if (one.alarmed) await alarms.clear(id, at);
      return 'fine';
    }
    // A run records its end before it closes: what it recorded meanwhile is no fault.
    const { status, opening } = await store.get(one.caseId);
    if (opening !== one.opening || (status !== 'received' && status !== 'open')) return 'fine';
    if (state === 'unknown' && status === 'received') {
      await ledger.requeueStart(one.caseId, at);
      return 'started';
    }
    await alarm(one, state, id, at);
    return 'alarmed';
  }

  /** A coordinator may be started anew wherever its round stands: what has been done it finds done. */
  async function compareRound(roundId: string, at: Date): Promise<void> {
    const state = await executionOfRound(roundId);
    const id = `roundStopped:${roundId}`;
    if (state !== 'closed') await alarms.clear(id, at);
    if (state === 'unknown') await ledger.requeueRound(roundId, at);
    // It publishes before it closes, perhaps just now.
    const stopped = state === 'closed' && (await ledger.roundsUnderWay(at)).includes(roundId);
    if (stopped) await alarms.raise({ id, problem: 'workflowClosed', params: { round: roundId }, at });
  }

  /** Key `alarm:<opening>:<problem>`. */
  async function alarm(
    { caseId, opening, alarmed }: UndecidedCase,
    state: Exclude<ExecutionState, 'running'>,
    id: string,
    at: Date,
  ): Promise<void> {
    if (alarmed) return;
    const problem = state === 'closed' ? 'workflowClosed' : 'workflowUnknown';
    await store.effect(caseId, `alarm:${opening}:${problem}`, () => ({
      at,
      actor: 'system',
      action: 'alarm',
      result: { problem },
    }));
    await alarms.raise({ id, subjectId: caseId, problem, params: { opening }, at });
    log.error({ case: caseId, opening, problem }, 'a case is undecided, and no workflow runs for it');
  }
}

function count<T>(outcomes: readonly T[], what: T): number {
  return outcomes.filter((one) => one === what).length;
}
