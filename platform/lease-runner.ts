import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from './log.ts';

/** One kind of work that leaves later. What two lanes carry never waits for each other. */
export interface Lane<Item> {
  /** What it carries, for the log. */
  readonly name: string;
  /** Under way at one time at most. */
  readonly room: number;
  /**
   * Leases what is due, `room` at most: nobody else is given it until its lease is over, and then it is due again. So
   * several processes share a queue, and nothing is lost with one that dies.
   */
  take(room: number): Promise<readonly Item[]>;
  carry(item: Item): Promise<void>;
  /** Told of what could not be carried. Whether it can write that down or not, the lease ends. */
  failed(item: Item, error: unknown): Promise<void> | void;
  /** Rejects while nothing could be carried: then what is due is left to a process that can. */
  reach?(): Promise<void>;
  /** When nobody wakes it: what falls due by itself, and what another process has queued. */
  readonly pollMs?: number;
}

export interface LaneRunner {
  /** Something may be due. */
  wake(): void;
  /** Takes no more, and lets what is under way end. */
  stop(): Promise<void>;
}

const pollMs = 1_000;
/** A lane that cannot look waits longer each time, so many polls at most. */
const pollsBetweenFailures = 4;
/** With more that may be due, a full lane waits so long for half of its room, then for any. */
const topUpAfterMs = 100;

/** Carries what is due, for as long as the process lives: neither a failed look nor a failed item ends it. */
export function runLane<Item>(lane: Lane<Item>, log: Logger): LaneRunner {
  const underWay = new Set<Promise<void>>();
  const bell = createBell();
  let failedLooks = 0;
  let stopped = false;
  const running = loop();

  async function loop(): Promise<void> {
    while (!stopped) {
      const room = lane.room - underWay.size;
      const items = await look(room);
      items.forEach(begin);
      if (items.length < room) await bell.heard(untilNextLook());
      else await roomAgain();
    }
    await Promise.all(underWay);
  }

  async function look(room: number): Promise<readonly Item[]> {
    try {
      await lane.reach?.();
      const items = await lane.take(room);
      failedLooks = 0;
      return items;
    } catch (error) {
      failedLooks += 1;
      log.warn({ err: error, lane: lane.name, failedLooks }, 'cannot look for what is due');
      return [];
    }
  }

  function untilNextLook(): number {
    const polls = Math.min(2 ** Math.max(0, failedLooks - 1), pollsBetweenFailures);
    return polls * (lane.pollMs ?? pollMs);
  }

  /** One look for half a lane costs less than one for each item; but a few slow items do not hold up the others. */
  async function roomAgain(): Promise<void> {
    let patient = true;
    const givenUp = new AbortController();
    const patience = pause(topUpAfterMs, undefined, givenUp)
      .catch(() => undefined)
      .then(() => void (patient = false));
    while (underWay.size === lane.room || (patient && underWay.size > lane.room / 2)) {
      await Promise.race(patient ? [...underWay, patience] : underWay);
    }
    givenUp.abort();
  }

  function begin(item: Item): void {
    const carrying: Promise<void> = carry(item).finally(() => underWay.delete(carrying));
    underWay.add(carrying);
  }

  async function carry(item: Item): Promise<void> {
    try {
      await lane.carry(item);
    } catch (error) {
      await failed(item, error);
    }
  }

  async function failed(item: Item, error: unknown): Promise<void> {
    try {
      await lane.failed(item, error);
    } catch (unwritten) {
      log.warn({ err: unwritten, lane: lane.name }, 'a failure could not be written down');
    }
  }

  return {
    wake: bell.ring,
    async stop() {
      stopped = true;
      bell.ring();
      await running;
    },
  };
}

/** A ring while nobody listens is heard by the next who does. */
function createBell() {
  let rung = false;
  let wakeUp: (() => void) | undefined;
  return {
    ring(): void {
      rung = true;
      wakeUp?.();
    },
    async heard(timeoutMs: number): Promise<void> {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wakeUp = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      rung = false;
      wakeUp = undefined;
    },
  };
}
