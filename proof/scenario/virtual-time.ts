import { setTimeout as pause } from 'node:timers/promises';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Clock } from '../../platform/clock.ts';

/** How the town stands: what is in hand, and when something comes due by itself. */
export interface Outlook {
  /** Undefined when nothing is. */
  readonly inHand: string | undefined;
  readonly nextAt: Date | undefined;
}

const restsWithinMs = 60_000;
const lookEveryMs = 20;

/**
 * The one clock of a scenario: the test server's, set back or forward to where the scenario begins. It jumps from one
 * thing that comes due to the next, and only while nothing is in hand, so that whatever happens happens at its time.
 */
export class VirtualTime implements Clock {
  /** Milliseconds from the server's time to the scenario's. */
  readonly shift: number;
  readonly #env: TestWorkflowEnvironment;
  #serverTime: number;
  #readAt: number;

  private constructor(env: TestWorkflowEnvironment, serverTime: number, start: Date) {
    this.#env = env;
    this.#serverTime = serverTime;
    this.#readAt = performance.now();
    this.shift = start.getTime() - serverTime;
  }

  static async startingAt(start: Date, env: TestWorkflowEnvironment): Promise<VirtualTime> {
    return new VirtualTime(env, await env.currentTimeMs(), start);
  }

  now(): Date {
    return new Date(this.#serverTime + (performance.now() - this.#readAt) + this.shift);
  }

  async passUntil(instant: Date, look: () => Promise<Outlook>): Promise<void> {
    for (;;) {
      const { nextAt } = await this.rest(look);
      const stop = nextAt && nextAt < instant ? nextAt : instant;
      const ahead = stop.getTime() - this.now().getTime();
      if (ahead > 0) await this.#skip(ahead);
      if (stop === instant) break;
    }
    await this.rest(look);
  }

  /** Waits until nothing is in hand. */
  async rest(look: () => Promise<Outlook>): Promise<Outlook> {
    const deadline = performance.now() + restsWithinMs;
    for (;;) {
      const outlook = await look();
      if (outlook.inHand === undefined) return outlook;
      if (performance.now() > deadline) throw new Error(`It does not come to rest: ${outlook.inHand}.`);
      await pause(lookEveryMs);
    }
  }

  async #skip(milliseconds: number): Promise<void> {
    await this.#env.sleep(Math.ceil(milliseconds));
    this.#serverTime = await this.#env.currentTimeMs();
    this.#readAt = performance.now();
  }
}
