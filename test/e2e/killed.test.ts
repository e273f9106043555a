import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Receipt } from '../../proof/demo/client.ts';
import { until } from '../../stack/until.ts';
import type { ExampleApplication } from '../../examples/format.ts';
import { pidOf } from '../support/running-stack.ts';
import { expectOnceEach } from './once-each.ts';
import { examplesThat, openWorld, type World } from './world.ts';

// Approved by the rules, and two people to tell.
const approved = examplesThat(
  { stage: 'decided', outcome: 'approved' },
  ({ submission, documents }) => 'agent' in submission && documents.length === 0,
);
const perPoint = 120_000;
let world: World;

beforeAll(async () => {
  world = await openWorld();
}, 120_000);

afterAll(() => world?.close());

/** Submits without waiting for the decision, again under the same key until there is a receipt. */
async function submit(line: ExampleApplication): Promise<string> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': line.key };
  let receipt: Receipt | undefined;
  const received = async () => {
    const answer = await world.client
      .call(line.caller, '/v1/applications', { method: 'POST', headers, body: JSON.stringify(line.submission) })
      .catch(() => undefined);
    if (answer && answer.status >= 400) throw new Error(JSON.stringify(answer.body));
    receipt = answer?.body as Receipt | undefined;
    return receipt !== undefined;
  };
  expect(await until(received, 30_000)).toBe(true);
  return receipt!.applications[0]!.id;
}

function two(): [ExampleApplication, ExampleApplication] {
  const [one, other] = approved.splice(0, 2);
  return [one!, other!];
}

async function expectAllOnce(lines: readonly ExampleApplication[], ids: readonly string[]): Promise<void> {
  await Promise.all(lines.map((line, index) => expectOnceEach(world, line, ids[index]!)));
}

describe('the app is killed and comes back by itself: one decision, one filing, one message each', () => {
  test(
    'after the receipt, before Temporal has heard of it',
    async () => {
      const lines = two();
      const temporal = pidOf(world.home, 'temporal');
      process.kill(temporal, 'SIGSTOP');
      let ids: string[];
      try {
        const began = Date.now();
        ids = await Promise.all(lines.map(submit));
        expect(Date.now() - began, 'a receipt does not wait for Temporal').toBeLessThan(15_000);
        await world.killApp();
      } finally {
        process.kill(temporal, 'SIGCONT');
      }
      await expectAllOnce(lines, ids);
    },
    perPoint,
  );

  test(
    'after the receipt, as the workflow begins',
    async () => {
      const lines = two();
      const first = submit(lines[0]).then(async (id) => {
        await world.killApp();
        return id;
      });
      const ids = await Promise.all([first, submit(lines[1])]);
      await expectAllOnce(lines, ids);
    },
    perPoint,
  );

  test(
    'after the decision, before the settlement service has heard of it',
    async () => {
      const lines = two();
      const struck = world.proxies.settlement.strikeAt('beforeService', world.killApp);
      const ids = await Promise.all(lines.map(submit));
      await struck;
      await expectAllOnce(lines, ids);
    },
    perPoint,
  );

  test(
    'after the settlement service has committed, before its answer arrives',
    async () => {
      const lines = two();
      const struck = world.proxies.settlement.strikeAt('afterService', world.killApp);
      const ids = await Promise.all(lines.map(submit));
      await struck;
      await expectAllOnce(lines, ids);
      const asked = ids.map((id) => world.proxies.settlement.committed(`${id}:file:0`));
      expect(Math.max(...asked)).toBeGreaterThan(1);
    },
    perPoint,
  );

  test(
    'after a notice was accepted, before that is known here',
    async () => {
      const lines = two();
      const struck = world.proxies.notification.strikeAt('afterService', world.killApp);
      const ids = await Promise.all(lines.map(submit));
      await struck;
      await expectAllOnce(lines, ids);
      const asked = ids.map((id) => world.proxies.notification.committed(`${id}:notify:decision:0:`));
      expect(Math.max(...asked)).toBeGreaterThan(2);
    },
    perPoint,
  );
});
