/** 登记变更: what registers report reaches every case of the person, once, in whatever order it comes. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import type { Department } from '../../../domain/access/departments.ts';
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

function registerOf(department: Department, subject: string = department): Caller {
  return { subject, roles: ['externalSystem'], regions: ['rizhao'], department };
}

const register = registerOf('civilAffairs', 'civil-registry');

/** Who reports such a thing, by the example overlay. */
const reporters: Partial<Record<string, Caller>> = {
  insuranceLapsed: registerOf('medicalSecurity'),
  insuranceResumed: registerOf('medicalSecurity'),
  insuranceTypeChanged: registerOf('medicalSecurity'),
  categoryGained: registerOf('povertyOffice'),
  categoryLost: registerOf('povertyOffice'),
};
const today = localDay(new Date());

function report(
  { idNumber }: Patient,
  event: { kind: string; id?: string; on?: PlainDate } & Record<string, unknown>,
  by = reporters[event.kind] ?? register,
) {
  return system.as(by)('POST', '/v1/registry-events', {
    id: randomUUID(),
    region: 'rizhao',
    idNumber,
    ...(event.kind !== 'retracted' && { on: today }),
    ...event,
  });
}

/** What became of it, as its reporter reads it. */
async function stateOf(id: string, by = register) {
  return (await system.as(by)('GET', `/v1/registry-events/${by.subject}/${id}`)).body;
}

/** Reported, and brought to every case of the person. */
async function applied(...[patient, event, by]: Parameters<typeof report>) {
  const { status } = await report(patient, event, by);
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
    expect((await system.factsOf(patient)).insurance).toMatchObject([
      { until: addDays(today, -6) },
      { from: addDays(today, -1) },
    ]);
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
  });

  it('is held between the day on which it was gained and the day before it was lost', async () => {
    const patient = aPatient();
    await system.registers(registered(patient));
    await applied(patient, { kind: 'categoryLost', category: 'immediateHelp' });
    await applied(patient, { kind: 'categoryGained', category: 'immediateHelp', on: addDays(today, -9) });
    expect((await system.factsOf(patient)).categories).toEqual([
      { category: 'immediateHelp', from: addDays(today, -9), until: addDays(today, -1) },
    ]);
  });

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
      registerOf('health', 'health-bureau'),
    );
    expect(elsewhere.status).toBe(202);
  });
});

describe('what was wrong', () => {
  it('is taken back by whoever reported it, with what it ended: recognition, filing, and the rules', async () => {
    const { patient, caseId } = await recognised();
    const id = randomUUID();
    await applied(patient, { kind: 'died', id });
    expect(await stateOf(id)).toMatchObject({ state: 'carriedOut', kind: 'died', correctedBy: null });
    const correction = randomUUID();
    await applied(patient, { kind: 'retracted', id: correction, corrects: id });
    await applied(patient, { kind: 'retracted', id: correction, corrects: id });
    expect(await caseOf(caseId)).toMatchObject({ recognitionState: null, holdsPlace: true });
    expect(await entitlementOf(caseId)).toMatchObject({ state: 'inForce' });
    expect(await templatesOf(caseId)).toEqual(['approved', 'entitlementEndedByDeath', 'entitlementReinstated']);
    expect((await system.factsOf(patient)).person).toEqual({ known: true });
    expect(await stateOf(id)).toMatchObject({ state: 'undone', correctedBy: correction });
  });

  it('may be corrected before it comes, and then does nothing', async () => {
    const { patient, caseId } = await recognised();
    const id = randomUUID();
    await applied(patient, { kind: 'retracted', corrects: id });
    await applied(patient, { kind: 'died', id });
    expect(await templatesOf(caseId)).toEqual(['approved']);
    expect(await entitlementOf(caseId)).toMatchObject({ state: 'inForce', history: [] });
    expect(await stateOf(id)).toMatchObject({ state: 'undone' });
  });

  it('is corrected by another day, which takes its place', async () => {
    const { patient, caseId } = await recognised();
    const id = randomUUID();
    await applied(patient, { kind: 'died', id });
    await applied(patient, { kind: 'died', corrects: id, on: addDays(today, -2) });
    expect((await system.factsOf(patient)).person.diedOn).toBe(addDays(today, -2));
    const { state, history } = await entitlementOf(caseId);
    expect([state, history.at(-1).steps]).toEqual([
      'ended',
      [{ kind: 'end', from: addDays(today, -1), reason: 'died' }],
    ]);
  });

  it('is corrected once, by its own reporter alone, and of the same person', async () => {
    const patient = aPatient();
    const id = randomUUID();
    await report(patient, { kind: 'died', id });
    const stranger = registerOf('civilAffairs', 'other-registry');
    expect((await report(patient, { kind: 'retracted', corrects: id }, stranger)).status).toBe(202);
    expect((await system.factsOf(patient)).person.diedOn).toBe(today);
    const other = await report(aPatient(), { kind: 'retracted', corrects: id });
    expect([other.status, other.body.code]).toEqual([409, 'STATE_CONFLICT']);
    expect((await report(patient, { kind: 'retracted', corrects: id })).status).toBe(202);
    const again = await report(patient, { kind: 'retracted', corrects: id });
    expect([again.status, again.body.params.state]).toEqual([409, 'corrected']);
  });

  it('is read by its reporter and by officers of the region, without whose it is; for others there is none', async () => {
    const patient = aPatient();
    const id = randomUUID();
    await report(patient, { kind: 'died', id });
    const read = (by: Caller) => system.as(by)('GET', `/v1/registry-events/${register.subject}/${id}`);
    const mine = await read(register);
    expect([mine.status, JSON.stringify(mine.body).includes(patient.idNumber)]).toEqual([200, false]);
    expect((await read(officer)).status).toBe(200);
    expect((await read(registerOf('civilAffairs', 'other-registry'))).status).toBe(404);
    expect((await read({ ...officer, regions: ['xx-county'] })).status).toBe(404);
    expect((await read(anApplicant())).status).toBe(403);
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
    ['comes before the birth', { kind: 'died', on: '1900-01-01' as PlainDate }, '/body/on'],
    ['names no category of the region', { kind: 'categoryGained', category: 'billionaire' }, '/body/category'],
    ['names no region of ours', { kind: 'died', region: 'atlantis' }, '/body/region'],
    ['changes nothing', { kind: 'insuranceTypeChanged', from: 'resident', to: 'resident' }, '/body/to'],
    ['takes back nothing', { kind: 'retracted' }, '/body/corrects'],
    ['takes back itself', { kind: 'retracted', id: 'x', corrects: 'x' }, '/body/corrects'],
    ["stands under another's source", { kind: 'died', source: 'health-bureau' }, '/body'],
    ["has another's number", { kind: 'died', id: 'health-bureau/1' }, '/body/id'],
  ])('is refused when it %s', async (_why, event, where) => {
    const { status, body } = await report(aPatient(), event);
    expect([status, body.errors[0].where]).toEqual([400, where]);
  });

  it.each<[what: string, event: { kind: string } & Record<string, unknown>, by: Caller]>([
    ['a death by a poverty office', { kind: 'died' }, registerOf('povertyOffice')],
    ['a lapse by civil affairs', { kind: 'insuranceLapsed', insuranceType: 'resident' }, register],
    ['a list of the poverty office by civil affairs', { kind: 'categoryGained', category: 'immediateHelp' }, register],
    ['anything by who speaks for nobody', { kind: 'died' }, { subject: 'x', roles: ['externalSystem'], regions: '*' }],
  ])('is not taken from another department: %s', async (_what, event, by) => {
    const { status, body } = await report(aPatient(), event, by);
    expect([status, body.code, body.params.reason]).toEqual([403, 'NOT_PERMITTED', 'otherDepartment']);
  });

  it('names the figure where nobody has said who reports it', async () => {
    const elsewhere = { ...register, regions: ['yangzhou'] };
    const { status, body } = await report(aPatient(), { kind: 'died', region: 'yangzhou' }, elsewhere);
    expect([status, body.code, body.params.path]).toEqual([422, 'PARAMETER_NOT_CONFIGURED', 'registers.deaths']);
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

describe('the settlement service', () => {
  const hospital = 'demo-county-hospital';
  const claimed = async ({ idNumber }: Patient) => {
    const personRef = lookupId(system.config.LOOKUP_KEY, idNumber);
    const lines = [{ kind: 'ordinary', total: '10.00', inScope: '10.00' }];
    const path = `/v1/institutions/${hospital}/claims/${randomUUID()}`;
    return (await system.settlement.call('PUT', path, { personRef, region: 'rizhao', servedOn: today, lines })).body;
  };
  const marked = async (patient: Patient) => (await claimed(patient)).known?.[0].populations;
  const soon = { timeout: 20_000, interval: 500 };

  it('is told with the filing what registers say of the person, and again with every event', async () => {
    const { patient } = await recognised();
    await expect.poll(() => marked(patient), soon).toEqual([]);
    await applied(patient, { kind: 'categoryGained', category: 'immediateHelp' });
    await expect.poll(() => marked(patient), soon).toEqual(['immediateHelp']);
    await applied(patient, { kind: 'insuranceLapsed', insuranceType: 'resident' });
    await expect.poll(async () => (await claimed(patient)).params?.why, soon).toBe('notInsured');
    await expect.poll(() => system.prisma.outbox.count({ where: { kind: 'personFacts' } }), soon).toBe(0);
  });

  it('settles by what an office has on record, which its own officers say', async () => {
    const { patient } = await recognised();
    const path = `/v1/office-records/rizhao/assistance/${randomUUID()}`;
    const record = { idNumber: patient.idNumber, from: addDays(today, -1) };
    expect((await system.as(officer)('PUT', path, record)).body).toEqual({ kept: true });
    const otherwiseTyped = {
      ...record,
      idNumber: ` ${patient.idNumber.slice(0, 6)}-${patient.idNumber.slice(6).toLowerCase()}`,
    };
    expect((await system.as(officer)('PUT', path, otherwiseTyped)).body).toEqual({ kept: false });
    const granted = async () => (await claimed(patient)).known?.[0].assistanceGranted;
    await expect.poll(granted, soon).toBe(true);
    const end = await system.as(officer)('PUT', `${path}/end`, { reason: 'mistaken' });
    expect([end.status, await granted()]).toEqual([200, false]);
    const elsewhere = { ...officer, regions: ['xx-county'] };
    const desk = { subject: 'desk-1', roles: ['hospitalDesk'], regions: ['rizhao'], institution: hospital } as const;
    for (const nobody of [elsewhere, { ...desk, roles: [...desk.roles], regions: [...desk.regions] }])
      expect((await system.as(nobody)('PUT', path, record)).status).toBe(403);
  });
});
