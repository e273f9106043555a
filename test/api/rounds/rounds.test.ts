/** What Temporal starts by itself: each round once, on the whole system. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../../domain/plain-date.ts';
import { localDay } from '../../../domain/time-zone.ts';
import { writeAtOnce } from '../../../store/one-statement.ts';
import { roundOpening } from '../../../store/rounds/opening.ts';
import { applicationWorkflowId, batchRoundWorkflowId } from '../../../workflows/ids.ts';
import { sealer } from '../../../platform/sealing.ts';
import { startSystem, type System } from '../harness.ts';
import { anApplicant, aPatient, hypertension, registered, submission, supervisor, tumour } from '../people.ts';
import { anExpert, approval, refusal } from './desk.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

const today = localDay(new Date());

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
  await expect
    .poll(schedules, { timeout: 20_000 })
    .toEqual([
      'audit-anchor',
      'contact-notices',
      'outreach',
      'reconcile',
      'renewals',
      'rounds',
      'sampling',
      'undeliverable-notices',
    ]);
  const { spec } = await system.temporal.schedule.getHandle('renewals').describe();
  expect(spec).toMatchObject({
    timezone: 'Asia/Shanghai',
    calendars: [{ hour: [{ start: 1 }], minute: [{ start: 10 }] }],
  });
  await second.close();
});

describe('the round of renewals', () => {
  it('renews what comes to its end: opened, decided, and filed under the number that the person has', async () => {
    const earlier = await submitted();
    await system.ended(earlier);
    await system.prisma.applicationCase.update({
      where: { id: earlier },
      data: { benefitUntil: new Date(addDays(today, 20)) },
    });
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
    const { applicantSealed } = await system.prisma.submission.findUniqueOrThrow({
      where: { id: renewal.submissionId },
    });
    const person = sealer(system.config.DATA_KEYS).open(applicantSealed) as { idNumber: string; name: string };
    const seen = await system.as({ ...anApplicant(), person })('GET', `/v1/applications/${renewal.id}`);
    expect(seen.body).toMatchObject({ kind: 'renewal', status: 'decided' });
  });

  it('ends what nobody has renewed in time', async () => {
    const caseId = await submitted();
    await system.ended(caseId);
    await system.prisma.applicationCase.update({
      where: { id: caseId },
      data: { benefitUntil: new Date(addDays(today, -1)) },
    });
    await round('renewals');
    expect(await caseOf(caseId)).toMatchObject({ recognitionState: 'ended', holdsPlace: false });
    const notices = await system.prisma.notice.findMany({ where: { caseId }, orderBy: { acceptedAt: 'asc' } });
    expect(notices.map(({ template }) => template)).toEqual(['approved', 'entitlementExpired']);
  });
});

describe('a round of the monthly batch', () => {
  const experts = ['expert-1', 'expert-2'].map((subject) => anExpert(subject));
  const soon = (seconds: number) => new Date(Date.now() + seconds * 1_000);

  async function waiting(): Promise<string> {
    const patient = aPatient();
    await system.registers(registered(patient, { records: [hypertension] }));
    const { body } = await system.submit(
      anApplicant(),
      submission(patient, { diseases: [{ ...tumour, disease: 'hypertensionComplicated' }] }),
    );
    const caseId = body.applications[0].id;
    await expect.poll(async () => (await caseOf(caseId)).stage).toBe('awaitingBatch');
    return caseId;
  }

  async function opened(): Promise<string> {
    const { id: policyVersionId } = await system.prisma.policyVersion.findFirstOrThrow({
      where: { pack: 'rizhao-shandong-2020', overlaySha: { not: null } },
    });
    const times = {
      code: '2026-11-x1',
      month: '2026-11',
      cutOffAt: soon(0),
      remindAt: soon(0),
      substituteAt: soon(0),
      closesAt: soon(9),
    };
    await writeAtOnce(
      system.prisma,
      roundOpening(times, { region: 'rizhao', kind: 'manual', policyVersionId, at: soon(0), by: 'supervisor-1' }),
    );
    return 'rizhao/2026-11-x1';
  }

  it('is opened, judged, signed and published on the whole system, with one date of decision', async () => {
    const staff = experts.map(({ subject }) => ({
      subject,
      roles: ['expert'],
      regions: ['rizhao'],
      specialties: ['cardiology'],
      updatedAt: soon(0),
      updatedBy: 'x',
    }));
    await system.prisma.staffMember.createMany({ data: staff });
    const [approved, refused, withdrawn] = [await waiting(), await waiting(), await waiting()] as const;
    const roundId = await opened();
    const state = async () => (await system.prisma.batchRound.findUniqueOrThrow({ where: { id: roundId } })).state;
    await expect.poll(state, { timeout: 8_000 }).toBe('voting');
    for (const expert of experts) {
      for (const [caseId, ballot] of [
        [approved, approval],
        [refused, refusal],
        [withdrawn, approval],
      ] as const) {
        const { status, text } = await system.as(expert)(
          'PUT',
          `/v1/rounds/${roundId}/members/${caseId}/ballot`,
          ballot,
        );
        expect(status, text).toBe(201);
      }
    }
    await expect
      .poll(
        async () => (await system.prisma.roundMember.findMany({ where: { roundId } })).map((member) => member.state),
        { timeout: 20_000 },
      )
      .toEqual(['ruled', 'ruled', 'ruled']);
    const gone = await system.as(anApplicant())(
      'POST',
      `/v1/applications/${withdrawn}/withdrawal`,
      {},
      { 'Idempotency-Key': 'gone-1' },
    );
    expect(gone.status, gone.text).toBeLessThan(300);
    expect((await system.as(supervisor)('POST', `/v1/rounds/${roundId}/signature`)).status).toBeLessThan(300);
    await expect.poll(state, { timeout: 30_000 }).toBe('published');

    const { decidedAt } = await system.prisma.batchRound.findUniqueOrThrow({ where: { id: roundId } });
    expect(await caseOf(approved)).toMatchObject({
      outcome: 'approved',
      decidedAt,
      decidedBy: { kind: 'panel', round: roundId, subject: 'supervisor-1' },
    });
    expect(await caseOf(refused)).toMatchObject({
      outcome: 'notRecognised',
      decidedAt,
      reasons: [{ code: 'criterionNotMet' }],
    });
    expect(await caseOf(withdrawn)).toMatchObject({ outcome: null, ending: 'withdrawn' });
    await expect.poll(() => system.prisma.outbox.findMany(), { timeout: 10_000 }).toEqual([]);
    await system.temporal.workflow.getHandle(batchRoundWorkflowId(roundId)).result();
  });
});

describe('the reconciler', () => {
  it('tells of a case whose workflow was terminated, and starts it no second time', async () => {
    const caseId = await submitted(false);
    const receivedAt = new Date(Date.now() - 120_000);
    await system.prisma.applicationCase.update({ where: { id: caseId }, data: { receivedAt } });
    await system.temporal.workflow.getHandle(applicationWorkflowId(caseId)).terminate('by mistake');
    await round('reconcile');
    expect(await system.prisma.alarm.findMany({ where: { subjectId: caseId } })).toMatchObject([
      { problem: 'workflowClosed', clearedAt: null },
    ]);
    const metrics = await (await fetch(system.metricsUrl)).text();
    expect(metrics).toMatch(/manteban_alarms\{[^}]*problem="workflowClosed"[^}]*\} 1/);
    const { status } = await system.temporal.workflow.getHandle(applicationWorkflowId(caseId)).describe();
    expect(status.name).toBe('TERMINATED');
  });
});

it('the audit chains are anchored', async () => {
  await submitted();
  await round('audit-anchor');
  expect(await system.prisma.auditAnchor.findMany()).toMatchObject([
    { day: new Date(today), previous: '0'.repeat(64) },
  ]);
  expect(system.logged.some((line) => line.includes('audit chains anchored'))).toBe(true);
});
