/**
 * 告知 as patient, agent and officer meet it: what became of each notice, the inbox, the letter, and who brings it at
 * last.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { texts } from '../../../platform/texts.ts';
import { taskQueues } from '../../../workflows/ids.ts';
import { startSystem, type System } from '../harness.ts';
import { agent, anAgent, anApplicant, aPatient, officer, registered, submission } from '../people.ts';

const patience = { timeout: 10_000 };
let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system?.close());

const patientItself = anApplicant('notified');
const as = (caller: Caller) => system.as(caller);

/** Decided by the rules, and told. */
async function approvedFor(applicant: Caller, contact: object = {}, differing: object = {}): Promise<string> {
  const patient = { ...aPatient(), ...contact };
  await system.registers(registered(patient));
  const { phone, ...others } = patient;
  const form = phone === undefined ? (others as typeof patient) : patient;
  const { body } = await system.submit(applicant, submission(form, differing));
  const [{ id }] = body.applications;
  await system.ended(id);
  return id;
}

const noticesOf = async (id: string, caller: Caller = officer) =>
  (await as(caller)('GET', `/v1/applications/${id}/notices`)).body.notices;
const approvalIn = (notices: any[]) => notices.find(({ template }) => template === 'approved');

describe('the notices of a case', () => {
  it('say what, to whom (masked), why, when, and how often tried', async () => {
    const id = await approvedFor(patientItself);
    const smsOf = async () => approvalIn(await noticesOf(id)).deliveries.find(({ channel }: any) => channel === 'sms');
    await expect
      .poll(smsOf, patience)
      .toMatchObject({ state: 'delivered', attempts: [{ number: 1, outcome: 'sent' }] });
    const [told] = [approvalIn(await noticesOf(id))];
    expect(told).toMatchObject({
      purpose: 'decision',
      required: true,
      recipient: { role: 'patient' },
      unreachedSince: null,
    });
    expect(told.recipient.name).toMatch(/^虚\*\*$/);
    expect(told.recipient.phone).toMatch(/^\*{4}\d{4}$/);
    const { templates } = (await as(officer)('GET', '/v1/notice-templates')).body;
    expect(told.templateVersion).toBe(approvalIn(templates).version);
    const { versions } = (await as(officer)('GET', '/v1/notice-templates/approved/versions')).body;
    expect(versions).toEqual([{ version: told.templateVersion, since: expect.any(String) as string }]);
    const { sentences } = (await as(officer)('GET', `/v1/notice-templates/approved/versions/${told.templateVersion}`))
      .body;
    expect([sentences['zh-CN']['notices.approved.title'], sentences.en['notices.approved.title']]).toEqual(
      [texts('zh-CN'), texts('en')].map(({ text }) => text('notices.approved.title')),
    );
    expect((await as(officer)('GET', '/v1/notice-templates/approved/versions/unused')).status).toBe(404);
  });

  it('are read in the inbox by the one they are to', async () => {
    const id = await approvedFor(patientItself, {}, { channel: 'proxy', agent: anAgent() });
    const messages = async () => (await as(agent)('GET', `/v1/applications/${id}/messages`)).body.messages;
    const [newest] = await messages();
    expect(newest.body.join('')).not.toContain('恶性肿瘤');
    const reading = `/v1/applications/${id}/messages/${newest.messageId}/reading`;
    expect((await as(agent)('PUT', reading)).status).toBe(204);
    expect((await messages())[0].readAt).toEqual(expect.any(String));
    expect((await as(anApplicant('somebody'))('GET', `/v1/applications/${id}/messages`)).status).toBe(403);
    expect((await noticesOf(id, agent)).map(({ recipient }: any) => recipient.role)).not.toContain('patient');
  });

  it('come by the channel that the patient prefers', async () => {
    const email = { email: 'patient@mail.example' };
    const first = await approvedFor(patientItself, email);
    expect(
      (await as(patientItself)('PUT', `/v1/applications/${first}/notice-channel`, { channel: 'email' })).status,
    ).toBe(204);
    expect((await as(patientItself)('PUT', `/v1/applications/${first}/notice-channel`, { channel: null })).status).toBe(
      204,
    );
    expect(
      (await as(patientItself)('PUT', `/v1/applications/${first}/notice-channel`, { channel: 'fax' })).status,
    ).toBe(400);
  });
});

describe('a notice that no channel could bring', () => {
  it('is a task in the officers’ queue: printed, handed over, and settled', async () => {
    const id = await approvedFor(patientItself, { phone: undefined });
    expect(approvalIn(await noticesOf(id))).toMatchObject({
      unreachedSince: expect.any(String) as string,
      settled: null,
    });
    const round = { workflowId: `undeliverable-${randomUUID()}`, taskQueue: taskQueues.workflows };
    await system.temporal.workflow.execute('undeliverableNotices', round);
    const waiting = async () => (await as(officer)('GET', `/v1/tasks?applicationId=${id}&state=ready`)).body.items;
    await expect
      .poll(async () => (await waiting()).map(({ kind }: any) => kind), patience)
      .toEqual(['noticeUndeliverable']);

    const { messageId } = approvalIn(await noticesOf(id));
    const letter = (caller: Caller, message = messageId) =>
      as(caller)('GET', `/v1/applications/${id}/notices/${message}/letter`);
    expect([
      (await letter(officer)).status,
      (await letter(patientItself)).status,
      (await letter(officer, randomUUID())).status,
    ]).toEqual([200, 403, 404]);

    const [{ id: task, version }] = await waiting();
    const claimed = (await as(officer)('POST', `/v1/tasks/${task}/claim`, { version })).body;
    const decision = { outcome: 'handedOver', note: '已送到本人' };
    expect(
      (await as(officer)('POST', `/v1/tasks/${task}/completion`, { version: claimed.version, decision })).status,
    ).toBe(200);
    await expect
      .poll(async () => approvalIn(await noticesOf(id)).settled, patience)
      .toMatchObject({ as: 'handedOver' });
    const { stage, timeline } = (await as(officer)('GET', `/v1/applications/${id}`)).body;
    expect([stage, timeline.map(({ action }: any) => action).slice(-3)]).toEqual([
      'closed',
      ['noticeUndeliverable', 'taskOpened', 'noticeSettled'],
    ]);
  });
});

it('a template shows what it will say, in both languages', async () => {
  const shown = async (language: string) =>
    (await as(patientItself)('GET', `/v1/notice-templates/notRecognised/preview?region=rizhao&language=${language}`))
      .body.messages;
  expect((await shown('zh-CN'))[0].slip.body.join('')).toContain('异议复核');
  expect((await shown('en'))[0].sms.text).toContain('is not recognised at present');
  expect((await as(officer)('GET', '/v1/notice-templates/notRecognised/preview?region=nowhere')).body.code).toBe(
    'PACK_UNKNOWN',
  );
});
