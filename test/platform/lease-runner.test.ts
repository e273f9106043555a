import { afterEach, describe, expect, it, vi } from 'vitest';
import { runLane, type Lane, type LaneRunner } from '../../platform/lease-runner.ts';
import { createLogger } from '../../platform/log.ts';

const silent = createLogger('test', 'silent');
const running: LaneRunner[] = [];

afterEach(() => Promise.all(running.splice(0).map((runner) => runner.stop())));

/** Items in the order in which they fall due. A lease ends when the test says so; what is carried is gone. */
function createQueue(...items: string[]) {
  let due = items;
  const leased = new Set<string>();
  const asked: number[] = [];
  return {
    asked,
    add: (...more: string[]) => due.push(...more),
    leasesEnd() {
      due = [...leased, ...due];
      leased.clear();
    },
    async take(room: number) {
      asked.push(room);
      const taken = due.splice(0, room);
      for (const item of taken) leased.add(item);
      return taken;
    },
    gone: (item: string) => leased.delete(item),
    left: () => [...leased, ...due],
  };
}

type Queue = ReturnType<typeof createQueue>;

/** Carries in a way that the test ends item by item. */
function createCarrier(queue: Queue) {
  const held = new Map<string, { done: () => void; fail: () => void }>();
  const begun: string[] = [];
  return {
    begun,
    held: () => [...held.keys()],
    carry(item: string): Promise<void> {
      begun.push(item);
      return new Promise<void>((resolve, reject) => {
        held.set(item, { done: resolve, fail: () => reject(new Error(`${item} was not taken`)) });
      });
    },
    done(...items: string[]) {
      for (const item of items) {
        queue.gone(item);
        held.get(item)!.done();
        held.delete(item);
      }
    },
    fail(item: string) {
      held.get(item)!.fail();
      held.delete(item);
    },
  };
}

function run(queue: Queue, lane: Partial<Lane<string>> = {}): LaneRunner {
  const runner = runLane<string>(
    {
      name: 'test',
      room: 4,
      pollMs: 5,
      take: queue.take,
      carry: async (item) => void queue.gone(item),
      failed: () => undefined,
      ...lane,
    },
    silent,
  );
  running.push(runner);
  return runner;
}

/** Long enough for many polls. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 60));

const longer = 60_000;

describe('a lane', () => {
  it('carries in the order in which the queue gives, each once', async () => {
    const items = Array.from({ length: 25 }, (_, n) => `item ${n}`);
    const queue = createQueue(...items);
    const carried: string[] = [];
    run(queue, {
      async carry(item) {
        carried.push(item);
        queue.gone(item);
      },
    });
    await expect.poll(queue.left).toEqual([]);
    expect(carried).toEqual(items);
  });

  it('takes no more than it has room for, and more when half of its room is free', async () => {
    const queue = createQueue('a', 'b', 'c', 'd', 'e', 'f');
    const carrier = createCarrier(queue);
    run(queue, { carry: carrier.carry });
    await expect.poll(carrier.held).toEqual(['a', 'b', 'c', 'd']);
    await aWhile();
    expect(queue.asked).toEqual([4]);
    carrier.done('a', 'b');
    await expect.poll(carrier.held).toEqual(['c', 'd', 'e', 'f']);
    expect(queue.asked).toEqual([4, 2]);
    carrier.done('c', 'd', 'e', 'f');
  });

  it('is not held up by the slow: where most of its room stays taken, any that is free is used', async () => {
    const queue = createQueue('slow 1', 'slow 2', 'slow 3', 'a', 'b', 'c');
    const carrier = createCarrier(queue);
    run(queue, { carry: carrier.carry });
    for (const quick of ['a', 'b', 'c']) {
      await expect.poll(carrier.held).toContain(quick);
      carrier.done(quick);
    }
    expect(carrier.held()).toEqual(['slow 1', 'slow 2', 'slow 3']);
    carrier.done(...carrier.held());
  });

  it('looks when it is woken, and hears who wakes it while it looks', async () => {
    const queue = createQueue();
    let looking = () => {};
    const firstLook = new Promise<void>((resolve) => (looking = resolve));
    const runner = run(queue, {
      pollMs: longer,
      async take(room) {
        const taken = await queue.take(room);
        if (queue.asked.length === 1) await firstLook;
        return taken;
      },
    });
    queue.add('queued behind the look');
    runner.wake();
    looking();
    await expect.poll(queue.left).toEqual([]);
    queue.add('queued later');
    runner.wake();
    await expect.poll(queue.left).toEqual([]);
  });

  it('looks by itself', async () => {
    const queue = createQueue();
    run(queue);
    await expect.poll(() => queue.asked.length).toBeGreaterThan(2);
    queue.add('fallen due');
    await expect.poll(queue.left).toEqual([]);
  });

  it('does not wait for another lane, however full or unreached that is', async () => {
    const hanging = createQueue('a', 'b', 'c', 'd');
    const carrier = createCarrier(hanging);
    const unreached = createQueue('x');
    const queue = createQueue('carried');
    run(hanging, { carry: carrier.carry });
    run(unreached, { reach: () => new Promise((_, reject) => setTimeout(reject, 200, new Error('unreached'))) });
    run(queue);
    await expect.poll(queue.left).toEqual([]);
    expect(carrier.held()).toHaveLength(4);
    expect(unreached.asked).toEqual([]);
    carrier.done(...carrier.held());
  });
});

describe('a lease', () => {
  it('keeps an item from others, and brings it again when it ends and nobody carried the item', async () => {
    const queue = createQueue('a');
    const hanging = createCarrier(queue);
    // With room for no second, it cannot take the item again itself.
    run(queue, { carry: hanging.carry, room: 1 });
    await expect.poll(hanging.held).toEqual(['a']);
    const other = createCarrier(queue);
    run(queue, { carry: other.carry });
    await aWhile();
    expect(other.held()).toEqual([]);
    queue.leasesEnd();
    await expect.poll(other.held).toEqual(['a']);
    other.done('a');
    hanging.done('a');
  });

  it('two runners carry every item once', async () => {
    const queue = createQueue(...Array.from({ length: 40 }, (_, n) => `item ${n}`));
    const carried: string[] = [];
    const carry = async (item: string) => {
      carried.push(item);
      queue.gone(item);
    };
    run(queue, { carry });
    run(queue, { carry });
    await expect.poll(queue.left).toEqual([]);
    expect(new Set(carried).size).toBe(40);
    expect(carried).toHaveLength(40);
  });
});

describe('a failure', () => {
  it('is told, and ends nothing: the item comes again with the end of its lease', async () => {
    const queue = createQueue('a', 'b');
    const carrier = createCarrier(queue);
    const failed = vi.fn<(item: string, error: unknown) => void>();
    run(queue, { carry: carrier.carry, failed });
    await expect.poll(carrier.held).toEqual(['a', 'b']);
    carrier.fail('a');
    carrier.done('b');
    await expect.poll(() => failed.mock.calls).toEqual([['a', new Error('a was not taken')]]);
    queue.leasesEnd();
    await expect.poll(carrier.held).toEqual(['a']);
    carrier.done('a');
  });

  it('that cannot be written down ends nothing either', async () => {
    const queue = createQueue('a');
    const carry = vi.fn<(item: string) => Promise<void>>().mockRejectedValueOnce(new Error('not taken'));
    carry.mockImplementation(async (item) => void queue.gone(item));
    const failed = vi.fn<() => Promise<void>>().mockRejectedValue(new Error('the database is away'));
    run(queue, { carry, failed });
    await expect.poll(() => failed.mock.calls.length).toBe(1);
    queue.leasesEnd();
    await expect.poll(queue.left).toEqual([]);
  });

  it('to look is followed by another look, later each time, and nothing is taken meanwhile', async () => {
    const queue = createQueue('a');
    const looks: number[] = [];
    let away = true;
    const reach = async () => {
      looks.push(performance.now());
      if (away) throw new Error('the database is away');
    };
    run(queue, { pollMs: 10, reach });
    await expect.poll(() => looks.length).toBeGreaterThan(4);
    expect(looks[3]! - looks[2]!).toBeGreaterThan(2 * 10);
    expect(queue.asked).toEqual([]);
    away = false;
    await expect.poll(queue.left).toEqual([]);
  });
});

describe('stopping', () => {
  it('takes no more, and waits for what is under way', async () => {
    const queue = createQueue('a', 'b', 'c', 'd', 'e');
    const carrier = createCarrier(queue);
    const runner = run(queue, { carry: carrier.carry });
    await expect.poll(carrier.held).toEqual(['a', 'b', 'c', 'd']);
    let stopped = false;
    const stopping = runner.stop().then(() => (stopped = true));
    carrier.done('a', 'b', 'c');
    await aWhile();
    expect(stopped).toBe(false);
    carrier.done('d');
    await stopping;
    expect(queue.left()).toEqual(['e']);
  });

  it('carries what it had taken in that moment: its lease would keep it from others', async () => {
    const queue = createQueue('a');
    let give = () => {};
    const given = new Promise<void>((resolve) => (give = resolve));
    const runner = run(queue, {
      async take(room) {
        const taken = await queue.take(room);
        await given;
        return taken;
      },
    });
    await expect.poll(() => queue.asked).toEqual([4]);
    const stopping = runner.stop();
    give();
    await stopping;
    expect(queue.left()).toEqual([]);
  });

  it('does not wait for the next poll', async () => {
    const runner = run(createQueue(), { pollMs: longer });
    await aWhile();
    await runner.stop();
  });
});
