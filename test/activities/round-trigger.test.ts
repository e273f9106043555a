/**
 * The daily trigger: each month has its round, and whoever answers for it hears in time that it will not (PRACTICE
 * #15).
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { createRoundTriggerActivities } from '../../activities/rounds/round-trigger-activities.ts';
import type { PublishedPolicy } from '../../store/policies/published-policies.ts';
import { addDays, plainDate } from '../../domain/plain-date.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { localDay, instantAt } from '../../domain/time-zone.ts';
import { calendar } from '../domain/packs.ts';
import { MemoryCaseStore } from '../workflows/memory-case-store.ts';
import { RoundsInMemory } from '../workflows/memory-rounds.ts';
import { alarmsOf, UpkeepInMemory } from '../workflows/memory-upkeep.ts';
import { county, rizhao } from '../workflows/stories.ts';

let book: RoundsInMemory;
let upkeep: UpkeepInMemory;
beforeEach(() => {
  const store = new MemoryCaseStore();
  book = new RoundsInMemory(store);
  upkeep = new UpkeepInMemory(store, async () => undefined);
});

/** At its hour of every day of these, both included. */
async function runs(from: string, until: string, policies: readonly Policy[] = [rizhao, county]): Promise<void> {
  const all = () => policies.map((policy) => ({ policy, reference: { id: policy.id } }) as PublishedPolicy);
  const inForce = { all, openRegion: (region: string) => all().find(({ policy }) => policy.region.code === region)! };
  const trigger = createRoundTriggerActivities({ book, inForce, calendar, alarms: alarmsOf(upkeep) });
  for (let today = plainDate(from); today <= plainDate(until); today = addDays(today, 1)) {
    const at = instantAt(today, '00:20');
    for (const round of book.rounds.values())
      if (round.stored.closesAt < at) round.stored = { ...round.stored, state: 'published' };
    await trigger.openRoundsDue({ today, at: at.toISOString() });
  }
}

const opened = () => [...book.rounds.values()].map(({ stored, kind }) => `${stored.id} ${kind}`);

describe('a year of it', () => {
  it('opens one round a month, before its cut-off, in the regions that decide in rounds', async () => {
    await runs('2020-01-01', '2020-12-31');
    expect(opened()).toEqual(
      Array.from({ length: 12 }, (_none, month) => `rizhao/2020-${String(month + 1).padStart(2, '0')} scheduled`),
    );
    expect(upkeep.alarms.size).toBe(0);
  });

  it('opens none twice', async () => {
    await runs('2020-07-01', '2020-07-31');
    await runs('2020-07-01', '2020-07-31');
    expect(opened()).toEqual(['rizhao/2020-07 scheduled']);
  });
});

describe('when it did not run', () => {
  it('makes up for a round whose cut-off has passed, as long as it closes later', async () => {
    await runs('2020-07-16', '2020-07-16');
    expect(opened()).toEqual(['rizhao/2020-07 scheduled']);
  });

  it("opens an extra round where the month's own has passed, if it fits into the month", async () => {
    await runs('2020-07-25', '2020-07-25');
    expect(opened()).toEqual(['rizhao/2020-07-x1 extra']);
    expect(localDay(book.of('rizhao/2020-07-x1').stored.closesAt)).toBe('2020-07-28');
  });

  it('misses nothing in a month before whose cut-off nobody had applied in the region', async () => {
    book.firstApplicationAt = instantAt(plainDate('2020-07-16'), '09:00');
    await runs('2020-07-22', '2020-08-20');
    expect(opened()).toEqual(['rizhao/2020-08 scheduled']);
    expect(upkeep.alarms.size).toBe(0);
  });

  it('raises an alarm where it does not, until the next month has had its own', async () => {
    await runs('2020-07-31', '2020-08-20');
    expect(opened()).toEqual(['rizhao/2020-08 scheduled']);
    expect([...upkeep.alarms]).toEqual([['round:rizhao/2020-07', { problem: 'ROUND_MISSING' }]]);
    await runs('2020-08-21', '2020-08-21');
    expect(upkeep.alarms.size).toBe(0);
  });
});

it('names a figure that is missing, and opens the rounds of other regions all the same', async () => {
  const procedures = {
    ...rizhao.procedures,
    monthlyBatch: {
      ...rizhao.procedures.monthlyBatch!,
      panel: { ...rizhao.procedures.monthlyBatch!.panel!, value: null },
    },
  };
  const without = { ...rizhao, region: { ...rizhao.region, code: 'elsewhere' }, procedures } as Policy;
  await runs('2020-07-13', '2020-07-13', [without, rizhao]);
  expect(opened()).toEqual(['rizhao/2020-07 scheduled']);
  expect([...upkeep.alarms]).toEqual([['round:elsewhere/2020-07', { problem: 'PARAMETER_NOT_CONFIGURED' }]]);
});
