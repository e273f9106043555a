/** Who applies, about whom: what a stranger is told, and what the person whom it is about may do. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { lookupId } from '../../../platform/sealing.ts';
import { startSystem, type Answer, type System } from '../harness.ts';
import {
  agent,
  anAgent,
  aPatient,
  desk,
  hospital,
  officer,
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

const psychosis = { diseases: [{ disease: 'psychosis', institution: hospital }] };
const stranger: Bearer = { subject: 'stranger-1', roles: ['applicant'], regions: [], person: null };
const known = { records: [schizophrenia] };
const registerPhone = '199-0000-7777';

/** The person by their own token, whatever the token of whoever applied. */
const themself = ({ idNumber, name }: Patient, subject = `themself-${idNumber.slice(-6)}`): Bearer => ({
  subject,
  roles: ['applicant'],
  regions: [],
  person: { idNumber, name },
});

async function aKnownPatient(): Promise<Patient> {
  const patient = aPatient();
  await system.registers(registered(patient, { ...known, phone: registerPhone }));
  return patient;
}

const firstOf = ({ body }: Answer): { id: string; links: { self: string } } => body.applications[0];
const seenBy = async (caller: Bearer, { links }: { links: { self: string } }) =>
  (await system.as(caller)('GET', links.self)).body;

/** What is the same for everybody, without what names this one case. */
function shape({ status, body }: Answer) {
  const applications = body.applications.map(({ id: _id, links: _links, ...rest }: any) => rest);
  return { status, keys: Object.keys(body), applications };
}

async function answers(caller: Caller, caseId: string, decisionOf: (open: { code: string }[]) => object) {
  const as = system.as(caller);
  const { items } = (await as('GET', `/v1/tasks?applicationId=${caseId}&state=ready`)).body;
  const { version } = (await as('POST', `/v1/tasks/${items[0].id}/claim`, { version: items[0].version })).body;
  const { open } = (await as('GET', `/v1/tasks/${items[0].id}`)).body;
  await as('POST', `/v1/tasks/${items[0].id}/completion`, { version, decision: decisionOf(open) });
  await system.ended(caseId);
  return open.map(({ code }: { code: string }) => code);
}

const approving = (open: unknown[]) => ({
  outcome: 'approved',
  answers: open.map((_point, point) => ({ point, answer: 'satisfied', note: '身份证件已核对（示例）' })),
});

describe('a stranger', () => {
  it('is not decided about by the rules, and reads nothing of the registers', async () => {
    const patient = await aKnownPatient();
    const received = await system.submit(stranger, submission({ ...patient, name: '他人某' }, psychosis));
    expect(received.status).toBe(202);
    const one = firstOf(received);
    const seen = await system.as(stranger)('GET', one.links.self);
    expect(seen.body).toMatchObject({ stage: 'awaitingOfficer', decision: null, assessments: null, entitlement: null });
    expect(seen.body).toMatchObject({ missing: null, visits: [], notices: [], disease: null });
    expect(seen.text).not.toMatch(/2024-05-06|F20|nameDiffers|psychosis/);
    expect((await system.as(stranger)('GET', `${one.links.self}/notices`)).body.params.reason).toBe('notVerified');
  });

  it('has the same answer whatever is known of the person', async () => {
    const [unknown, registeredOnly, applied, recognised] = await Promise.all([
      Promise.resolve(aPatient()),
      aKnownPatient(),
      aKnownPatient(),
      aKnownPatient(),
    ]);
    await system.submit(themself(applied), submission(applied, { ...psychosis, diseases: [{ disease: 'psychosis' }] }));
    const first = await system.submit(themself(recognised), submission(recognised, psychosis));
    expect(first.body.applications[0].decision.outcome).toBe('approved');
    const seen = [];
    for (const patient of [unknown, registeredOnly, applied, recognised]) {
      const answer = await system.submit(stranger, submission(patient, psychosis));
      const { dueAt: _due, receivedAt: _at, ...body } = await seenBy(stranger, firstOf(answer));
      const { id: _id, submissionId: _submission, links: _links, applicant: _who, timeline, ...rest } = body;
      seen.push({ ...shape(answer), rest, timeline: timeline.map(({ at: _when, ...entry }: any) => entry) });
    }
    for (const other of seen.slice(1)) expect(other).toEqual(seen[0]);
  });

  it('keeps nobody from applying, and is ended as the same again by whoever checks', async () => {
    const patient = await aKnownPatient();
    const strange = firstOf(await system.submit(stranger, submission(patient, psychosis)));
    const own = await system.submit(themself(patient), submission(patient, psychosis));
    expect(own.body.applications[0].decision.outcome).toBe('approved');
    const again = firstOf(await system.submit(stranger, submission(patient, psychosis)));

    const asTheSame = () => ({ outcome: 'notAccepted', reason: 'appliedForAlready' });
    expect(await answers(officer, again.id, asTheSame)).toEqual(
      expect.arrayContaining(['identityNotVerified', 'appliedForAlready', 'alreadyRecognised']),
    );
    expect(await seenBy(stranger, again)).toMatchObject({ status: 'ended', ending: 'notAccepted', entitlement: null });
    // Whoever took its task before the person applied had nothing in the way before them.
    expect(await answers(officer, strange.id, approving)).toEqual(['identityNotVerified']);
    expect(await seenBy(stranger, strange)).toMatchObject({ status: 'ended', ending: 'notAccepted' });
    const held = await system.prisma.applicationCase.count({
      where: { personId: lookupId(system.config.LOOKUP_KEY, patient.idNumber), holdsPlace: true },
    });
    expect(held).toBe(1);
  });

  it('tells no telephone but that of the register', async () => {
    const patient = await aKnownPatient();
    const theirs = { ...patient, phone: '199-0000-6666' };
    const { id } = firstOf(await system.submit(stranger, submission(theirs, { ...psychosis, agent: anAgent() })));
    await answers(officer, id, () => ({ outcome: 'notAccepted', reason: 'notAuthorised' }));
    const told = (await system.as(officer)('GET', `/v1/applications/${id}/notices`)).body.notices;
    expect(told.map(({ template }: any) => template).sort()).toEqual(['notAccepted', 'received']);
    for (const { recipient } of told) expect([recipient.role, recipient.phone]).toEqual(['patient', '****7777']);
  });

  it('is anybody whose level does not count, or whose token is another’s', async () => {
    const patient = await aKnownPatient();
    const other = await system.submit(themself(aPatient(), 'another'), submission(patient, psychosis));
    expect(other.body.applications[0].decision).toBeNull();
    const { tokenOf } = system.tokens;
    const weak = await tokenOf({ ...themself(patient), subject: 'weak' }, { claims: { acr: 'password' } });
    const response = await fetch(`${system.url}/v1/applications`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${weak}`,
        'content-type': 'application/json',
        'idempotency-key': 'weak',
        prefer: 'wait=20',
      },
      body: JSON.stringify(submission(patient, psychosis)),
    });
    expect(response.status).toBe(202);
  });

  it('cannot say that somebody is present', async () => {
    const presence = { proof: 'identityCard' };
    const { status, body } = await system.submit(stranger, submission(aPatient(), { ...psychosis, presence }));
    expect([status, body.errors[0].where]).toEqual([400, '/body/presence']);
  });
});

describe('a name that is not the register’s', () => {
  it.each<[string, (patient: Patient) => Bearer]>([
    ['by the person’s own token', (patient) => themself({ ...patient, name: '他人某' })],
    ['at a desk', () => desk],
  ])('%s goes to a person, and shows nothing of the register until then', async (_how, by) => {
    const patient = await aKnownPatient();
    const caller = by(patient);
    const wrong = { ...patient, name: '他人某' };
    const channel = caller === desk ? 'hospital' : 'online';
    const answer = await system.submit(caller, submission(wrong, { ...psychosis, channel }));
    expect(answer.body.applications[0]).toMatchObject({ stage: 'awaitingOfficer', decision: null });
    const seen = await seenBy(caller, firstOf(answer));
    expect(seen).toMatchObject({ assessments: null, disease: null, missing: null });
    const open = await answers(officer, firstOf(answer).id, approving);
    expect(open).toContain('nameDiffers');
    expect((await seenBy(caller, firstOf(answer))).entitlement).not.toBeNull();
  });
});

describe('the person whom it is about', () => {
  it.each<[string, Bearer]>([
    ['an agent', agent],
    ['a desk', desk],
    ['a stranger', stranger],
  ])('sees what %s entered, and may withdraw it', async (_who, caller) => {
    const patient = aPatient();
    const answer = await system.submit(caller, submission(patient, { ...psychosis, agent: anAgent() }));
    const one = firstOf(answer);
    expect(await seenBy(themself(patient), one)).toMatchObject({ disease: 'psychosis', stage: 'awaitingOfficer' });
    const listed = (await system.as(themself(patient))('GET', '/v1/applications')).body.items;
    expect(listed.map(({ id }: any) => id)).toEqual([one.id]);
    const headers = { 'idempotency-key': one.id };
    expect((await system.as(themself(patient))('POST', `${one.links.self}/withdrawal`, {}, headers)).status).toBe(200);
  });

  it('appeals, and so does the agent on record, by token or by who they are; nobody else does', async () => {
    const patient = await aKnownPatient();
    const form = submission(patient, { ...psychosis, insuranceType: 'employee', agent: anAgent() });
    const { body } = await system.submit({ ...desk }, { ...form, channel: 'hospital' });
    const [{ id, decision, links }] = body.applications;
    expect(decision.outcome).toBe('notRecognised');
    await system.ended(id);
    const appeal = (caller: Bearer, key: string) =>
      system.as(caller)(
        'POST',
        `${links.self}/appeals`,
        { grounds: '参保类型有误（示例）' },
        { 'idempotency-key': key },
      );
    expect((await appeal(stranger, 's')).status).toBe(403);
    expect((await appeal({ ...agent, person: null }, 'n')).status).toBe(403);
    expect((await seenBy(agent, { links })).permittedActions).toContain('appealCase');
    expect((await appeal(themself(patient), 'p')).status).toBeLessThan(300);
  });

  it('reads the messages to them, as the agent those to the agent', async () => {
    const patient = await aKnownPatient();
    const answer = await system.submit(
      desk,
      submission(patient, { ...psychosis, channel: 'hospital', agent: anAgent() }),
    );
    const { id } = firstOf(answer);
    await system.ended(id);
    const both: Bearer = { ...agent, roles: ['agent', 'applicant'] };
    const textsFor = async (caller: Bearer) =>
      JSON.stringify((await system.as(caller)('GET', `/v1/applications/${id}/messages`)).body.messages);
    expect(await textsFor(themself(patient))).toContain('精神');
    for (const caller of [agent, both]) expect(await textsFor(caller)).not.toContain('精神');
  });
});

describe('two roles of one token', () => {
  it.each<[string, Partial<Bearer>]>([
    ['agent and applicant', { roles: ['agent', 'applicant'] }],
    ['agent and desk', { roles: ['agent', 'hospitalDesk'], regions: ['rizhao'], institution: hospital }],
    ['agent and officer', { roles: ['agent', 'handlingOfficer'], regions: ['rizhao'] }],
  ])('%s: no diagnosis without consent', async (_who, held) => {
    const patient = await aKnownPatient();
    const caller = { ...agent, ...held };
    const { id } = firstOf(await system.submit(caller, submission(patient, { ...psychosis, agent: anAgent() })));
    const { text, body } = await system.as(caller)('GET', `/v1/applications/${id}`);
    expect(body).toMatchObject({ disease: null, assessments: null });
    expect(text).not.toMatch(/psychosis|F20|精神/);
    const found = await system.as(caller)('GET', '/v1/applications?disease=psychosis&limit=200');
    expect(found.body.items.map((item: any) => item.id)).not.toContain(id);
  });

  it.each<[string, Partial<Bearer>]>([
    ['agent and officer', { roles: ['agent', 'handlingOfficer'], regions: ['rizhao'] }],
    ['agent and supervisor', { roles: ['agent', 'supervisor'], regions: ['rizhao'] }],
    ['officer, on record as agent by who they are', { roles: ['handlingOfficer'], regions: ['rizhao'] }],
  ])('%s: no more of it at the task', async (_who, held) => {
    const patient = aPatient();
    const enteredBy = held.roles!.includes('agent') ? agent : desk;
    const channel = enteredBy === desk ? 'hospital' : 'proxy';
    const form = submission(patient, { ...psychosis, channel, agent: anAgent() });
    const { id } = firstOf(await system.submit(enteredBy, form));
    const { id: taskId } = await system.prisma.task.findFirstOrThrow({ where: { subjectId: id } });
    const caller = { ...agent, ...(enteredBy === desk && { subject: 'somebody-at-the-office' }), ...held };
    const seen = await system.as(caller)('GET', `/v1/tasks/${taskId}`);
    expect([seen.status, seen.body]).toMatchObject([200, { open: [], dossier: null, refusalReasons: null }]);
    expect(seen.text).not.toMatch(/psychosis|F20|精神/);
    for (const more of ['notes', 'events'])
      expect((await system.as(caller)('GET', `/v1/tasks/${taskId}/${more}`)).status).toBe(403);
    const openTo = await system.as({ ...officer, subject: 'officer-of-none' })('GET', `/v1/tasks/${taskId}`);
    expect(openTo.body.open).not.toEqual([]);
  });
});

describe('a desk', () => {
  it('learns of the recognition with the person before it, and says so in the record', async () => {
    const patient = await aKnownPatient();
    const form = submission(patient, { ...psychosis, channel: 'hospital' });
    const first = await system.submit(desk, form);
    expect(first.body.applications[0].decision.outcome).toBe('approved');
    const again = await system.submit(desk, form);
    expect([again.status, again.body.code, again.body.params.status]).toEqual([
      409,
      'DUPLICATE_APPLICATION',
      'decided',
    ]);
    const entry = await system.prisma.auditEntry.findFirstOrThrow({
      where: { subjectId: firstOf(first).id, action: 'received' },
    });
    expect(entry.data).toMatchObject({ identity: 'present', presence: { proof: 'electronicCredential' } });
  });

  it('without is as good as a stranger, also by the institution that it names', async () => {
    const patient = await aKnownPatient();
    await system.submit(themself(patient), submission(patient, psychosis));
    const form = submission(patient, { ...psychosis, channel: 'hospital', presence: undefined });
    const answer = await system.submit(desk, form);
    expect(answer.body.applications[0]).toMatchObject({ stage: 'awaitingOfficer', decision: null });
    expect(await seenBy(desk, firstOf(answer))).toMatchObject({ assessments: null, disease: null });
  });

  it('looks ahead in the presence of the person only', async () => {
    const asked = { region: 'rizhao', idNumber: aPatient().idNumber, insuranceType: 'resident', disease: 'psychosis' };
    const { status, body } = await system.as(desk)('POST', '/v1/outlooks', asked);
    expect([status, body.errors[0].where]).toEqual([400, '/body/presence']);
  });
});
