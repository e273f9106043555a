/**
 * 主动办: from the register to the contact, the helper, the consent and the application; and what became of it, by
 * township.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { maskIdentityNumber } from '../../../domain/identity-number.ts';
import { addMonths } from '../../../domain/plain-date.ts';
import { localDay } from '../../../domain/time-zone.ts';
import type { RegistryEntry } from '../../../examples/format.ts';
import { lookupId } from '../../../platform/sealing.ts';
import { taskQueues } from '../../../workflows/ids.ts';
import { wholeChain } from '../../support/subjects.ts';
import { startSystem, type System } from '../harness.ts';
import {
  anApplicant,
  aPatient,
  hospital,
  officer,
  officerElsewhere,
  paper,
  registered,
  submission,
  supervisor,
  type Patient,
} from '../people.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system?.close());

const today = localDay(new Date());
const categories = [{ category: 'immediateHelp', from: '2020-01-01' }];
const stay = (icd10 = 'C34.1') =>
  ({ kind: 'inpatientStay', institution: hospital, on: addMonths(today, -6), icd10 }) as const;
const aHelper = (): Caller => ({ subject: `helper-${randomUUID()}`, roles: ['agent'], regions: [] });
const consent = { authorisation: '本人签字的委托书（示例）' };

async function paperOf(caller: Caller): Promise<string> {
  const headers = { 'content-type': 'application/pdf' };
  const { body } = await system.as(caller)('POST', '/v1/documents', paper(), headers);
  return body.id;
}

async function round(workflow = 'outreachPass'): Promise<void> {
  await system.temporal.workflow.execute(workflow, {
    taskQueue: taskQueues.workflows,
    workflowId: `${workflow}-${randomUUID()}`,
    args: [],
  });
}

const personIdOf = ({ idNumber }: Patient) => lookupId(system.config.LOOKUP_KEY, idNumber);
const contactsOf = (patient: Patient) =>
  system.prisma.outreachContact.findMany({ where: { personId: personIdOf(patient) }, orderBy: { openedAt: 'asc' } });

/** Who did what about a person, by the audit chain. */
async function done(patient: Patient): Promise<[actor: string, action: string][]> {
  const chain = await wholeChain(system.prisma, personIdOf(patient));
  return chain.map(({ actor, action }) => [actor, action]);
}

/** Somebody poor who was in hospital half a year ago and never recognised, unless they differ. */
async function treated(differing: Partial<RegistryEntry> = {}): Promise<Patient> {
  const patient = aPatient();
  await system.registers(registered(patient, { categories, records: [stay()], ...differing }));
  return patient;
}

/** The same, found by the round. */
async function sought(differing: Partial<RegistryEntry> = {}) {
  const patient = await treated(differing);
  await round();
  const [contact] = await contactsOf(patient);
  return { patient, path: `/v1/outreach/contacts/${contact!.id}` };
}

const read = async (path: string, caller: Caller = officer) => (await system.as(caller)('GET', path)).body;

async function assign(path: string, { subject }: Caller, said: object = {}) {
  const { version } = await read(path);
  const helper = { subject, kind: 'villageCommittee', name: '帮办某', phone: '19900007777' };
  return system.as(officer)('POST', `${path}/assignment`, { version, helper, ...said });
}

async function assigned(path: string, helper = aHelper()): Promise<Caller> {
  expect((await assign(path, helper)).status).toBe(200);
  return helper;
}

async function reports(caller: Caller, path: string, said: object) {
  const { version } = await read(path);
  return system.as(caller)('POST', `${path}/report`, { version, ...said });
}

const apply = (caller: Caller, path: string, form: object = {}) =>
  system.as(caller)('POST', `${path}/application`, form);

describe('the nightly round', () => {
  it('opens one contact a person and disease, however often it runs', async () => {
    const patient = await treated();
    const notPoor = await treated({ categories: [] });
    await round();
    await round();
    expect(await contactsOf(patient)).toMatchObject([
      { disease: 'malignantTumor', cause: 'treated', state: 'open', township: '示例镇' },
    ]);
    expect(await done(patient)).toEqual([['rules', 'contactOpened']]);
    expect(await contactsOf(notPoor)).toEqual([]);
  });

  it('opens one for each disease of a person, and says so of each in one chain', async () => {
    const { patient } = await sought({ records: [stay(), stay('F20.0')] });
    const opened = (await contactsOf(patient)).map(({ id, disease }) => ({ contact: id, disease }));
    expect(opened).toHaveLength(2);
    const said = (await wholeChain(system.prisma, personIdOf(patient))).map(({ data }) => data);
    expect(said).toEqual(expect.arrayContaining(opened.map((contact) => expect.objectContaining(contact))));
    expect(said).toHaveLength(2);
  });

  it('closes what a death has overtaken', async () => {
    const { patient, path } = await sought();
    await system.registers(registered(patient, { categories, records: [stay()], diedOn: today }));
    await round();
    expect(await read(path)).toMatchObject({ state: 'closed', closedBecause: 'died', permittedActions: [] });
    expect(await wholeChain(system.prisma, personIdOf(patient))).toMatchObject([
      { action: 'contactOpened' },
      { actor: 'system', action: 'contactClosed', data: { contact: path.split('/').at(-1), because: 'died' } },
    ]);
  });

  it('finds in the claims what no register has, and says where it was found', async () => {
    const settles = (patient: Patient, facts: object) =>
      system.settlement.call('PUT', `/v1/institutions/${hospital}/claims/${randomUUID()}`, {
        personRef: personIdOf(patient),
        region: 'rizhao',
        servedOn: addMonths(today, -2),
        lines: [{ kind: 'inpatient', total: '9000.00', inScope: '9000.00' }],
        ...facts,
      });
    const [byClaim, byBoth, tooOld] = await Promise.all([
      treated({ records: [] }),
      treated(),
      treated({ records: [] }),
    ]);
    const insurance = [{ type: 'resident', region: 'rizhao', from: '2020-01-01' }];
    for (const patient of [byClaim, byBoth, tooOld]) {
      const facts = { version: 0, insurance, categories: [] };
      const told = await system.settlement.call('PUT', `/v1/persons/${personIdOf(patient)}/facts`, facts);
      expect(told.status, JSON.stringify(told.body)).toBe(201);
    }
    const settled = [
      settles(byClaim, { diagnoses: ['C34.1'] }),
      settles(byBoth, { diagnoses: ['C34.1'] }),
      settles(tooOld, { diagnoses: ['C34.1'], servedOn: addMonths(today, -37) }),
    ];
    expect((await Promise.all(settled)).map(({ status }) => status)).toEqual([201, 201, 201]);
    await round();
    await round();
    const found = { source: 'claims', kind: 'inpatientStay', institution: hospital, on: addMonths(today, -2) };
    expect(await contactsOf(byClaim)).toMatchObject([{ disease: 'malignantTumor', cause: 'treated', found }]);
    expect(await contactsOf(byBoth)).toMatchObject([{ found: { source: 'registers' } }]);
    expect(await contactsOf(tooOld)).toEqual([]);
    expect(await read(`/v1/outreach/contacts/${(await contactsOf(byClaim))[0]!.id}`)).toMatchObject({ found });
  });

  it('leaves nothing in the record, or the log, that tells who it is', async () => {
    const { patient } = await sought();
    const rows = JSON.stringify(await contactsOf(patient), (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString() : value,
    );
    expect(rows).not.toContain(patient.idNumber);
    expect(rows).not.toContain(patient.name);
    expect(system.logged.filter((line) => line.includes(patient.idNumber))).toEqual([]);
  });
});

describe('a contact', () => {
  it('is given by nobody to themselves', async () => {
    const { path } = await sought();
    const { status, body } = await assign(path, officer);
    expect([status, body.errors[0].where]).toEqual([400, '/body/helper/subject']);
  });

  it('is masked in lists, and shows whoever is to find the person where', async () => {
    const { patient, path } = await sought({ township: '名单镇' });
    const { items } = await read('/v1/outreach/contacts?region=rizhao&state=open&township=名单镇&unassigned=true');
    expect(items).toHaveLength(1);
    const idNumber = maskIdentityNumber(patient.idNumber);
    expect(items[0]).toMatchObject({ person: { name: '虚**', idNumber }, disease: 'malignantTumor', helper: null });
    const helper = await assigned(path);
    const person = { name: patient.name, idNumber, phone: null, village: '示例村' };
    expect(await read(path, helper)).toMatchObject({ person, helper: { kind: 'villageCommittee', name: '帮办某' } });
    expect(await read(path, supervisor)).toMatchObject({ person: { name: '虚**', phone: null, village: null } });
    expect(await read(path, officer)).toMatchObject({ person: { name: '虚**', phone: null, village: '示例村' } });
  });

  it('is for the helper to whom it was given, and for officers of the region', async () => {
    const { path } = await sought();
    const helper = await assigned(path);
    expect((await read('/v1/outreach/contacts', helper)).items).toHaveLength(1);
    expect((await read('/v1/outreach/contacts', aHelper())).items).toEqual([]);
    for (const stranger of [aHelper(), officerElsewhere]) {
      const answers = await Promise.all([
        system.as(stranger)('GET', path),
        reports(stranger, path, { result: 'reached' }),
        apply(stranger, path),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
    }
  });

  it('names no sensitive disease to a helper until the person agrees, nor to the next helper', async () => {
    const { path } = await sought({ records: [stay('F20.0')] });
    const helper = await assigned(path);
    const unnamed = await read(path, helper);
    expect(unnamed).toMatchObject({ disease: null, found: null, cause: 'treated' });
    expect(unnamed.guidance).not.toContain('精神');
    expect((await read('/v1/outreach/contacts', helper)).items[0].disease).toBeNull();
    expect((await system.as(helper)('GET', `${path}/outlook`)).body).toMatchObject({
      code: 'NOT_PERMITTED',
      params: { reason: 'noConsent' },
    });

    await reports(helper, path, { result: 'reached', consent });
    expect(await read(path, helper)).toMatchObject({ disease: null, consent: { toDiagnosis: false } });
    const signed = await paperOf(officer);
    const given = { givenBy: 'person', documentId: signed };
    expect((await system.as(helper)('POST', `${path}/consents`, given)).status).toBe(403);
    expect((await system.as(officer)('POST', `${path}/consents`, given)).status).toBe(201);
    expect(await read(path, helper)).toMatchObject({
      disease: 'psychosis',
      guidance: expect.stringContaining('严重精神障碍'),
      consent: { toDiagnosis: true },
    });
    const next = await assigned(path);
    expect(await read(path, next)).toMatchObject({ disease: null, consent: null });
    expect((await system.as(helper)('GET', path)).status).toBe(403);
  });

  it('is told to each helper once, without the disease, and to the next one too', async () => {
    const { patient, path } = await sought({ township: '通知镇' });
    const messages = async () =>
      (await system.notification.call('GET', `/v1/messages?caseRef=contact:${path.split('/').at(-1)}`)).body.messages;
    const contactBy = addMonths(today, 1);
    expect((await assign(path, aHelper(), { contactBy: today })).body.errors[0].where).toBe('/body/contactBy');
    expect((await assign(path, aHelper(), { contactBy })).body).toMatchObject({ contactBy, helper: { toldAt: null } });
    await round('contactNotices');
    await round('contactNotices');
    expect(await messages()).toMatchObject([
      { template: 'contactAssigned', required: false, recipient: { role: 'agent' } },
    ]);
    const { helper, events } = await read(path);
    expect([helper.toldAt, events.at(-1).action]).toEqual([expect.any(String), 'told']);
    expect(await done(patient)).toEqual([
      ['rules', 'contactOpened'],
      [officer.subject, 'contactAssigned'],
      ['system', 'contactTold'],
    ]);

    await assigned(path);
    await round('contactNotices');
    expect((await messages()).map(({ key }: any) => key.split(':').at(-1))).toEqual(['1', '2']);
    expect(system.logged.filter((line) => line.includes(patient.name))).toEqual([]);
  });

  it('says what is held already and what would be missing', async () => {
    const { path } = await sought();
    const outlook = await read(`${path}/outlook`, await assigned(path));
    expect(outlook).toMatchObject({ disease: 'malignantTumor', held: [{ evidence: 'inpatientRecord' }] });
  });

  it('that was changed meanwhile is not changed again', async () => {
    const { patient, path } = await sought();
    const helper = await assigned(path);
    const { status, body } = await system.as(helper)('POST', `${path}/report`, { version: 0, result: 'reached' });
    expect([status, body.code]).toEqual([409, 'VERSION_CONFLICT']);
    expect((await done(patient)).map(([, action]) => action)).not.toContain('contactReported');
  });
});

describe('what comes of it', () => {
  it('is tried again on another day where nobody was there', async () => {
    const { path } = await sought();
    const helper = await assigned(path);
    const again = addMonths(today, 1);
    expect((await reports(helper, path, { result: 'notReached' })).status).toBe(400);
    expect((await reports(helper, path, { result: 'notReached', againOn: today })).body.errors[0].where).toBe(
      '/body/againOn',
    );
    const { body } = await reports(helper, path, { result: 'notReached', againOn: again, note: '门上锁' });
    expect(body).toMatchObject({ state: 'open', result: 'notReached', againOn: again });
    const said = body.events.filter(({ action }: any) => action !== 'told');
    expect(said.map(({ action, note }: any) => [action, note])).toEqual([
      ['assigned', null],
      ['notReached', '门上锁'],
    ]);
  });

  it.each(['wantsNone', 'diedOrMoved'])('ends with %s, and the same record seeks nobody again', async (result) => {
    const { patient, path } = await sought();
    const helper = await assigned(path);
    expect((await reports(helper, path, { result })).body).toMatchObject({ state: 'closed', closedBecause: result });
    expect((await apply(helper, path)).body).toMatchObject({ code: 'STATE_CONFLICT' });
    await round();
    expect(await contactsOf(patient)).toHaveLength(1);
  });

  it('is an application with consent: filled in, received like any other, once', async () => {
    const { patient, path } = await sought({ records: [stay('F20.0')] });
    const helper = await assigned(path);
    expect((await apply(helper, path)).body).toMatchObject({ code: 'AGENT_NOT_AUTHORISED' });
    await reports(helper, path, { result: 'reached', consent });

    const { status, body, text } = await apply(helper, path, { institution: hospital });
    expect(status).toBe(202);
    expect(text).not.toContain('psychosis');
    expect((await apply(helper, path)).body).toEqual(body);
    const caseId = body.application.split('/').at(-1);
    await expect
      .poll(async () => (await read(body.application)).stage, { timeout: 15_000 })
      .not.toMatch(/received|assessing/);
    expect(await read(body.application, helper)).toMatchObject({ channel: 'proactive', disease: null });
    expect(await read(path)).toMatchObject({
      state: 'closed',
      closedBecause: 'applied',
      result: 'applied',
      application: body.application,
    });
    const { submission: sent } = await system.prisma.applicationCase.findUniqueOrThrow({
      where: { id: caseId },
      include: { submission: true },
    });
    expect([sent.personId, sent.clientId]).toEqual([personIdOf(patient), helper.subject]);
    expect((await done(patient)).filter(([, action]) => action !== 'contactTold')).toEqual([
      ['rules', 'contactOpened'],
      [officer.subject, 'contactAssigned'],
      [helper.subject, 'contactReported'],
      [helper.subject, 'contactClosed'],
    ]);
  });

  it('is the person’s own application: nobody is sent to them any more', async () => {
    const { patient, path } = await sought();
    const { body } = await system.submit(
      anApplicant(patient.idNumber.slice(-4)),
      submission(patient, { channel: 'proactive' }),
    );
    const { version } = await read(path);
    const helper = { subject: 'helper-late', kind: 'familyDoctor', name: '医生某' };
    const late = await system.as(officer)('POST', `${path}/assignment`, { version, helper });
    expect([late.status, late.body.code]).toEqual([409, 'STATE_CONFLICT']);
    expect(await read(path)).toMatchObject({
      closedBecause: 'applied',
      application: body.applications[0].links.self,
      helper: null,
    });
  });
});

describe('a refusal of somebody poor', () => {
  it('is followed once, and says what would be needed and who helps', async () => {
    const patient = await treated({ records: [] });
    const { body } = await system.submit(anApplicant('refused-1'), submission(patient));
    const caseId = body.applications[0].id;
    await refuse(caseId);
    await round();
    await round();
    const contacts = await contactsOf(patient);
    expect(contacts).toMatchObject([{ cause: 'refused', refusedCaseId: caseId, state: 'open' }]);
    const path = `/v1/outreach/contacts/${contacts[0]!.id}`;
    const helper = await assigned(path);
    const {
      guidance,
      whatWouldBeNeeded,
      person,
      helper: helps,
    } = (await system.as(helper)('GET', path, undefined, { 'accept-language': 'en' })).body;
    expect(guidance).toContain('Malignant tumour');
    expect(whatWouldBeNeeded.reasons).toMatchObject([
      { code: 'evidenceInsufficient', hint: expect.stringContaining('Pathology report') },
    ]);
    const [{ criterion, alternatives }] = whatWouldBeNeeded.evidence;
    expect([criterion, alternatives.map(({ code }: any) => code)]).toEqual([
      'confirmedMalignancy',
      ['pathologyReport', 'inpatientRecord', 'tumourImaging'],
    ]);
    expect([person.phone, helps.subject]).toEqual([patient.phone, helper.subject]);

    await reports(helper, path, { result: 'reached', consent });
    const { body: receipt } = await apply(helper, path);
    await expect.poll(async () => (await read(receipt.application)).kind).toBe('reapplication');
  });

  async function refuse(caseId: string): Promise<void> {
    const as = system.as(officer);
    const [{ id, version }] = (await as('GET', `/v1/tasks?applicationId=${caseId}&state=ready`)).body.items;
    const claimed = (await as('POST', `/v1/tasks/${id}/claim`, { version })).body;
    const reasons = [{ code: 'evidenceInsufficient', params: { criterion: 'confirmedMalignancy' } }];
    await as('POST', `/v1/tasks/${id}/completion`, {
      version: claimed.version,
      decision: { outcome: 'notRecognised', reasons },
    });
    await system.ended(caseId);
  }
});

/** Who has seen whom the helper applied for, and by what authorisation. */
async function approvedByOfficer(caseId: string): Promise<void> {
  const as = system.as(officer);
  const waiting = async () => (await as('GET', `/v1/tasks?applicationId=${caseId}&state=ready`)).body.items;
  await expect.poll(async () => (await waiting()).length, { timeout: 15_000 }).toBe(1);
  const [{ id, version }] = await waiting();
  const claimed = (await as('POST', `/v1/tasks/${id}/claim`, { version })).body;
  const answers = claimed.open.map((_point: unknown, point: number) => ({
    point,
    answer: 'satisfied',
    note: '身份和授权已核实（示例）',
  }));
  await as('POST', `/v1/tasks/${id}/completion`, {
    version: claimed.version,
    decision: { outcome: 'approved', answers },
  });
}

describe('results by township', () => {
  const resultsOf = async (caller: Caller, township: string) => {
    const { items } = await read(
      `/v1/outreach/results?region=rizhao&from=${today}&until=${localDay(new Date())}`,
      caller,
    );
    return items.find((line: any) => line.township === township);
  };

  it('count what was opened and what came of it', async () => {
    const people = await Promise.all([1, 2, 3].map(() => treated({ township: '计数镇' })));
    await round();
    const [first, second] = (await Promise.all(people.map(contactsOf))).map(
      ([contact]) => `/v1/outreach/contacts/${contact!.id}`,
    );
    await reports(await assigned(first!), first!, { result: 'wantsNone' });
    const helper = await assigned(second!);
    await reports(helper, second!, { result: 'reached', consent });
    const { body } = await apply(helper, second!, { institution: hospital });
    await approvedByOfficer(body.application.split('/').at(-1));
    await expect.poll(async () => (await read(body.application)).outcome, { timeout: 15_000 }).toBe('approved');
    expect(await resultsOf(supervisor, '计数镇')).toMatchObject({
      region: 'rizhao',
      opened: 3,
      open: 1,
      unassigned: 1,
      reached: 2,
      wantsNone: 1,
      diedOrMoved: 0,
      died: 0,
      recognisedElsewhere: 0,
      applied: 1,
      approved: 1,
      refused: 0,
    });
    expect(await resultsOf({ ...supervisor, regions: ['xx-county'] }, '计数镇')).toBeUndefined();
  });
});
