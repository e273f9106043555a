/** 登记变更: what registers report of a person, in the order of the days on which it counts, each once. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RegistryEvent } from '../../../domain/continuity/registry-event.ts';
import { addDays, plainDate, type PlainDate } from '../../../domain/plain-date.ts';
import { localDay } from '../../../domain/time-zone.ts';
import type { ApplicationStart } from '../../../workflows/messages.ts';
import { openOffice, type Applied, type Office } from '../office.ts';
import { clear, doubtful, officer } from '../stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());
afterEach(() => {
  office.settlement.behaviour = 'answers';
});

const insurance = { insuranceType: 'resident' } as const;

/** Reported of the person whom the application is for. */
async function reported(application: Applied, event: object, on?: string): Promise<string> {
  const { personId, region } = await application.record();
  const id = `register/${randomUUID()}`;
  const day = on ? plainDate(on) : localDay(await office.now());
  await office.report(personId, { id, region, on: day, ...event } as RegistryEvent);
  return id;
}

/** A day before the office's today. */
async function daysAgo(days: number): Promise<PlainDate> {
  return addDays(localDay(await office.now()), -days);
}

async function brought(application: Applied) {
  return office.brought((await application.record()).personId);
}

const changesOf = (application: Applied) =>
  [...office.settlement.done]
    .filter(([key]) => key.startsWith(`${application.caseId}:registry`))
    .map(([, change]) => change);

describe('a death', () => {
  it('reaches an application under way, which ends; nothing is ended that was never recognised', async () => {
    const application = await office.apply(doubtful);
    await application.task();
    await reported(application, { kind: 'died' });
    await (await brought(application)).ended();
    await expect(application.ended()).resolves.toBe('personDied');
    expect(await application.record()).toMatchObject({ ending: 'personDied', tasks: [{ state: 'cancelled' }] });
    expect(changesOf(application)).toEqual([]);
  });

  it('waits while the settlement service is down, and is applied once', async () => {
    const application = await office.apply(clear);
    await application.ended();
    await reported(application, { kind: 'died' });
    office.settlement.behaviour = 'losesItsAnswers';
    const run = await brought(application);
    await office.passes('1 hour');
    expect((await application.record()).recognitionState).toBeNull();
    office.settlement.behaviour = 'answers';
    await office.passes('2 minutes');
    await run.ended();
    expect(await application.record()).toMatchObject({ recognitionState: 'ended', holdsPlace: false });
    expect(changesOf(application)).toMatchObject([{ kind: 'end', reason: 'died' }]);
    expect((await application.record()).notices.map(({ template }) => template)).toEqual([
      'approved',
      'entitlementEndedByDeath',
    ]);
  });
});

describe('what is reported while an approval cannot be filed', () => {
  it('waits for the officer: it is filed all the same, then the death ends it, and the family is told', async () => {
    office.settlement.behaviour = 'refuses';
    const application = await office.apply(clear);
    const { id: taskId } = await application.task('filingRefused');
    await reported(application, { kind: 'died' });
    const run = await brought(application);
    await office.passes('1 hour');
    expect(await application.record()).toMatchObject({ stage: 'filing', recognitionState: null, notices: [] });

    office.settlement.behaviour = 'answers';
    await application.answer({ taskId, by: officer, outcome: 'corrected' });
    await expect(application.ended()).resolves.toBe('approved');
    await office.passes('2 minutes');
    await run.ended();
    expect(await application.record()).toMatchObject({ recognitionState: 'ended', holdsPlace: false });
    expect(changesOf(application)).toMatchObject([{ kind: 'end', reason: 'died' }]);
    expect((await application.record()).notices.map(({ template }) => template)).toEqual([
      'approved',
      'entitlementEndedByDeath',
    ]);
    expect([...(await office.alarms())]).toEqual([]);
  });
});

describe('two events', () => {
  it('are applied in the order of their days, though they came the other way round', async () => {
    const application = await office.apply(clear);
    await application.ended();
    await reported(application, { kind: 'died' }, await daysAgo(1));
    await reported(application, { kind: 'insuranceLapsed', ...insurance }, await daysAgo(9));
    await (await brought(application)).ended();
    expect(changesOf(application)).toMatchObject([
      { kind: 'suspend', from: await daysAgo(9) },
      { kind: 'end', from: await daysAgo(0) },
    ]);
  });

  it('of one insurance: what lay between them is suspended, though its end was told first, and nobody is alarmed', async () => {
    const application = await office.apply(clear);
    await application.ended();
    await office.passes('20 days');
    await reported(application, { kind: 'insuranceResumed', ...insurance }, await daysAgo(1));
    await (await brought(application)).ended();
    await reported(application, { kind: 'insuranceLapsed', ...insurance }, await daysAgo(9));
    await (await brought(application)).ended();
    expect(changesOf(application)).toMatchObject([
      { kind: 'suspend', from: await daysAgo(9) },
      { kind: 'resume', from: await daysAgo(1) },
    ]);
    const { recognitionState, notices } = await application.record();
    expect([recognitionState, notices.map(({ template }) => template)]).toEqual([null, ['approved']]);
  });
});

describe('a death that was none', () => {
  it('is undone with what it caused: the recognition holds as if it had never ended, and the family is told', async () => {
    const application = await office.apply(clear);
    await application.ended();
    await office.passes('20 days');
    const died = await reported(application, { kind: 'died' }, await daysAgo(3));
    await (await brought(application)).ended();
    await reported(application, { kind: 'retracted', corrects: died });
    await (await brought(application)).ended();
    await reported(application, { kind: 'insuranceLapsed', ...insurance }, await daysAgo(2));
    await (await brought(application)).ended();
    expect(await application.record()).toMatchObject({ recognitionState: 'suspended', holdsPlace: true });
    expect(changesOf(application)).toMatchObject([
      { kind: 'end' },
      { kind: 'restate', steps: [] },
      { kind: 'suspend', from: await daysAgo(2) },
    ]);
    expect((await application.record()).notices.map(({ template }) => template)).toEqual([
      'approved',
      'entitlementEndedByDeath',
      'entitlementReinstated',
      'entitlementSuspended',
    ]);
  });

  it('never happens where it is taken back first', async () => {
    const application = await office.apply(clear);
    await application.ended();
    const died = `register/${randomUUID()}`;
    await reported(application, { kind: 'retracted', corrects: died });
    await (await brought(application)).ended();
    await reported(application, { kind: 'died', id: died });
    await (await brought(application)).ended();
    expect(await application.record()).toMatchObject({ recognitionState: null, holdsPlace: true });
    expect(changesOf(application)).toEqual([]);
  });

  it('gives back an application that it had ended, and its step to those who decide', async () => {
    const application = await office.apply(doubtful);
    await application.task();
    const died = await reported(application, { kind: 'died' });
    await (await brought(application)).ended();
    await application.ended();
    await reported(application, { kind: 'retracted', corrects: died });
    await (await brought(application)).ended();
    const again = await office.prisma.outbox.findFirstOrThrow({
      where: { kind: 'start', subjectId: application.caseId },
    });
    await (await office.begin(again.payload as unknown as ApplicationStart)).task();
    expect(await application.record()).toMatchObject({ status: 'open', ending: null, opening: 1 });
    expect((await application.record()).notices.map(({ template }) => template)).toContain('applicationRevived');
  });
});

describe('what cannot be carried out', () => {
  it('raises an alarm, changes nothing, and holds up no other event', async () => {
    const { openRegion } = office.inForce;
    const published = openRegion();
    const silent = {
      carriesOverBetweenInsuranceTypes: {
        ...published.policy.continuity.carriesOverBetweenInsuranceTypes,
        value: null,
      },
    };
    office.inForce.openRegion = () => ({ ...published, policy: { ...published.policy, continuity: silent } });
    const application = await office.apply(clear);
    await application.ended();
    const changed = await reported(
      application,
      { kind: 'insuranceTypeChanged', from: 'resident', to: 'employee' },
      await daysAgo(9),
    );
    await reported(application, { kind: 'died' }, await daysAgo(1));
    await (await brought(application)).ended();
    office.inForce.openRegion = openRegion;
    expect([...(await office.alarms())]).toEqual([[`registryEvent:${changed}`, 'PARAMETER_NOT_CONFIGURED']]);
    expect(changesOf(application)).toMatchObject([{ kind: 'end', from: await daysAgo(0) }]);
    expect((await application.record()).insuranceType).toBe('resident');
  });
});
