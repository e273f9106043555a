/** 门特手册: number, PDF and pick-up, after an approval of the county's chain [D2 §一(七)]. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { wordsOf } from '../../support/pdf-words.ts';
import { firstBroken, type AuditLink } from '../../../store/subjects/audit-chain.ts';
import { startSystem, type System } from '../harness.ts';
import {
  agent,
  anAgent,
  anApplicant,
  aPatient,
  officer,
  registered,
  submission,
  tumour,
  type Patient,
} from '../people.ts';
import { settled } from '../papers.ts';

const institution = 'xx-county-peoples-hospital';
const inCounty = (subject: string, role: Caller['roles'][number]): Caller => ({
  subject,
  roles: [role],
  regions: ['xx-county'],
  institution,
});
const window = inCounty('county-window', 'hospitalDesk');
const department = inCounty('county-department', 'departmentReviewer');
const confirmer = inCounty('county-confirmer', 'confirmingOfficer');
const otherWindow = { ...window, subject: 'other-window', institution: 'demo-county-tcm-hospital' };
const patientItself = anApplicant('county-patient');

let system: System;
let id: string;
let patient: Patient;
beforeAll(async () => {
  system = await startSystem();
  ({ id, patient } = await approvedFor(patientItself));
});
afterAll(() => system?.close());

/** Decided by two people and told. */
async function approvedFor(applicant: Caller, differing: object = {}) {
  const person = { ...aPatient(), name: '虚构䶮' };
  const insurance = [{ type: 'resident', region: 'xx-county', from: '2015-01-01' }] as const;
  const records = [{ kind: 'inpatientStay', institution, on: '2024-03-05', icd10: 'K74.6' }] as const;
  await system.registers(registered(person, { insurance: [...insurance], records: [...records] }));
  const diseases = [{ disease: 'liverCirrhosisCompensated', institution }];
  const { body } = await system.submit(applicant, submission(person, { region: 'xx-county', diseases, ...differing }));
  const caseId: string = body.applications[0].id;
  await answers(department, caseId, 'recommended');
  await answers(confirmer, caseId, 'approved');
  await system.ended(caseId);
  return { id: caseId, patient: person };
}

async function answers(caller: Caller, caseId: string, outcome: string) {
  const as = system.as(caller);
  const { items } = (await as('GET', `/v1/tasks?applicationId=${caseId}&state=ready`)).body;
  const { id: task, version } = items[0];
  const { open, version: claimed } = (await as('POST', `/v1/tasks/${task}/claim`, { version })).body;
  const answers = await settled(system, caller, { id: task, open });
  const { status } = await as('POST', `/v1/tasks/${task}/completion`, {
    version: claimed,
    decision: { outcome, answers },
  });
  expect(status).toBe(200);
}

const path = (caseId: string) => `/v1/applications/${caseId}/handbook`;
const pickUp = (caller: Caller, caseId: string, to: string) =>
  system.as(caller)('POST', `${path(caseId)}/pickup`, { to });

async function printed(caller: Caller, language = 'zh-CN'): Promise<Buffer> {
  const headers = {
    authorization: `Bearer ${await system.tokens.tokenOf({ ...caller, person: patient })}`,
    'accept-language': language,
  };
  const response = await fetch(system.url + path(id), { headers });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  return Buffer.from(await response.arrayBuffer());
}

describe('after an approval', () => {
  it('the case has a number, and the notice names it', async () => {
    const { body } = await system.as(patientItself)('GET', `/v1/applications/${id}`);
    expect(body.handbookNumber).toMatch(/^XX-COUNTY-HB-\d{4}-\d{8}$/);
    expect(body.permittedActions).toContain('readHandbook');
    const { rows } = await system.pool.query(
      `SELECT "action" FROM "AuditEntry" WHERE "subjectId" = $1 ORDER BY "sequence"`,
      [id],
    );
    expect(rows.map(({ action }) => action).slice(-4)).toEqual(['decided', 'filed', 'handbookAllotted', 'told']);
  });

  it('is printed with what a hospital asks for, the identity number masked', async () => {
    const words = (await wordsOf(await printed(patientItself))).join('\n');
    const { handbookNumber, entitlement } = (await system.as(patientItself)('GET', `/v1/applications/${id}`)).body;
    for (const expected of [
      'XX县门诊特定疾病手册',
      handbookNumber,
      '虚构䶮',
      '肝硬化(代偿期)',
      'XX县人民医院',
      entitlement.filingNumber,
      '第1页 共1页',
    ]) {
      expect(words).toContain(expected);
    }
    expect(words).toContain(`${patient.idNumber.slice(0, 6)}***********`);
    expect(words).not.toContain(patient.idNumber);
  });

  it('carries its font, so that every name looks the same everywhere', async () => {
    const text = (await printed(patientItself)).toString('latin1');
    const fonts = [...text.matchAll(/\/BaseFont \/(\S+)/g)].map(([, name]) => name);
    expect(new Set(fonts)).toEqual(new Set([expect.stringMatching(/^[A-Z]{6}\+NotoSansSC-Regular$/)]));
    expect(text).toContain('/FontFile2');
    expect(text.length).toBeLessThan(100_000);
  });

  it('is the same to the byte each time; in English where asked for', async () => {
    const [first, second] = [await printed(patientItself), await printed(window)];
    expect(first.equals(second)).toBe(true);
    expect((await wordsOf(await printed(patientItself, 'en'))).join('\n')).toContain('Page 1 of 1');
  });
});

describe('pick-up 领取', () => {
  it('is recorded once: who, when, by whom; the same again is the same answer', async () => {
    const first = await pickUp(window, id, 'patient');
    expect([first.status, first.body]).toEqual([
      200,
      { handbookNumber: expect.any(String), to: 'patient', at: expect.any(String) },
    ]);
    expect((await pickUp(window, id, 'patient')).body).toEqual(first.body);
    const { rows } = await system.pool.query(
      `SELECT "handbookPickedUpBy", "handbookPickedUpAt" FROM "ApplicationCase" WHERE "id" = $1`,
      [id],
    );
    expect(rows).toEqual([{ handbookPickedUpBy: 'patient', handbookPickedUpAt: new Date(first.body.at) }]);
    const chain = await system.prisma.auditEntry.findMany({ where: { subjectId: id }, orderBy: { sequence: 'asc' } });
    expect(chain.at(-1)).toMatchObject({
      action: 'handbookHandedOver',
      actor: window.subject,
      effect: 'handbook:pickup',
    });
    expect(firstBroken(chain as unknown as AuditLink[])).toBeUndefined();
  });

  it('by somebody else afterwards is a conflict, and nobody picks it up for a patient who has no agent', async () => {
    const assisted = await approvedFor(patientItself, { channel: 'proxy', agent: anAgent() });
    expect((await pickUp(window, assisted.id, 'agent')).status).toBe(200);
    expect(await pickUp(window, assisted.id, 'patient')).toMatchObject({
      status: 409,
      body: { code: 'STATE_CONFLICT' },
    });
    const alone = await approvedFor(anApplicant('somebody-alone'));
    expect(await pickUp(window, alone.id, 'agent')).toMatchObject({
      status: 422,
      body: { code: 'AGENT_NOT_AUTHORISED' },
    });
  });
});

describe('whom it is refused', () => {
  it.each([
    ['another applicant', anApplicant('somebody-else')],
    ['another hospital', otherWindow],
    ['an officer of another region', officer],
    ['a reviewer', department],
  ])('%s', async (_who, caller) => {
    expect((await system.as(caller)('GET', path(id))).status).toBe(403);
    expect((await pickUp(caller, id, 'patient')).status).toBe(403);
  });

  it('the patient hands out nothing, and an agent without consent reads nothing', async () => {
    expect((await pickUp(patientItself, id, 'patient')).status).toBe(403);
    const assisted = await approvedFor(patientItself, { channel: 'proxy', agent: anAgent() });
    expect((await system.as(agent)('GET', path(assisted.id))).status).toBe(403);
  });

  it('a region without handbooks, and a case that is not there', async () => {
    const person = aPatient();
    await system.registers(registered(person));
    const { body } = await system.submit(patientItself, submission(person, { diseases: [tumour] }));
    expect((await system.as(patientItself)('GET', path(body.applications[0].id))).status).toBe(409);
    const themself = { ...patientItself, person };
    expect((await system.as(themself)('GET', path('00000000-0000-4000-8000-000000000000'))).status).toBe(404);
  });
});
