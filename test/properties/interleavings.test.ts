/**
 * Whatever people, registries, time and outages do to cases of all procedures, in any order and at once:
 * test/properties/invariants.ts holds after every step, and the histories replay.
 *
 * For longer: PROPERTY_RUNS=200 npm test -- test/properties. A failure says its seed; PROPERTY_SEED plays it again.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { readablePayloads, replayed } from '../support/replayed.ts';
import { openOffice, type Office } from '../workflows/office.ts';
import { holdsOf } from './invariants.ts';
import { applications, course, during, play, type Life } from './moves.ts';

const runs = Number(process.env.PROPERTY_RUNS ?? 6);
const seed = process.env.PROPERTY_SEED;
const secondsARun = 30;

let office: Office;

beforeAll(async () => {
  office = await openOffice({ dataConverter: readablePayloads });
});
afterAll(() => office.close());

test(
  'every case has a next step or an end, kept to four eyes and deadlines, in any course of events',
  async () => {
    const property = fc.asyncProperty(course, async ({ applications: names, downAtFirst, steps }) => {
      const lives: Life[] = [];
      const applyAll = async () => {
        for (const name of names)
          lives.push({ applied: await office.apply(applications[name]), answered: [], refused: [] });
      };
      try {
        await (downAtFirst ? during(office, downAtFirst, applyAll) : applyAll());
        await office.passes('1 second');
        await allHold(lives);
        for (const step of steps) {
          await play(office, lives, step);
          await allHold(lives);
        }
        for (const { applied } of lives) await replays(applied);
      } finally {
        await endAll(lives);
      }
    });
    // One failure is enough to read; a smaller one would take as long as all runs again.
    await fc.assert(property, { numRuns: runs, endOnFailure: true, ...(seed && { seed: Number(seed) }) });
  },
  runs * secondsARun * 1_000,
);

async function allHold(lives: readonly Life[]): Promise<void> {
  const now = await office.now();
  for (const life of lives) await holdsOf(life, now);
}

async function replays({ handle, history }: Life['applied']): Promise<void> {
  await replayed(handle.workflowId, { events: [...(await history())] });
}

/** The next run has its own; those that are over cannot be ended. */
async function endAll(lives: readonly Life[]): Promise<void> {
  await Promise.all(lives.map(({ applied }) => applied.handle.terminate().catch(() => undefined)));
}
