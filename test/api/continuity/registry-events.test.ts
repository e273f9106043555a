/** 登记变更: what registers report reaches every case of the person, once, in whatever order it comes. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { addDays, type PlainDate } from '../../../domain/plain-date.ts';
import { localDay } from '../../../domain/time-zone.ts';
import { lookupId } from '../../../platform/sealing.ts';
import { startSystem, type System } from '../harness.ts';
import { anApplicant, aPatient, officer, registered, submission, type Patient } from '../people.ts';
import { aPdf } from '../../support/papers.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

const register: Caller = { subject: 'civil-registry', roles: ['externalSystem'], regions: ['rizhao'] };
const today = localDay(new Date());

function report(
  { idNumber }: Patient,
  event: { kind: string; id?: string; on?: PlainDate } & Record<string, unknown>,
  by = register,
) {
  return system.as(by)('POST', '/v1/registry-events', {
    id: randomUUID(),
    region: 'rizhao',
    idNumber,
    on: today,
    ...event,
  });
}

/** Reported, and brought to every case of the person. */
async function applied(...[patient, event]: Parameters<typeof report>) {
  const { status } = await report(patient, event);
  expect(status).toBe(202);
  await settled();
}

async function settled(): Promise<void> {
  const waiting = () => system.prisma.outbox.count({ where: { kind: 'registryEvent' } });
  await expect.poll(waiting, { timeout: 20_000 }).toBe(0);
}

/** Somebody whose tumour is recognised and filed. */
async function recognised(): Promise<{ patient: Patient; caseId: string }> {
  const patient = aPatient();
  await system.registers(registered(patient));
  const caseId = await submitted(patient);
  await system.ended(caseId);
  return { patient, caseId };
}

async function submitted(patient: Patient): Promise<string> {
  const { body } = await system.submit(anApplicant(), submission(patient));
  return body.applications[0].id;
}

async function caseOf(id: string) {
  const { subject, ...row } = await system.prisma.applicationCase.findUniqueOrThrow({
    where: { id },
    include: { subject: { include: { tasks: true } }, notices: true, messages: true },
  });
  return { ...row, tasks: subject.tasks };
}

async function entitlementOf(caseId: string) {
  const { filingNumber } = await caseOf(caseId);
  return (await system.settlement.call('GET', `/v1/entitlements/${filingNumber}`)).body;
}

async function templatesOf(caseId: string): Promise<string[]> {
  const { notices } = await caseOf(caseId);
  return notices.map(({ template }) => template);
}

describe('a death', () => {
  it('ends what was recognised on the day after, and the family is told', async () => {
    const { patient, caseId } = await recognised();
    await applied(patient, { kind: 'died' });
    expect(await caseOf(caseId)).toMatchObject({ status: 'decided', recognitionState: 'ended', holdsPlace: false });
    const { state, history } = await entitlementOf(caseId);
    expect([state, history.at(-1)]).toEqual([
      'ended',
      expect.objectContaining({ kind: 'end', from: addDays(today, 1), reason: 'died' }),
    ]);
    expect(await templatesOf(caseId)).toEqual(['approved', 'entitlementEndedByDeath']);
  });

  it('ends an application under way, with its tasks', async () => {
    const patient = aPatient();
    const caseId = await submitted(patient);
    await expect.poll(async () => (await caseOf(caseId)).tasks.length).toBe(1);
    await applied(patient, { kind: 'died' });
    await system.ended(caseId);
    const { status, ending, tasks, messages } = await caseOf(caseId);
    expect({ status, ending, tasks: tasks.map(({ state }) => state) }).toEqual({
      status: 'ended',
      ending: 'personDied',
      tasks: ['cancelled'],
    });
    expect(messages).toMatchObject([{ kind: 'personDied', sentBy: 'system', state: 'taken' }]);
  });

  it('is known to the rules from then on', async () => {
    const { patient } = await recognised();
    await applied(patient, { kind: 'died' });
    const { body } = await system.submit(anApplicant(), submission(patient));
    expect(body.applications[0].decision).toMatchObject({
      outcome: 'notRecognised',
      reasons: [{ code: 'personDeceased' }],
    });
  });
});

describe('an insurance', () => {
  const resident = { insuranceType: 'resident' };

  it('that lapses suspends, and that is paid again resumes by itself', async () => {
    const { patient, caseId } = await recognised();
    await applied(patient, { kind: 'insuranceLapsed', ...resident, on: addDays(today, -3) });
    expect(await caseOf(caseId)).toMatchObject({ recognitionState: 'suspended', holdsPlace: true });
    expect(await entitlementOf(caseId)).toMatchObject({ state: 'suspended' });
    await applied(patient, { kind: 'insuranceResumed', ...resident });
    expect(await caseOf(caseId)).toMatchObject({ recognitionState: null });
    expect(await entitlementOf(caseId)).toMatchObject({ state: 'inForce' });
    expect(await templatesOf(caseId)).toEqual(['approved', 'entitlementSuspended', 'entitlementResumed']);
  });

  it('whose lapse is reported after its return is in force', async () => {
    const { patient, caseId } = await recognised();
    await applied(patient, { kind: 'insuranceResumed', ...resident, on: addDays(today, -1) });
    await applied(patient, { kind: 'insuranceLapsed', ...resident, on: addDays(today, -5) });
    expect(await caseOf(caseId)).toMatchObject({ recognitionState: null });
    expect(await entitlementOf(caseId)).toMatchObject({ state: 'inForce', history: [] });
    expect(await templatesOf(caseId)).toEqual(['approved']);
    const personId = lookupId(system.config.LOOKUP_KEY, patient.idNumber);
    const insured = await system.prisma.registryInsurance.findMany({ where: { personId }, orderBy: { from: 'asc' } });
    expect(insured.map(({ until }) => until && localDay(until))).toEqual([addDays(today, -6), null]);
  });

  it('of another kind changes nothing', async () => {
    const { patient, caseId } = await recognised();
    await applied(patient, { kind: 'insuranceLapsed', insuranceType: 'employee' });
    expect(await entitlementOf(caseId)).toMatchObject({ state: 'inForce', history: [] });
  });

  it('that changes its type takes the recognition along under its number, a suspension included', async () => {
    const { patient, caseId } = await recognised();
    await applied(patient, { kind: 'insuranceLapsed', ...resident });
    await applied(patient, { kind: 'insuranceTypeChanged', from: 'resident', to: 'employee' });
    const { insuranceType, recognitionState, filingNumber } = await caseOf(caseId);
    expect({ insuranceType, recognitionState }).toEqual({ insuranceType: 'employee', recognitionState: null });
    expect(await entitlementOf(caseId)).toMatchObject({ filingNumber, state: 'inForce', insuranceType: 'employee' });
    expect((await templatesOf(caseId)).at(-1)).toBe('entitlementMoved');
  });
});

describe('a category', () => {
  it('moves the open task of its person in the queue, and nothing else', async () => {
    const patient = aPatient();
    await system.registers(registered(patient, { records: [] }));
    const paper = await upload();
    const documents = [{ evidence: 'pathologyReport', documentId: paper }];
    const { body } = await system.submit(
      anApplicant(),
      submission(patient, {
        diseases: [{ disease: 'malignantTumor', institution: 'demo-first-peoples-hospital', documents }],
      }),
    );
    const caseId: string = body.applications[0].id;
    await expect.poll(async () => (await caseOf(caseId)).tasks.length).toBe(1);
    const before = await caseOf(caseId);
    await applied(patient, { kind: 'categoryGained', category: 'immediateHelp' });
    const after = await caseOf(caseId);
    expect(after.tasks[0]!.majorPriority).toBeLessThan(before.tasks[0]!.majorPriority);
    expect(after.majorPriority).toBe(after.tasks[0]!.majorPriority);
    expect([after.stage, after.dueAt, after.tasks[0]!.version]).toEqual([
      before.stage,
      before.dueAt,
      before.tasks[0]!.version,
    ]);
    const [row] = await lost(patient);
    expect(localDay(row!.until!)).toBe(addDays(today, -1));
  });

  async function lost(patient: Patient) {
    await applied(patient, { kind: 'categoryGained', category: 'immediateHelp', on: addDays(today, -9) });
    await applied(patient, { kind: 'categoryLost', category: 'immediateHelp' });
    const where = { personId: lookupId(system.config.LOOKUP_KEY, patient.idNumber), from: { lt: new Date(today) } };
    return system.prisma.registryCategory.findMany({ where });
  }

  async function upload(): Promise<string> {
    const { body } = await system.as(anApplicant())('POST', '/v1/documents', aPdf(), {
      'content-type': 'application/pdf',
    });
    return body.id;
  }
});

describe('the same event again', () => {
  it('is one event, and answered the same', async () => {
    const { patient, caseId } = await recognised();
    const id = randomUUID();
    const first = await report(patient, { kind: 'died', id });
    await settled();
    const second = await report(patient, { kind: 'died', id });
    expect(second.body).toEqual(first.body);
    await settled();
    expect((await entitlementOf(caseId)).history).toHaveLength(1);
  });

  it('with another body is refused; under the id of another sender it is another event', async () => {
    const patient = aPatient();
    const id = randomUUID();
    await report(patient, { kind: 'died', id });
    const other = await report(patient, { kind: 'died', id, on: addDays(today, -1) });
    expect([other.status, other.body.code]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
    const elsewhere = await report(
      patient,
      { kind: 'died', id, on: addDays(today, -1) },
      { ...register, subject: 'health-bureau' },
    );
    expect(elsewhere.status).toBe(202);
  });
});

describe('what is reported', () => {
  it('of somebody unknown is recorded, and has nothing to do', async () => {
    const patient = aPatient();
    await applied(patient, { kind: 'died' });
    const personId = lookupId(system.config.LOOKUP_KEY, patient.idNumber);
    expect(await system.prisma.registryEvent.count({ where: { personId } })).toBe(1);
  });

  it.each([
    ['lies in the future', { kind: 'died', on: addDays(today, 2) }, '/body/on'],
    ['names no insurance', { kind: 'insuranceLapsed' }, '/body/insuranceType'],
    ['names no known kind', { kind: 'moved' }, '/body/kind'],
  ])('is refused when it %s', async (_why, event, where) => {
    const { status, body } = await report(aPatient(), event);
    expect([status, body.errors[0].where]).toEqual([400, where]);
  });

  it.each<[who: string, by: Caller]>([
    ['an applicant', anApplicant()],
    ['an officer', officer],
    ["another region's register", { ...register, regions: ['xx-county'] }],
  ])('is not taken from %s', async (_who, by) => {
    const { status, body } = await report(aPatient(), { kind: 'died' }, by);
    expect([status, body.code]).toEqual([403, 'NOT_PERMITTED']);
  });

  it('leaves no identity number in the log, nor in the record', async () => {
    const patient = aPatient();
    await applied(patient, { kind: 'died' });
    expect(system.logged.filter((line) => line.includes(patient.idNumber))).toEqual([]);
    const rows = await system.prisma.registryEvent.findMany();
    expect(JSON.stringify(rows)).not.toContain(patient.idNumber);
  });
});
