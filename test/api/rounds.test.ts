/** What Temporal starts by itself: each round once, on the whole system. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../domain/plain-date.ts';
import { dayIn } from '../../domain/time-zone.ts';
import { applicationWorkflowId } from '../../workflows/ids.ts';
import { startSystem, type System } from './harness.ts';
import { anApplicant, aPatient, registered, submission } from './people.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

const today = dayIn('Asia/Shanghai', new Date());

async function submitted(known = true): Promise<string> {
  const patient = aPatient();
  if (known) await system.registers(registered(patient));
  const { body } = await system.submit(anApplicant(), submission(patient));
  return body.applications[0].id;
}

/** Now, instead of at its hour. */
async function round(scheduleId: string): Promise<void> {
  const handle = system.temporal.schedule.getHandle(scheduleId);
  const actions = async () => (await handle.describe()).info.recentActions;
  const before = (await actions()).length;
  await handle.trigger();
  await expect.poll(async () => (await actions()).length, { timeout: 20_000 }).toBeGreaterThan(before);
  const { workflowId, firstExecutionRunId } = (await actions()).at(-1)!.action.workflow;
  await system.temporal.workflow.getHandle(workflowId, firstExecutionRunId).result();
}

const caseOf = (id: string) => system.prisma.applicationCase.findUniqueOrThrow({ where: { id } });

it('every round has its schedule, in the time zone of the regions; a second process changes nothing about it', async () => {
  const second = await system.start();
  const schedules = async () => {
    const found: string[] = [];
    for await (const { scheduleId } of system.temporal.schedule.list()) found.push(scheduleId);
    return found.sort();
  };
  await expect.poll(schedules, { timeout: 20_000 }).toEqual(['audit-anchor', 'outreach', 'reconcile', 'renewals', 'rounds', 'sampling', 'undeliverable-notices']);
  const { spec } = await system.temporal.schedule.getHandle('renewals').describe();
  expect(spec).toMatchObject({ timezone: 'Asia/Shanghai', calendars: [{ hour: [{ start: 1 }], minute: [{ start: 10 }] }] });
  await second.close();
});

describe('the round of renewals', () => {
  it('renews what comes to its end: opened, decided, and filed under the number that the person has', async () => {
    const earlier = await submitted();
    await system.ended(earlier);
    await system.prisma.applicationCase.update({ where: { id: earlier }, data: { benefitUntil: new Date(addDays(today, 20)) } });
    await round('renewals');
    const { personId, filingNumber } = await caseOf(earlier);
    const renewal = await system.prisma.applicationCase.findFirstOrThrow({ where: { personId, kind: 'renewal' } });
    await expect.poll(async () => (await caseOf(renewal.id)).stage, { timeout: 20_000 }).toBe('closed');
    expect(await caseOf(renewal.id)).toMatchObject({ outcome: 'approved', filingNumber });
    expect(await caseOf(earlier)).toMatchObject({ recognitionState: 'replaced', holdsPlace: false });
    const { body } = await system.settlement.call('GET', `/v1/entitlements/${filingNumber}`);
    expect(body.history.map(({ kind, reason }: { kind: string; reason: string }) => [kind, reason])).toEqual([
      ['extend', 'renewalPending'],
      ['extend', 'renewal'],
    ]);
    const seen = await system.as(anApplicant())('GET', `/v1/applications/${renewal.id}`);
    expect(seen.body).toMatchObject({ kind: 'renewal', status: 'decided' });
  });

  it('ends what nobody has renewed in time', async () => {
    const caseId = await submitted();
    await system.ended(caseId);
    await system.prisma.applicationCase.update({ where: { id: caseId }, data: { benefitUntil: new Date(addDays(today, -1)) } });
    await round('renewals');
    expect(await caseOf(caseId)).toMatchObject({ recognitionState: 'ended', holdsPlace: false });
    const notices = await system.prisma.notice.findMany({ where: { caseId }, orderBy: { acceptedAt: 'asc' } });
    expect(notices.map(({ template }) => template)).toEqual(['approved', 'entitlementExpired']);
  });
});

describe('the reconciler', () => {
  it('tells of a case whose workflow was terminated, and starts it no second time', async () => {
    const caseId = await submitted(false);
    const receivedAt = new Date(Date.now() - 120_000);
    await system.prisma.applicationCase.update({ where: { id: caseId }, data: { receivedAt } });
    await system.temporal.workflow.getHandle(applicationWorkflowId(caseId)).terminate('by mistake');
    await round('reconcile');
    expect(await system.prisma.alarm.findMany({ where: { caseId } })).toMatchObject([{ problem: 'workflowClosed', clearedAt: null }]);
    const metrics = await (await fetch(`${system.url}/metrics`)).text();
    expect(metrics).toMatch(/manteban_alarms\{[^}]*problem="workflowClosed"[^}]*\} 1/);
    const { status } = await system.temporal.workflow.getHandle(applicationWorkflowId(caseId)).describe();
    expect(status.name).toBe('TERMINATED');
  });
});

it('the audit chains are anchored', async () => {
  await submitted();
  await round('audit-anchor');
  expect(await system.prisma.auditAnchor.findMany()).toMatchObject([{ day: new Date(today), previous: '0'.repeat(64) }]);
  expect(system.logged.some((line) => line.includes('audit chains anchored'))).toBe(true);
});
