/**
 * The daily trigger: each month has its round, and whoever answers for it hears in time that it will not (PRACTICE
 * #15).
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRoundTriggerActivities } from '../../../activities/rounds/round-trigger-activities.ts';
import type { PublishedPolicy } from '../../../store/policies/published-policies.ts';
import { addDays, plainDate } from '../../../domain/plain-date.ts';
import type { Policy } from '../../../domain/policy/schema.ts';
import { localDay, instantAt } from '../../../domain/time-zone.ts';
import { createPrismaAlarms } from '../../../store/alarms/alarms.ts';
import { createSubmissions } from '../../../store/cases/submissions.ts';
import { createPrismaRoundBook } from '../../../store/rounds/round-store.ts';
import { calendar } from '../../domain/packs.ts';
import { submissionOf } from '../../workflows/received-case.ts';
import { openRecords, type Records } from '../../workflows/records.ts';
import { completeForTheBatch, county, rizhao } from '../../workflows/stories.ts';

let records: Records;
beforeEach(async () => {
  records = await openRecords();
});
afterEach(() => records.close());

const longAgo = new Date(0);

async function applied(receivedAt: Date): Promise<void> {
  const submission = submissionOf({ ...completeForTheBatch, papers: [] }, receivedAt, records.sealer);
  await createSubmissions(records).receive(submission);
}

/** At its hour of every day of these, both included. */
async function runs(from: string, until: string, policies: readonly Policy[] = [rizhao, county]): Promise<void> {
  const all = () => policies.map((policy) => ({ policy, reference: { id: policy.id } }) as PublishedPolicy);
  const inForce = { all, openRegion: (region: string) => all().find(({ policy }) => policy.region.code === region)! };
  const { prisma } = records;
  const [book, alarms] = [createPrismaRoundBook(prisma), createPrismaAlarms(prisma)];
  const trigger = createRoundTriggerActivities({ book, inForce, calendar, alarms });
  for (let today = plainDate(from); today <= plainDate(until); today = addDays(today, 1)) {
    const at = instantAt(today, '00:20');
    await prisma.batchRound.updateMany({ where: { closesAt: { lt: at } }, data: { state: 'published' } });
    await trigger.openRoundsDue({ today, at: at.toISOString() });
  }
}

async function opened(): Promise<string[]> {
  const rounds = await records.prisma.batchRound.findMany({ orderBy: { openedAt: 'asc' } });
  return rounds.map(({ id, kind }) => `${id} ${kind}`);
}

async function alarmed(): Promise<[id: string, problem: string][]> {
  const alarms = await records.prisma.alarm.findMany({ where: { clearedAt: null } });
  return alarms.map(({ id, problem }) => [id, problem]);
}

describe('a year of it', () => {
  it('opens one round a month, before its cut-off, in the regions that decide in rounds', async () => {
    await runs('2020-01-01', '2020-12-31');
    expect(await opened()).toEqual(
      Array.from({ length: 12 }, (_none, month) => `rizhao/2020-${String(month + 1).padStart(2, '0')} scheduled`),
    );
    expect(await alarmed()).toEqual([]);
  });

  it('opens none twice', async () => {
    await runs('2020-07-01', '2020-07-31');
    await runs('2020-07-01', '2020-07-31');
    expect(await opened()).toEqual(['rizhao/2020-07 scheduled']);
  });
});

describe('when it did not run', () => {
  it('makes up for a round whose cut-off has passed, as long as it closes later', async () => {
    await runs('2020-07-16', '2020-07-16');
    expect(await opened()).toEqual(['rizhao/2020-07 scheduled']);
  });

  it("opens an extra round where the month's own has passed, if it fits into the month", async () => {
    await applied(longAgo);
    await runs('2020-07-25', '2020-07-25');
    expect(await opened()).toEqual(['rizhao/2020-07-x1 extra']);
    const { closesAt } = await records.prisma.batchRound.findUniqueOrThrow({ where: { id: 'rizhao/2020-07-x1' } });
    expect(localDay(closesAt)).toBe('2020-07-28');
  });

  it('misses nothing in a month before whose cut-off nobody had applied in the region', async () => {
    await applied(instantAt(plainDate('2020-07-16'), '09:00'));
    await runs('2020-07-22', '2020-08-20');
    expect(await opened()).toEqual(['rizhao/2020-08 scheduled']);
    expect(await alarmed()).toEqual([]);
  });

  it('raises an alarm where it does not, until the next month has had its own', async () => {
    await applied(longAgo);
    await runs('2020-07-31', '2020-08-20');
    expect(await opened()).toEqual(['rizhao/2020-08 scheduled']);
    expect(await alarmed()).toEqual([['round:rizhao/2020-07', 'ROUND_MISSING']]);
    await runs('2020-08-21', '2020-08-21');
    expect(await alarmed()).toEqual([]);
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
  expect(await opened()).toEqual(['rizhao/2020-07 scheduled']);
  expect(await alarmed()).toEqual([['round:elsewhere/2020-07', 'PARAMETER_NOT_CONFIGURED']]);
});
