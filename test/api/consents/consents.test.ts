/** 单独同意: only the person, or a guardian who shows it, opens the diagnosis to whoever acts for them. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeRules } from '../../../domain/access/consent.ts';
import { startSystem, type System } from '../harness.ts';
import {
  agent,
  anAgent,
  aPatient,
  desk,
  hospital,
  officer,
  paper,
  registered,
  schizophrenia,
  submission,
  type Patient,
} from '../people.ts';
import type { Bearer } from '../tokens.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system?.close());

const themself = ({ idNumber, name }: Patient): Bearer => ({
  subject: `person-${idNumber.slice(-4)}`,
  roles: ['applicant'],
  regions: [],
  person: { idNumber, name },
});

let phones = 0;

/** Recognised, with an agent on record who knows nothing of the diagnosis. */
async function assisted(phone: string | undefined = `1990001${String((phones += 1)).padStart(4, '0')}`) {
  const patient = aPatient();
  await system.registers(registered(patient, { records: [schizophrenia], ...(phone && { phone }) }));
  const diseases = [{ disease: 'psychosis', institution: hospital }];
  const form = submission(patient, { channel: 'hospital', diseases, agent: anAgent() });
  const { id, links } = (await system.submit(desk, form)).body.applications[0];
  await system.ended(id);
  return { patient, phone, id: id as string, path: links.self as string };
}

const diseaseSeen = async (path: string, caller: Bearer = agent) =>
  (await system.as(caller)('GET', path)).body.disease as string | null;

async function uploaded(caller: Bearer): Promise<string> {
  const headers = { 'content-type': 'application/pdf' };
  return (await system.as(caller)('POST', '/v1/documents', paper(), headers)).body.id;
}

/** What came to this telephone last. */
async function codeAt(phone: string): Promise<string> {
  const page = async () => {
    const html = await (await fetch(`${system.notification.url}/mailbox`)).text();
    return html.split('<article').find((article) => article.includes(phone) && article.includes('验证码')) ?? '';
  };
  await expect.poll(page, { timeout: 15_000 }).not.toBe('');
  return /验证码(\d{6})/.exec(await page())![1]!;
}

const ask = (path: string, caller: Bearer = agent) => system.as(caller)('POST', `${path}/consent-codes`);
const confirm = (path: string, codeId: string, code: string, caller: Bearer = agent) =>
  system.as(caller)('POST', `${path}/consent-codes/${codeId}/confirmation`, { code });

describe('consent', () => {
  it('is no word of the agent’s', async () => {
    const { path } = await assisted();
    expect(await diseaseSeen(path)).toBeNull();
    const documentId = await uploaded(agent);
    for (const body of [{ givenBy: 'person', documentId }, undefined])
      expect((await system.as(agent)('POST', `${path}/${body ? 'consents' : 'own-consent'}`, body)).status).toBe(403);
    const claimed = { ...anAgent(), consentToDiagnosis: true };
    const { status } = await system.submit(agent, submission(aPatient(), { channel: 'proxy', agent: claimed }));
    expect(status).toBe(400);
  });

  it('by the person’s own token opens it, and is taken back', async () => {
    const { path, patient } = await assisted();
    const given = await system.as(themself(patient))('POST', `${path}/own-consent`);
    expect(given.status).toBe(201);
    expect(await diseaseSeen(path)).toBe('psychosis');
    expect((await system.as(themself(patient))('POST', `${path}/own-consent`)).body).toEqual(given.body);
    const withdrawal = `${path}/consents/${given.body.id}/withdrawal`;
    expect((await system.as(themself(patient))('POST', withdrawal)).status).toBe(204);
    expect((await system.as(themself(patient))('POST', withdrawal)).status).toBe(204);
    expect(await diseaseSeen(path)).toBeNull();
    const { consents } = (await system.as(themself(patient))('GET', `${path}/consents`)).body;
    expect(consents).toEqual([
      expect.objectContaining({ how: 'ownToken', givenBy: 'person', withdrawnAt: expect.any(String) as string }),
    ]);
  });

  it('on paper is recorded by whoever looked at it; a guardian shows the guardianship', async () => {
    const { path } = await assisted();
    const documentId = await uploaded(desk);
    const record = (body: object, caller: Bearer = desk) => system.as(caller)('POST', `${path}/consents`, body);
    expect((await record({ givenBy: 'guardian', documentId })).body.errors[0].where).toBe('/body/guardianshipId');
    expect((await record({ givenBy: 'person', documentId: randomUUID() })).body.code).toBe('DOCUMENT_UNKNOWN');
    const both: Bearer = { ...agent, roles: ['agent', 'handlingOfficer'], regions: ['rizhao'] };
    const own = { givenBy: 'person', documentId: await uploaded(both) };
    expect((await record(own, both)).body.params.reason).toBe('noConsent');
    expect(await diseaseSeen(path)).toBeNull();
    const guardianshipId = await uploaded(desk);
    expect((await record({ givenBy: 'guardian', documentId, guardianshipId })).status).toBe(201);
    expect(await diseaseSeen(path)).toBe('psychosis');
  });
});

describe('a code', () => {
  it('goes to the telephone of the register, and opens it once it is read out', async () => {
    const { path, phone } = await assisted();
    const { status, body, text } = await ask(path);
    expect(status).toBe(202);
    expect(text).not.toContain(phone.slice(-4));
    const code = await codeAt(phone);
    expect(text).not.toContain(code);
    expect((await confirm(path, body.codeId, code)).status).toBe(201);
    expect(await diseaseSeen(path)).toBe('psychosis');
    expect((await confirm(path, body.codeId, code)).body.code).toBe('CONSENT_CODE_INVALID');
  });

  it('is answered alike where the register holds no telephone, naming the other ways', async () => {
    const [held, none] = await Promise.all([assisted(), assisted('')]);
    const [one, other] = await Promise.all([ask(held.path), ask(none.path)]);
    expect(other.status).toBe(one.status);
    expect(other.body.otherwise).toBe(one.body.otherwise);
    expect(other.body.otherwise).toMatch(/同意书/);
    expect((await confirm(none.path, other.body.codeId, '000000')).status).toBe(422);
  });

  it('is tried five times, and not beyond its time', async () => {
    const { path, phone } = await assisted();
    const { codeId } = (await ask(path)).body;
    const code = await codeAt(phone);
    const wrong = code === '111111' ? '222222' : '111111';
    for (let attempt = 0; attempt < codeRules.attempts; attempt += 1)
      expect((await confirm(path, codeId, wrong)).body.code).toBe('CONSENT_CODE_INVALID');
    expect((await confirm(path, codeId, code)).status).toBe(422);

    const late = await assisted();
    const asked = (await ask(late.path)).body;
    const inTime = await codeAt(late.phone);
    await system.prisma.consentCode.update({ where: { id: asked.codeId }, data: { expiresAt: new Date(0) } });
    expect((await confirm(late.path, asked.codeId, inTime)).status).toBe(422);
    expect(await diseaseSeen(late.path)).toBeNull();
  });

  it('counts for the application for which it was asked, and is sent three times a day', async () => {
    const [one, other] = await Promise.all([assisted(), assisted()]);
    const { codeId } = (await ask(one.path)).body;
    const code = await codeAt(one.phone);
    expect((await confirm(other.path, codeId, code)).status).toBe(422);
    await Promise.all([ask(one.path), ask(one.path)]);
    const fourth = await ask(one.path);
    expect([fourth.status, fourth.body.code]).toEqual([422, 'CONSENT_CODES_USED_UP']);
  });

  it('is asked for by nobody who only entered it, nor about what nobody vouches for', async () => {
    const { path } = await assisted();
    expect((await ask(path, { ...agent, subject: 'agent-2', person: null })).status).toBe(403);
    const patient = aPatient();
    await system.registers(registered(patient, { phone: '199-0001-9999' }));
    const unchecked = await system.submit(agent, submission(patient, { channel: 'proxy', agent: anAgent() }));
    const { status, body } = await ask(unchecked.body.applications[0].links.self);
    expect([status, body.params.reason]).toEqual([403, 'notVouched']);
    expect((await ask(path, officer)).status).toBe(202);
  });
});
