/** 每月集中评审: a round from its cut-off to its publication, in virtual time (PRACTICE #15, Panels). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Candidate } from '../../domain/rounds/draw.ts';
import { addDays, endOfMonth } from '../../domain/plain-date.ts';
import { dayIn, instantAt } from '../../domain/time-zone.ts';
import { openOffice, type Applied, type Office } from './office.ts';
import { approval, completeForTheBatch, confirmer, poor, rizhao, type Story } from './stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
  office.batches.experts = ['expert-1', 'expert-2', 'expert-3'].map(expert);
  await untilMonthBegins();
});
afterAll(() => office.close());

const zone = 'Asia/Shanghai';
const hour = 3_600_000;

function expert(subject: string): Candidate {
  return { subject, specialties: ['cardiology'], institution: null, department: null, fallback: false, absent: false, load: 0 };
}

/** So that an extra round fits into the month. */
async function untilMonthBegins(): Promise<void> {
  const now = await office.now();
  const first = instantAt(zone, addDays(endOfMonth(dayIn(zone, now)), 2), '09:00');
  await office.passes(first.getTime() - now.getTime());
}

let opened = 0;

/** One whose cut-off is in an hour, and that closes two days later. */
async function openRound(): Promise<string> {
  const now = (await office.now()).getTime();
  const in_ = (hours: number) => new Date(now + hours * hour);
  opened += 1;
  const month = dayIn(zone, in_(0)).slice(0, 7);
  const code = `${month}-t${opened}`;
  const times = { code, month, cutOffAt: in_(1), remindAt: in_(24), substituteAt: in_(36), closesAt: in_(49) };
  await office.batches.open(times, { region: 'rizhao', kind: 'manual', policyVersionId: rizhao.id, at: in_(0), by: 'supervisor-1' });
  return `rizhao/${code}`;
}

async function waiting(story: Story = completeForTheBatch): Promise<Applied> {
  const application = await office.apply(story);
  await application.reached(({ stage, notices }) => stage === 'awaitingBatch' && notices.length > 0);
  return application;
}

const judgesCalled = (roundId: string, { caseId }: Applied) => office.batches.member(roundId, caseId).calls.map(({ subject }) => subject);

it('rules by two ballots, as of the signature, and wakes its member once', async () => {
  const application = await waiting();
  const roundId = await openRound();
  await office.passes('2 hours');
  const judges = judgesCalled(roundId, application);
  expect(judges).toHaveLength(2);
  for (const subject of judges) office.batches.cast(roundId, application.caseId, subject, 'approved');
  await office.passes('3 days');
  expect(office.batches.of(roundId).stored.state).toBe('closed');
  expect(application.record().stored.decision).toBeNull();

  await office.round(roundId).sign('supervisor-1');
  await expect(application.ended()).resolves.toBe('approved');
  await office.round(roundId).ended();
  const { decision, filingNumber } = application.record().stored;
  const { at } = office.batches.of(roundId).signed!;
  expect(decision).toMatchObject({
    decidedAt: at.toISOString(),
    decidedBy: { kind: 'panel', round: roundId, subject: 'supervisor-1', role: 'supervisor' },
    benefitFrom: addDays(dayIn(zone, at), 1),
  });
  expect(filingNumber).toBeTruthy();
  expect(application.record().notices.map(({ template }) => template)).toEqual(['received', 'approved']);
  expect(office.batches.of(roundId).stored.state).toBe('published');
});
