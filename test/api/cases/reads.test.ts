import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { firstBroken } from '../../../store/subjects/audit-chain.ts';
import { startSystem, type System } from '../harness.ts';
import {
  agent,
  anAgent,
  anApplicant,
  aPatient,
  desk,
  hypertension,
  officer,
  officerElsewhere,
  registered,
  schizophrenia,
  submission,
  supervisor,
  tumour,
} from '../people.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system?.close());

it('a filter that nobody declared is refused, not passed over', async () => {
  const { status, body } = await system.as(officer)('GET', '/v1/applications?stat=open');
  expect([status, body.code, body.errors[0].where]).toEqual([400, 'INVALID_REQUEST', '/query']);
});

describe('one case', () => {
  it('is shown with its timeline, trace, notices and entitlement', async () => {
    const { patient, id, links } = await decided(anApplicant());
    const { body } = await system.as(anApplicant())('GET', links.self);
    expect(body).toMatchObject({ status: 'decided', stage: 'closed', outcome: 'approved', disease: 'malignantTumor' });
    expect(body.applicant).toEqual({ name: patient.name, idNumber: patient.idNumber });
    expect(body.timeline.map(({ action }: any) => action)).toEqual([
      'received',
      'taken',
      'assessed',
      'decided',
      'filed',
      'told',
    ]);
    expect(body.timeline.map(({ sequence }: any) => sequence)).toEqual([1, 2, 3, 4, 5, 6]);
    const [assessment] = body.assessments;
    expect(assessment.verdict.kind).toBe('approve');
    const rules = assessment.trace.map(({ rule, clause, answer }: any) => ({
      rule,
      clause: clause.length > 0,
      answer,
    }));
    expect(rules).toContainEqual({ rule: 'criterion.confirmedMalignancy', clause: true, answer: 'met' });
    expect(body.notices).toEqual([expect.objectContaining({ template: 'approved', recipient: 'patient' })]);
    expect(body.entitlement).toMatchObject({ from: body.decision.benefitFrom, until: body.decision.benefitUntil });
    const chain = await system.prisma.auditEntry.findMany({ where: { subjectId: id }, orderBy: { sequence: 'asc' } });
    expect(firstBroken(chain as never)).toBeUndefined();
  });

  it('is not found under another id, and an id that is none is refused', async () => {
    const call = system.as(officer);
    expect((await call('GET', '/v1/applications/00000000-0000-4000-8000-000000000000')).body.code).toBe('NOT_FOUND');
    expect((await call('GET', '/v1/applications/1')).body.code).toBe('INVALID_REQUEST');
  });

  it('is shown to an officer who does not hold its task with a masked name and number', async () => {
    const { patient, links } = await decided(anApplicant());
    const { text, body } = await system.as(officer)('GET', links.self);
    expect(body.applicant.name).toBe(`虚${'*'.repeat(patient.name.length - 1)}`);
    expect(text).not.toContain(patient.idNumber);
    expect(text).not.toContain(patient.name);
  });

  it.each<[string, Caller, string]>([
    ['another applicant', anApplicant('stranger'), 'notOwner'],
    ['an agent of somebody else', { ...agent, subject: 'agent-2' }, 'notOwner'],
    ['an officer of another region', officerElsewhere, 'outsideRegion'],
    ['another hospital', { ...desk, institution: 'demo-county-hospital' }, 'notOwner'],
    ['an expert who was not given it', { subject: 'expert-1', roles: ['expert'], regions: ['rizhao'] }, 'notAssigned'],
  ])('is refused to %s', async (_who, caller, reason) => {
    const { links } = await decided(anApplicant());
    const { status, body } = await system.as(caller)('GET', links.self);
    expect([status, body.code, body.params]).toEqual([403, 'NOT_PERMITTED', { operation: 'readCase', reason }]);
    const { items } = (await system.as(caller)('GET', '/v1/applications')).body;
    expect(items.map(({ id }: any) => id)).not.toContain(links.self.split('/').at(-1));
  });
});

describe('an agent', () => {
  it('sees progress, but neither disease nor reasons nor trace, while the patient has not agreed', async () => {
    const refused = await decided(anApplicant(), { agent: anAgent() }, { insurance: [] });
    const { body, text } = await system.as(agent)('GET', refused.links.self);
    expect(body).toMatchObject({ status: 'decided', outcome: 'notRecognised', disease: null, assessments: null });
    expect(body.decision.reasons).toBeNull();
    expect(body.timeline.every((entry: object) => !('data' in entry))).toBe(true);
    expect(text).not.toMatch(/malignantTumor|恶性肿瘤|notInsured/);
    expect(text).not.toContain(refused.patient.idNumber);
  });

  it('sees all of it once the patient has', async () => {
    const refused = await decided(anApplicant(), { agent: anAgent() }, { insurance: [] });
    expect((await system.as(anApplicant())('POST', `${refused.links.self}/own-consent`)).status).toBe(201);
    const { body } = await system.as(agent)('GET', refused.links.self);
    expect(body.disease).toBe('malignantTumor');
    expect(body.decision.reasons[0].code).toBe('notInsured');
    expect(body.assessments).toHaveLength(1);
  });

  it('cannot learn the diagnosis by a filter of the list', async () => {
    const caller = { ...agent, subject: 'agent-filter', person: null };
    const records = { records: [schizophrenia] };
    const body = { channel: 'proxy', agent: anAgent(), diseases: [{ ...tumour, disease: 'psychosis' }] };
    const { id } = await decided(caller, body, records);
    const list = async (query: string) => (await system.as(caller)('GET', `/v1/applications${query}`)).body.items;
    expect(await list('')).toEqual([expect.objectContaining({ id, disease: null })]);
    expect(await list('?disease=psychosis')).toEqual([]);
    expect(await list('?disease=malignantTumor')).toEqual([]);
  });
});

describe('the list', () => {
  it('masks names and numbers, for officers and for the applicants themselves', async () => {
    const { patient } = await decided(anApplicant());
    for (const caller of [anApplicant(), officer, supervisor]) {
      const { text, body } = await system.as(caller)('GET', '/v1/applications?limit=200');
      expect(body.items.length).toBeGreaterThan(0);
      expect(text).not.toContain(patient.idNumber);
      expect(text).not.toContain(patient.name);
      expect(text).not.toContain(patient.phone);
    }
  });

  it('is paged without loss or repeat over rows of one instant', async () => {
    const caller = anApplicant('applicant-pages');
    const submitted = Array.from({ length: 23 }, () =>
      system.submit(caller, submission(aPatient()), { prefer: 'wait=0' }),
    );
    const ids = (await Promise.all(submitted)).map(({ body }) => body.applications[0].id);
    const receivedAt = new Date('2026-03-02T01:00:00Z');
    await system.prisma.applicationCase.updateMany({ where: { id: { in: ids.slice(0, 17) } }, data: { receivedAt } });
    const seen: string[] = [];
    let pages = 0;
    for (let cursor = ''; pages === 0 || cursor !== ''; pages += 1) {
      const { body } = await system.as(caller)('GET', `/v1/applications?limit=5${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map(({ id }: any) => id));
      cursor = body.next ?? '';
    }
    expect(pages).toBe(5);
    expect(seen).toHaveLength(23);
    expect(new Set(seen)).toEqual(new Set(ids));
  });

  it('is filtered by what is asked for, and only by it', async () => {
    const caller = { ...officer, subject: 'officer-filter' };
    const { id, submissionId } = await decided(anApplicant());
    const hypertensive = { diseases: [{ ...tumour, disease: 'hypertensionComplicated' }] };
    const batch = await decided(anApplicant(), hypertensive, { records: [hypertension] });
    const ids = async (query: string) =>
      (await system.as(caller)('GET', `/v1/applications?limit=200&${query}`)).body.items.map((item: any) => item.id);
    expect(await ids(`submissionId=${submissionId}`)).toEqual([id]);
    for (const query of [
      'status=decided',
      'outcome=approved',
      'procedure=immediate',
      'disease=malignantTumor',
      'stage=closed',
    ]) {
      expect(await ids(query), query).toContain(id);
      expect(await ids(query), query).not.toContain(batch.id);
    }
    for (const query of ['region=xx-county', 'overdue=true']) expect(await ids(query), query).not.toContain(batch.id);
    await system.prisma.applicationCase.update({
      where: { id: batch.id },
      data: { dueAt: new Date('2026-01-05T00:00:00Z') },
    });
    expect(await ids('overdue=true')).toEqual([batch.id]);
  });

  it.each([
    ['cursor=nonsense', 'CURSOR_INVALID', '/query/cursor'],
    ['limit=0', 'INVALID_REQUEST', '/query/limit'],
    ['limit=1000', 'INVALID_REQUEST', '/query/limit'],
    ['status=lost', 'INVALID_REQUEST', '/query/status'],
    ['region=%00', 'INVALID_REQUEST', '/query/region'],
  ])('refuses %s', async (query, code, where) => {
    const { status, body } = await system.as(officer)('GET', `/v1/applications?${query}`);
    expect([status, body.code, body.errors[0].where]).toEqual([400, code, where]);
  });
});

/** A case of this caller once its rules have run, and, where they decided it, once everything about it is done. */
async function decided(caller: Caller, differing: object = {}, facts: Parameters<typeof registered>[1] = {}) {
  const patient = aPatient();
  await system.registers(registered(patient, facts));
  const { body } = await system.submit(caller, submission(patient, differing));
  const [application] = body.applications;
  if (application.status === 'decided') await system.ended(application.id);
  return {
    patient,
    submissionId: body.submissionId as string,
    ...(application as { id: string; links: { self: string } }),
  };
}

it('the report of a year is what the settlement service counts, of the own regions, in either form', async () => {
  const read = (path: string) => system.as(supervisor)('GET', `/v1/reports/${path}`);
  const { status, body } = await read('yearly?region=rizhao&year=2020');
  expect([status, body.lines?.map(({ insuranceType }: any) => insuranceType)]).toEqual([
    200,
    ['employee', 'resident', 'all'],
  ]);
  expect((await read('yearly.xlsx?region=rizhao&year=2020')).status).toBe(200);
  const elsewhere = await read('yearly?region=xx-county&year=2020');
  expect([elsewhere.status, elsewhere.body.code]).toEqual([403, 'NOT_PERMITTED']);
});
