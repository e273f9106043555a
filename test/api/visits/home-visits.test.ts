/**
 * 上门服务 through the API: offered beside the decision, planned, made and reported by the team, declined by the patient.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { firstBroken, type AuditLink } from '../../../store/subjects/audit-chain.ts';
import { homeVisitWorkflowId } from '../../../workflows/ids.ts';
import { startSystem, type System } from '../harness.ts';
import {
  agent,
  anAgent,
  anApplicant,
  aPatient,
  officer,
  officerElsewhere,
  registered,
  schizophrenia,
  submission,
} from '../people.ts';
import { aPdf } from '../../support/papers.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system?.close());

const team: Caller = { subject: 'team-1', roles: ['visitTeam'], regions: ['rizhao'] };
const slot = { from: '2030-03-05T01:00:00.000Z', until: '2030-03-05T03:00:00.000Z' };
const planned = { outcome: 'planned', team: '示例上门组', slot };

/** Says of itself that it can hardly leave home; approved at once unless the form differs. */
async function atHome(applicant: Caller, differing: object = {}, person = aPatient()) {
  const patient = { ...person, limitedMobility: true };
  await system.registers(registered(patient));
  const { body } = await system.submit(applicant, submission(patient, differing));
  const id: string = body.applications[0].id;
  await expect.poll(async () => (await read(applicant, id)).visits, { timeout: 10_000 }).toHaveLength(1);
  return id;
}

const read = async (caller: Caller, id: string) => (await system.as(caller)('GET', `/v1/applications/${id}`)).body;

async function answers(id: string, kind: string, decision: object) {
  const as = system.as(team);
  const waiting = async () => (await as('GET', `/v1/tasks?applicationId=${id}&state=ready&kind=${kind}`)).body.items;
  await expect.poll(waiting, { timeout: 10_000 }).toHaveLength(1);
  const [{ id: task, version }] = await waiting();
  const { body: claimed } = await as('POST', `/v1/tasks/${task}/claim`, { version });
  return as('POST', `/v1/tasks/${task}/completion`, { version: claimed.version, decision });
}

async function paper(caller: Caller): Promise<string> {
  const pdf = aPdf(randomUUID());
  return (await system.as(caller)('POST', '/v1/documents', pdf, { 'content-type': 'application/pdf' })).body.id;
}

function decline(caller: Caller, id: string, visit: string, key: string = randomUUID(), body: object = {}) {
  return system.as(caller)('POST', `/v1/applications/${id}/visits/${visit}/decline`, body, { 'idempotency-key': key });
}

describe('beside a decision that is made at once', () => {
  it('the visit is planned, made and reported; the case stays decided (V11)', async () => {
    const applicant = anApplicant('visit-1');
    const id = await atHome(applicant);
    expect(await read(applicant, id)).toMatchObject({
      outcome: 'approved',
      status: 'decided',
      visits: [{ state: 'offered', trigger: 'limitedMobility', inPerson: false, slot: null, team: null, report: null }],
    });
    expect((await answers(id, 'visitPlanning', planned)).status).toBe(200);
    expect((await read(applicant, id)).visits).toMatchObject([{ state: 'planned', team: '示例上门组', slot }]);

    const [signatureId, photograph] = [await paper(team), await paper(team)];
    const report = { outcome: 'visited', findings: '卧床，行动不便', signatureId, photographIds: [photograph] };
    expect((await answers(id, 'visitReport', report)).status).toBe(200);
    await system.temporal.workflow.getHandle(homeVisitWorkflowId((await read(applicant, id)).visits[0].id)).result();

    const { visits, notices, outcome } = await read(officer, id);
    expect(visits).toMatchObject([
      { state: 'done', report: { findings: '卧床，行动不便', signatureId, photographIds: [photograph] } },
    ]);
    expect([outcome, notices.map(({ template }: any) => template)]).toEqual([
      'approved',
      expect.arrayContaining(['visitOffered', 'visitPlanned']),
    ]);
    expect((await system.as(officer)('GET', `/v1/documents/${photograph}`)).status).toBe(200);
    expect((await system.as(officerElsewhere)('GET', `/v1/documents/${photograph}`)).status).toBe(403);
    const chain = await system.prisma.auditEntry.findMany({ where: { subjectId: id }, orderBy: { sequence: 'asc' } });
    expect(firstBroken(chain as unknown as AuditLink[])).toBeUndefined();
    expect(JSON.stringify(chain)).not.toContain('卧床');
  });

  it('a report names papers that the team has uploaded', async () => {
    const applicant = anApplicant('visit-2');
    const id = await atHome(applicant);
    await answers(id, 'visitPlanning', planned);
    const { status, body } = await answers(id, 'visitReport', {
      outcome: 'visited',
      findings: '…',
      signatureId: await paper(applicant),
    });
    expect([status, body.code, body.errors]).toMatchObject([
      422,
      'DOCUMENT_UNKNOWN',
      [{ where: '/body/decision/signatureId' }],
    ]);
  });

  it('an agent without consent sees that somebody comes, and neither why nor what was found', async () => {
    const patient = aPatient();
    await system.registers(registered(patient, { records: [schizophrenia] }));
    const diseases = [{ disease: 'psychosis', institution: 'demo-first-peoples-hospital' }];
    const { body } = await system.submit(
      anApplicant('visit-agent'),
      submission(patient, { agent: anAgent(), diseases }),
    );
    const id: string = body.applications[0].id;
    await expect
      .poll(async () => (await read(agent, id)).visits, { timeout: 10_000 })
      .toMatchObject([{ state: 'offered', trigger: null, report: null }]);
    expect((await read(officer, id)).visits).toMatchObject([{ trigger: 'psychiatricPatient' }]);
  });
});

it('a death that a register reports stops a visit that has outlived its case', async () => {
  const [applicant, person] = [anApplicant('visit-5'), aPatient()];
  const id = await atHome(applicant, {}, person);
  await system.ended(id);
  const on = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const death = { id: randomUUID(), region: 'rizhao', kind: 'died', idNumber: person.idNumber, on };
  const civilAffairs = { roles: ['externalSystem'], regions: ['rizhao'], department: 'civilAffairs' } as const;
  const register: Caller = { subject: 'register-1', ...civilAffairs };
  expect((await system.as(register)('POST', '/v1/registry-events', death)).status).toBe(202);
  await expect
    .poll(async () => (await read(officer, id)).visits, { timeout: 15_000 })
    .toMatchObject([{ state: 'cancelled' }]);
  await expect.poll(async () => (await read(officer, id)).recognitionState, { timeout: 15_000 }).toBe('ended');
});

describe('a patient who wants no visit', () => {
  it('says so, and nothing else changes; a repeat is the same message', async () => {
    const applicant = anApplicant('visit-3');
    const id = await atHome(applicant);
    const before = await read(applicant, id);
    expect(before.permittedActions).toContain('declineVisit');
    const visit = before.visits[0].id;
    const first = await decline(applicant, id, visit, 'k1');
    expect([first.status, first.body.state]).toEqual([200, 'taken']);
    expect((await decline(applicant, id, visit, 'k1')).body).toEqual(first.body);
    const after = await read(applicant, id);
    expect(after).toMatchObject({ outcome: 'approved', visits: [{ state: 'declined' }] });
    expect(after.permittedActions).not.toContain('declineVisit');
    expect(await decline(applicant, id, visit, 'k2')).toMatchObject({ status: 409, body: { code: 'STATE_CONFLICT' } });
    const { items } = (await system.as(team)('GET', `/v1/tasks?applicationId=${id}&state=ready`)).body;
    expect(items).toEqual([]);
    expect(await system.prisma.outbox.count({ where: { subjectId: id } })).toBe(0);
  });

  it('declines the own visits only, and only those that there are', async () => {
    const applicant = anApplicant('visit-4');
    const id = await atHome(applicant);
    const visit = (await read(applicant, id)).visits[0].id;
    expect((await decline(anApplicant('somebody-else'), id, visit)).status).toBe(403);
    expect((await decline(officerElsewhere, id, visit)).status).toBe(403);
    expect((await decline(team, id, visit)).status).toBe(403);
    expect((await decline(applicant, id, randomUUID())).status).toBe(404);
    expect((await decline(officer, id, visit)).status).toBe(200);
  });
});
