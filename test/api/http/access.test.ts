import { createHmac, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { roles, type Role } from '../../../domain/access/grants.ts';
import { startSystem, type System } from '../harness.ts';
import { anApplicant, aPatient, hospital, officer, submission } from '../people.ts';
import { audience, createIssuer, issuer, type Bearer } from '../tokens.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system?.close());

const anId = randomUUID();
const applying: Role[] = ['applicant', 'agent', 'hospitalDesk', 'handlingOfficer', 'externalSystem'];
const patientsOwn: Role[] = ['applicant', 'agent', 'hospitalDesk', 'handlingOfficer'];
const deciding: Role[] = [
  'hospitalDesk',
  'handlingOfficer',
  'departmentReviewer',
  'confirmingOfficer',
  'expert',
  'visitTeam',
];
const overseeing: Role[] = [...deciding, 'supervisor'];
const managing: Role[] = ['supervisor', 'administrator'];
const roundReaders: Role[] = ['handlingOfficer', 'expert', 'supervisor', 'administrator'];
const judging: Role[] = ['departmentReviewer', 'confirmingOfficer', 'expert'];
const reading: Role[] = [...applying, ...overseeing];

/** Every operation with the roles that may call it at all. */
const operations: [method: string, path: string, permitted: Role[]][] = [
  ['POST', '/v1/applications', applying],
  ['GET', '/v1/applications', reading],
  ['GET', '/v1/applications/{id}', reading],
  ['POST', '/v1/outlooks', ['hospitalDesk', 'handlingOfficer']],
  ['POST', '/v1/documents', [...new Set([...applying, ...deciding])]],
  ['GET', '/v1/documents/{id}', reading],
  ['POST', '/v1/applications/{id}/supplements', applying],
  ['POST', '/v1/applications/{id}/withdrawal', applying],
  ['POST', '/v1/applications/{id}/appeals', ['applicant', 'agent', 'hospitalDesk', 'handlingOfficer']],
  ['POST', '/v1/applications/{id}/visits/{visitId}/decline', patientsOwn],
  ['POST', '/v1/applications/{id}/own-consent', ['applicant']],
  ['GET', '/v1/applications/{id}/consents', patientsOwn],
  ['POST', '/v1/applications/{id}/consents', ['hospitalDesk', 'handlingOfficer']],
  ['POST', '/v1/applications/{id}/consents/{consentId}/withdrawal', patientsOwn],
  ['POST', '/v1/applications/{id}/consent-codes', ['agent', 'hospitalDesk', 'handlingOfficer']],
  ['POST', '/v1/applications/{id}/consent-codes/{codeId}/confirmation', ['agent', 'hospitalDesk', 'handlingOfficer']],
  ['GET', '/v1/outreach/contacts/{id}/consents', patientsOwn],
  ['POST', '/v1/outreach/contacts/{id}/consents', ['hospitalDesk', 'handlingOfficer']],
  ['POST', '/v1/outreach/contacts/{id}/consents/{consentId}/withdrawal', patientsOwn],
  ['POST', '/v1/outreach/contacts/{id}/consent-codes', ['agent', 'hospitalDesk', 'handlingOfficer']],
  [
    'POST',
    '/v1/outreach/contacts/{id}/consent-codes/{codeId}/confirmation',
    ['agent', 'hospitalDesk', 'handlingOfficer'],
  ],
  ['GET', '/v1/applications/{id}/notices', reading],
  ['GET', '/v1/applications/{id}/notices/{messageId}/letter', ['hospitalDesk', 'handlingOfficer']],
  ['GET', '/v1/applications/{id}/messages', ['applicant', 'agent']],
  ['PUT', '/v1/applications/{id}/messages/{messageId}/reading', ['applicant', 'agent']],
  ['PUT', '/v1/applications/{id}/notice-channel', patientsOwn],
  ['GET', '/v1/notice-templates', [...roles]],
  ['GET', '/v1/notice-templates/{template}/preview', [...roles]],
  ['GET', '/v1/notice-templates/{template}/versions', [...roles]],
  ['GET', '/v1/notice-templates/{template}/versions/{version}', [...roles]],
  ['GET', '/v1/applications/{id}/handbook', ['applicant', 'agent', 'hospitalDesk', 'handlingOfficer']],
  ['POST', '/v1/applications/{id}/handbook/pickup', ['hospitalDesk', 'handlingOfficer']],
  ['POST', '/v1/registry-events', ['externalSystem']],
  ['GET', '/v1/registry-events/{source}/{id}', ['externalSystem', 'handlingOfficer', 'supervisor']],
  ['PUT', '/v1/office-records/{region}/{kind}/{number}', ['handlingOfficer']],
  ['PUT', '/v1/office-records/{region}/{kind}/{number}/end', ['handlingOfficer']],
  ['GET', '/v1/outreach/contacts', ['agent', 'handlingOfficer', 'supervisor']],
  ['GET', '/v1/outreach/contacts/{id}', ['agent', 'handlingOfficer', 'supervisor']],
  ['GET', '/v1/outreach/contacts/{id}/outlook', ['agent', 'handlingOfficer', 'supervisor']],
  ['POST', '/v1/outreach/contacts/{id}/assignment', ['handlingOfficer', 'supervisor']],
  ['POST', '/v1/outreach/contacts/{id}/report', ['agent', 'handlingOfficer']],
  ['POST', '/v1/outreach/contacts/{id}/application', ['agent', 'handlingOfficer']],
  ['GET', '/v1/outreach/results', ['handlingOfficer', ...managing]],
  ['GET', '/v1/applications/{id}/conflicts', ['supervisor']],
  ['POST', '/v1/applications/{id}/conflicts', ['supervisor']],
  ['GET', '/v1/tasks', overseeing],
  ['GET', '/v1/tasks/count', overseeing],
  ['GET', '/v1/inbox', ['agent', ...overseeing]],
  ['GET', '/v1/inbox/count', ['agent', ...overseeing]],
  ['POST', '/v1/inbox/next', ['agent', ...overseeing]],
  ['GET', '/v1/tasks/{id}', overseeing],
  ['GET', '/v1/tasks/{id}/notes', overseeing],
  ['GET', '/v1/tasks/{id}/events', overseeing],
  ['POST', '/v1/tasks/{id}/claim', deciding],
  ['POST', '/v1/tasks/{id}/release', overseeing],
  ['POST', '/v1/tasks/{id}/assign', ['supervisor']],
  ['POST', '/v1/tasks/{id}/transfer', overseeing],
  ['POST', '/v1/tasks/{id}/delegation', deciding],
  ['POST', '/v1/tasks/{id}/opinion', deciding],
  ['POST', '/v1/tasks/{id}/recusal', deciding],
  ['POST', '/v1/tasks/{id}/completion', deciding],
  ['POST', '/v1/tasks/{id}/retraction', deciding],
  ['POST', '/v1/tasks/{id}/comments', overseeing],
  ['POST', '/v1/tasks/{id}/attachments', deciding],
  ['POST', '/v1/tasks/bulk/claim', deciding],
  ['POST', '/v1/tasks/bulk/release', overseeing],
  ['POST', '/v1/tasks/bulk/assign', ['supervisor']],
  ['GET', '/v1/filters', overseeing],
  ['POST', '/v1/filters', overseeing],
  ['PUT', '/v1/filters/{id}', overseeing],
  ['DELETE', '/v1/filters/{id}', overseeing],
  ['GET', '/v1/staff', managing],
  ['GET', '/v1/staff/{subject}', managing],
  ['PUT', '/v1/staff/{subject}', managing],
  ['GET', '/v1/staff/{subject}/trainings', managing],
  ['POST', '/v1/staff/{subject}/trainings', managing],
  ['GET', '/v1/absences', [...deciding, ...managing]],
  ['POST', '/v1/absences', [...deciding, ...managing]],
  ['DELETE', '/v1/absences/{id}', [...deciding, ...managing]],
  ['GET', '/v1/sampling/draws', managing],
  ['POST', '/v1/sampling/draws', ['supervisor']],
  ['GET', '/v1/sampling/draws/{region}/{code}', managing],
  ['GET', '/v1/sampling/draws/{region}/{code}/cases', managing],
  ['GET', '/v1/sampling/draws/{region}/{code}/cases/{id}', managing],
  ['GET', '/v1/sampling/draws/{region}/{code}/cases/{id}/file', judging],
  ['PUT', '/v1/sampling/draws/{region}/{code}/cases/{id}/opinion', judging],
  ['POST', '/v1/sampling/draws/{region}/{code}/cases/{id}/recusal', judging],
  ['POST', '/v1/sampling/draws/{region}/{code}/cases/{id}/handling', ['supervisor']],
  ['POST', '/v1/sampling/draws/{region}/{code}/cases/{id}/correction', ['handlingOfficer', 'supervisor']],
  ['GET', '/v1/sampling/opinions', judging],
  ['GET', '/v1/sampling/corrections', ['handlingOfficer', 'supervisor']],
  ['GET', '/v1/sampling/figures', managing],
  ['GET', '/v1/workload', managing],
  ['GET', '/v1/workload/figures', managing],
  ['GET', '/v1/reports/yearly', managing],
  ['GET', '/v1/reports/yearly.xlsx', managing],
  ['GET', '/v1/rounds', roundReaders],
  ['POST', '/v1/rounds', ['supervisor']],
  ['GET', '/v1/rounds/{region}/{code}', roundReaders],
  ['GET', '/v1/rounds/{region}/{code}/members', ['handlingOfficer', 'expert', 'supervisor']],
  ['GET', '/v1/rounds/{region}/{code}/members/{id}', ['handlingOfficer', 'expert', 'supervisor']],
  ['GET', '/v1/rounds/{region}/{code}/panel', managing],
  ['GET', '/v1/rounds/{region}/{code}/panel/draw', managing],
  ['PUT', '/v1/rounds/{region}/{code}/members/{id}/ballot', ['expert']],
  ['POST', '/v1/rounds/{region}/{code}/members/{id}/questions', ['expert']],
  ['POST', '/v1/rounds/{region}/{code}/members/{id}/recusal', ['expert']],
  ['POST', '/v1/rounds/{region}/{code}/members/{id}/set-aside', ['supervisor']],
  ['POST', '/v1/rounds/{region}/{code}/signature', ['supervisor']],
  ['GET', '/v1/rounds/{region}/{code}/export.xlsx', ['supervisor']],
  ['GET', '/v1/rounds/{region}/{code}/record.pdf', ['supervisor']],
  ['GET', '/v1/ballots', ['expert']],
  ['GET', '/v1/reads', managing],
  ['POST', '/v1/reads/search', managing],
];

it('every operation of the document is in this table', async () => {
  const { paths } = (await (await fetch(`${system.url}/openapi.json`)).json()) as { paths: Record<string, object> };
  const declared = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(declared.toSorted()).toEqual(operations.map(([method, path]) => `${method} ${path}`).toSorted());
});

describe.each(operations)('%s %s', (method, template, permitted) => {
  const path = template.replaceAll(/\{\w+\}/g, anId);

  it('is closed without a token', async () => {
    const response = await fetch(system.url + path, { method });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await response.json()).toMatchObject({ code: 'NOT_AUTHENTICATED' });
  });

  it.each(roles)('by the role %s', async (role) => {
    const person = role === 'applicant' ? aPatient() : null;
    const caller = { subject: `one-${role}`, roles: [role], regions: ['rizhao'], institution: hospital, person };
    const { status, body } = await system.as(caller)(
      method,
      path,
      method === 'POST' || method === 'PUT' ? {} : undefined,
    );
    if (permitted.includes(role)) expect([200, 204, 400, 404, 415], JSON.stringify(body)).toContain(status);
    else expect([status, body.params?.reason]).toEqual([403, 'roleNotGranted']);
  });
});

it('an applicant whom nobody has verified is told to sign in as who they are', async () => {
  const unknown: Bearer = { subject: 'one-unknown', roles: ['applicant'], regions: [], person: null };
  const { status, body } = await system.as(unknown)('GET', `/v1/applications/${anId}/messages`);
  expect([status, body.params.reason, body.detail]).toEqual([403, 'notVerified', expect.stringContaining('实名登录')]);
});

it('a refusal says in words what it is about and whose it is', async () => {
  const outsider: Caller = { subject: 'one-outsider', roles: ['expert'], regions: ['rizhao'] };
  const open = (headers: Record<string, string>) => system.as(outsider)('POST', '/v1/rounds', {}, headers);
  expect((await open({})).body).toMatchObject({
    title: '没有权限办理此操作',
    detail: '“手工开批”仅由以下人员办理：业务主管。',
  });
  expect((await open({ 'accept-language': 'en' })).body.detail).toBe(
    'Only these may open a round by hand: supervisor.',
  );
});

describe('a token', () => {
  const listedWith = (token: string, scheme = 'Bearer') =>
    fetch(`${system.url}/v1/applications`, { headers: { authorization: `${scheme} ${token}` } });

  it('opens the door', async () => {
    expect((await listedWith(await system.tokens.tokenOf(officer))).status).toBe(200);
  });

  it.each([
    ['that has expired', { expires: '-1m' }],
    ['of another issuer', { issuer: 'https://other.example' }],
    ['for another audience', { audience: 'another-api' }],
    ['without the claim of roles', { claims: { roles: undefined } }],
    ['that is valid for two days', { expires: '2d' }],
    ['that is issued in the future', { issued: '10m', expires: '1h' }],
    ['of no type', { header: { typ: undefined } }],
    ['of another type', { header: { typ: 'logout+jwt' } }],
    ['for who signed in: an id token', { claims: { nonce: 'n-0S6_WzA2Mj' }, header: { typ: 'JWT' } }],
    ['that came with an access token: an id token', { claims: { at_hash: '77QmUPtjPfzWtF2AnpK9RQ' } }],
    ['that Keycloak calls an id token', { claims: { typ: 'ID' } }],
    ['that Keycloak calls a refresh token', { claims: { typ: 'Refresh' } }],
    ['that Cognito calls an id token', { claims: { token_use: 'id' } }],
    ['that is not valid yet', { claims: { nbf: Math.floor(Date.now() / 1_000) + 3_600 } }],
  ])('%s is refused', async (_what, deviation) => {
    await expectRefused(await system.tokens.tokenOf(officer, deviation));
  });

  it.each([
    ['of the type JWT', { header: { typ: 'JWT' } }],
    ['that Keycloak calls a bearer token', { header: { typ: 'JWT' }, claims: { typ: 'Bearer' } }],
    ['of the whole media type', { header: { typ: 'application/at+jwt' } }],
  ])('%s opens the door', async (_what, deviation) => {
    expect((await listedWith(await system.tokens.tokenOf(officer, deviation))).status).toBe(200);
  });

  it('with roles of other systems counts by those that mean something here; the log names the others, once', async () => {
    const roles = ['offline_access', ...officer.roles, '某某 110101199003070000'];
    for (const issued of ['-1s', '-2s']) {
      const token = await system.tokens.tokenOf(officer, { issued, claims: { roles } });
      expect((await listedWith(token)).status).toBe(200);
    }
    expect(system.logged.filter((line) => line.includes('"role":"offline_access"'))).toHaveLength(1);
    expect(system.logged.join('')).not.toContain('110101199003070000');
  });

  it('with no role that means something here is known, and may do nothing', async () => {
    for (const roles of [['root'], []]) {
      const response = await listedWith(await system.tokens.tokenOf(officer, { claims: { roles } }));
      expect([response.status, await response.json()]).toMatchObject([403, { code: 'NOT_PERMITTED' }]);
    }
  });

  it('signed with another key is refused', async () => {
    const other = await createIssuer(join(system.folder, 'other-jwks.json'));
    await expectRefused(await other.tokenOf(officer));
  });

  it('that is not signed is refused', async () => {
    await expectRefused(`${encoded({ alg: 'none' })}.${encoded(claims())}.`);
  });

  it('signed with the public key as if it were a secret is refused', async () => {
    const publicKey = await readFile(system.tokens.jwks);
    const content = `${encoded({ alg: 'HS256', kid: 'k1' })}.${encoded(claims())}`;
    await expectRefused(`${content}.${createHmac('sha256', publicKey).update(content).digest('base64url')}`);
  });

  it('whose claims were changed is refused', async () => {
    const [header, , signature] = (await system.tokens.tokenOf(anApplicant())).split('.');
    await expectRefused(`${header}.${encoded(claims())}.${signature}`);
  });

  it('by another scheme is refused', async () => {
    expect((await listedWith(await system.tokens.tokenOf(officer), 'Basic')).status).toBe(401);
  });

  it.each(['', 'x', 'a.b.c', '..'])('%j is refused', async (token) => {
    expect((await listedWith(token)).status).toBe(401);
  });

  async function expectRefused(token: string): Promise<void> {
    const response = await listedWith(token);
    expect([response.status, await response.json()]).toEqual([
      401,
      expect.objectContaining({ code: 'NOT_AUTHENTICATED' }),
    ]);
  }

  function claims() {
    const { subject: sub, ...held } = officer;
    return { sub, ...held, iss: issuer, aud: audience, exp: Math.floor(Date.now() / 1_000) + 3_600 };
  }
});

it('a refusal comes before the body is looked at', async () => {
  const { status } = await system.as({ subject: 'e', roles: ['expert'], regions: '*' })(
    'POST',
    '/v1/applications',
    '{"broken',
  );
  expect(status).toBe(403);
});

it('a token of every region reaches every region', async () => {
  const { status } = await system.submit({ ...officer, regions: '*' }, submission(aPatient(), { channel: 'window' }));
  expect(status).toBe(202);
});

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
