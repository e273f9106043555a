import { isCancellation, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { taskQueues, type TaskQueue } from './ids.ts';

export type Effect = (...args: never[]) => Promise<unknown>;
export type Effects<A> = { readonly [K in keyof A]: A[K] extends Effect ? A[K] : never };

/**
 * The effects of one concern: the queue that serves each when it has become a normal activity, and the summary by which
 * Temporal UI shows it. Workflows call them through it, and workers serve just what stands in it (app/capability.ts).
 */
export interface EffectTable<A> {
  readonly queue: TaskQueue;
  readonly summaries: Readonly<Record<keyof A & string, string>>;
  /** Never there: ties the table to the activities that carry it out. */
  readonly carriedOutBy?: A;
}

/** @param summaries one for each effect, no more and no fewer. */
export function effectTable<A extends Record<keyof A, Effect>>(
  queue: TaskQueue,
  summaries: EffectTable<A>['summaries'],
): EffectTable<A> {
  return { queue, summaries };
}

/** An effect that has been tried once; it is done, or goes on until it is. */
export interface Underway {
  readonly done: Promise<unknown>;
}

type Attempts<A> = {
  readonly [K in keyof A]: A[K] extends (...args: infer P) => unknown ? (...args: P) => Promise<Underway> : never;
};

type Proxied = Record<string, { executeWithOptions(options: { summary: string }, args: unknown[]): Promise<unknown> }>;

/**
 * Every effect runs first as a local activity, inside the workflow task that needs it: a few attempts, 3 s in all. When
 * that fails for want of a store or service, the same effect under the same idempotency key becomes a normal activity
 * that never gives up, and shows in Temporal UI, as each one does, by its summary. So nothing that is down makes a
 * history grow.
 */
function waysOf<A extends Record<keyof A, Effect>>({ queue, summaries }: EffectTable<A>) {
  const nearby = proxyLocalActivities<A>({
    startToCloseTimeout: '2s',
    scheduleToCloseTimeout: '3s',
    retry: { maximumAttempts: 3, initialInterval: '100ms' },
  }) as unknown as Proxied;
  const patient = proxyActivities<A>({
    taskQueue: taskQueues[queue],
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
export function effects<A extends Record<keyof A, Effect>>(table: EffectTable<A>): Effects<A> {
  const { names, nearby, patient } = waysOf(table);
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
 * Each effect, tried once, for what the next step does not wait for. An attempt is awaited before the next begins: of
 * local activities at the same time, a replay resolves the first begun first, whichever had been done first, and what
 * follows from them would come in another order than in history.
 */
export function attempts<A extends Record<keyof A, Effect>>(table: EffectTable<A>): Attempts<A> {
  const { names, nearby, patient } = waysOf(table);
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

/**
 * Effects that take long, each over many rows, page by page: normal activities from the start, which say that they are
 * alive and go on where they were when their worker dies. So a history does not grow with what they go through.
 * @param heartbeatTimeout for how long one may be silent.
 */
export function longEffects<A extends Record<keyof A, Effect>>(
  { queue, summaries }: EffectTable<A>,
  heartbeatTimeout: '10s' | '2 minutes' = '10s',
): Effects<A> {
  const long = proxyActivities<A>({
    taskQueue: taskQueues[queue],
    startToCloseTimeout: '2 hours',
    heartbeatTimeout,
    retry: { initialInterval: '1s', maximumInterval: '1 minute' },
  }) as unknown as Proxied;
  const names = Object.keys(summaries) as (keyof A & string)[];
  return Object.fromEntries(
    names.map((name) => [
      name,
      (...args: unknown[]) => long[name]!.executeWithOptions({ summary: summaries[name] }, args),
    ]),
  ) as unknown as Effects<A>;
}

/** A domain error stands however often it is asked again, and a cancellation does; anything else is an outage. */
function isFinal(error: unknown): boolean {
  if (isCancellation(error)) return true;
  const cause = (error as ActivityFailure).cause as ApplicationFailure | undefined;
  return cause?.nonRetryable === true;
}
