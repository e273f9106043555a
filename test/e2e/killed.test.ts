/** One stack that is killed again and again: nothing comes out otherwise than without it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { personIn, type Receipt } from '../../proof/demo/client.ts';
import { until } from '../../stack/until.ts';
import type { ExampleApplication } from '../../examples/format.ts';
import { pidOf, processesOf } from '../support/running-stack.ts';
import { expectOnceEach } from './once-each.ts';
import { playRound } from './round-under-kills.ts';
import { examplesThat, openWorldOfProxies, withAgent, type WorldOfProxies } from './world.ts';

// Approved by the rules, and two people to tell.
const approved = examplesThat(
  { stage: 'decided', outcome: 'approved' },
  ({ caller, documents }) => caller.role === 'applicant' && documents.length === 0,
).map(withAgent);
const perPoint = 120_000;
let world: WorldOfProxies;

beforeAll(async () => {
  world = await openWorldOfProxies();
}, 120_000);

afterAll(() => world?.close());

/** Submits without waiting for the decision, again under the same key until there is a receipt. */
async function submit(line: ExampleApplication): Promise<string> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': line.key };
  const body = JSON.stringify(line.submission);
  const person = personIn(line);
  let receipt: Receipt | undefined;
  const received = async () => {
    const answer = await world.client
      .call(line.caller, '/v1/applications', { method: 'POST', headers, body, ...(person && { person }) })
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
      const struck = world.proxies.settlement.strikeAt('beforeService', ':file:', world.killApp);
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
      const struck = world.proxies.settlement.strikeAt('afterService', ':file:', world.killApp);
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
      const struck = world.proxies.notification.strikeAt('afterService', ':notify:decision:', world.killApp);
      const ids = await Promise.all(lines.map(submit));
      await struck;
      await expectAllOnce(lines, ids);
      const asked = ids.map((id) => world.proxies.notification.committed(`${id}:notify:decision:0:`));
      expect(Math.max(...asked)).toBeGreaterThan(2);
    },
    perPoint,
  );
});

test('the whole stack and its guard are killed: the next start clears what they left running', async () => {
  const killed = world.stack();
  for (const pid of [...processesOf(world.home, 'guard.mjs'), killed.process.pid!]) process.kill(pid, 'SIGKILL');
  await killed.ended;
  expect(processesOf(world.home).length).toBeGreaterThan(0);

  await world.startStack();
  expect(world.stack().said).toContain('left over from an earlier start: stopped postgres');
}, 120_000);

test('the app is killed three times in a round of two hundred: one of each, by the ballots that were cast', async () => {
  await playRound(world);
}, 400_000);

test('after all of it the stack stops without a trace', async () => {
  expect(await world.stack().stop()).toBe(0);
  expect(processesOf(world.home)).toEqual([]);
}, 60_000);
