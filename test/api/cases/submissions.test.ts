import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, type PlainDate } from '../../../domain/plain-date.ts';
import { localDay } from '../../../domain/time-zone.ts';
import { lookupId } from '../../../platform/sealing.ts';
import { applicationWorkflowId } from '../../../workflows/ids.ts';
import { startSystem, type System } from '../harness.ts';
import {
  agent,
  anAgent,
  anApplicant,
  aPatient,
  desk,
  hospital,
  hypertension,
  officer,
  registered,
  submission,
  tumour,
} from '../people.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system?.close());

describe('approved by the rules', () => {
  it('answers with the decision in the same call; the benefit is from the next calendar day', async () => {
    const patient = aPatient();
    await system.registers(registered(patient));
    const { status, body } = await system.submit(anApplicant(), submission(patient));
    expect(status).toBe(201);
    const [{ decision, ...application }] = body.applications;
    expect(application).toMatchObject({ disease: 'malignantTumor', procedure: 'immediate', status: 'decided' });
    expect(decision).toMatchObject({ outcome: 'approved', decidedBy: 'rules', reasons: [] });
    expect(decision.benefitFrom).toBe(dayAfter(decision.decidedAt));
  });

  it('is filed once with the settlement service, under the number that the case shows', async () => {
    const patient = aPatient();
    await system.registers(registered(patient));
    const caseId = await decided(submission(patient));
    const { entitlement, decision } = (await system.as(officer)('GET', `/v1/applications/${caseId}`)).body;
    expect(entitlement.from).toBe(decision.benefitFrom);
    const personRef = lookupId(system.config.LOOKUP_KEY, patient.idNumber);
    const known = await system.settlement.call('GET', `/v1/persons/${personRef}/entitlements?on=${entitlement.from}`);
    expect(known.body.entitlements).toEqual([
      expect.objectContaining({
        filingNumber: entitlement.filingNumber,
        disease: 'malignantTumor',
        institution: hospital,
      }),
    ]);
  });

  it('is told to the patient and to the agent, exactly once each', async () => {
    const patient = aPatient();
    await system.registers(registered(patient));
    const caseId = await decided(submission(patient, { channel: 'proxy', agent: anAgent() }));
    const { notices } = (await system.as(officer)('GET', `/v1/applications/${caseId}`)).body;
    expect(notices.map(({ template, recipient }: any) => [template, recipient]).toSorted()).toEqual([
      ['approved', 'agent'],
      ['approved', 'patient'],
    ]);
    const accepted = await system.notification.call('GET', `/v1/messages?caseRef=${caseId}`);
    const ids = (messages: any[]) => messages.map(({ messageId }) => messageId).toSorted();
    expect(ids(accepted.body.messages)).toEqual(ids(notices));
  });

  it('is started eagerly: its first workflow task needs no round trip', async () => {
    const patient = aPatient();
    await system.registers(registered(patient));
    const caseId = await decided(submission(patient));
    const { events } = await system.temporal.workflow.getHandle(applicationWorkflowId(caseId)).fetchHistory();
    expect(events![0]!.workflowExecutionStartedEventAttributes!.eagerExecutionAccepted).toBe(true);
  });

  it("takes a hospital's own structured record for evidence", async () => {
    const patient = aPatient();
    await system.registers(registered(patient, { records: [] }));
    const record = { kind: 'pathology', institution: hospital, on: '2026-01-05', icd10: 'C50.4' };
    const entered = submission(patient, { channel: 'hospital', diseases: [{ ...tumour, records: [record] }] });
    const { body } = await system.submit(desk, entered);
    expect(body.applications[0].decision).toMatchObject({ outcome: 'approved', decidedBy: 'rules' });
  });

  it('knows a disease by any wording that the pack lists', async () => {
    const patient = aPatient();
    await system.registers(registered(patient, { records: [] }));
    const diseases = [{ ...tumour, disease: '肾透析' }];
    const { status, body } = await system.submit(anApplicant(), submission(patient, { diseases }));
    expect(status).toBe(202);
    expect(body.applications[0].disease).toBe('renalDialysis');
  });
});

it('hands over to an officer what the rules leave open, and says so without waiting longer', async () => {
  const patient = aPatient();
  await system.registers(registered(patient, { records: [] }));
  const { status, body } = await system.submit(anApplicant(), submission(patient));
  expect(status).toBe(202);
  const [{ id, stage, decision }] = body.applications;
  expect({ stage, decision }).toEqual({ stage: 'awaitingOfficer', decision: null });
  const queue = (await system.as(officer)('GET', '/v1/tasks?state=ready&limit=200')).body.items;
  const task = queue.find(({ applicationId }: any) => applicationId === id);
  expect(task).toMatchObject({ candidate: 'handlingOfficer', region: 'rizhao', state: 'ready', assignee: null });
  const { open } = (await system.as(officer)('GET', task.links.self)).body;
  const explained = { code: 'evidenceMissing', clause: expect.any(String), text: expect.any(String) };
  expect(open).toEqual([expect.objectContaining(explained)]);
});

describe('refused for a formal reason', () => {
  it.each([
    ['zh-CN', /[\u4e00-\u9fff]/],
    ['en', /^[^\u4e00-\u9fff]+$/],
  ])('gives reason and clause in %s', async (language, wording) => {
    const patient = aPatient();
    await system.registers(registered(patient, { insurance: [] }));
    const { status, body } = await system.submit(anApplicant(), submission(patient), { 'accept-language': language });
    expect(status).toBe(201);
    const { outcome, decidedBy, reasons, benefitFrom } = body.applications[0].decision;
    expect({ outcome, decidedBy, benefitFrom }).toEqual({
      outcome: 'notRecognised',
      decidedBy: 'rules',
      benefitFrom: undefined,
    });
    expect(reasons).toEqual([expect.objectContaining({ code: 'notInsured', clause: expect.stringContaining('#4') })]);
    expect(reasons[0].text).toMatch(wording);
  });

  it('is told, and not filed', async () => {
    const patient = aPatient();
    await system.registers(registered(patient, { diedOn: '2025-01-01' }));
    const caseId = await decided(submission(patient));
    const { entitlement, notices, decision } = (await system.as(officer)('GET', `/v1/applications/${caseId}`)).body;
    expect(decision.reasons[0].code).toBe('personDeceased');
    expect(entitlement).toBeNull();
    expect(notices.map(({ template }: any) => template)).toEqual(['notRecognised']);
  });

  it('gives the agent no reasons while the patient has not agreed', async () => {
    const patient = aPatient();
    await system.registers(registered(patient, { insurance: [] }));
    const { body } = await system.submit(anApplicant(), submission(patient, { agent: anAgent() }));
    const seen = await system.as(agent)('GET', body.applications[0].links.self);
    expect(seen.body.decision).toMatchObject({ outcome: 'notRecognised', reasons: null });
  });
});

it('opens one case for each disease of a submission', async () => {
  const patient = aPatient();
  const [pathology] = registered(patient).records;
  await system.registers(registered(patient, { records: [pathology!, hypertension] }));
  const diseases = [tumour, { disease: '高血压合并症', institution: hospital }];
  const { status, body } = await system.submit(anApplicant(), submission(patient, { diseases }));
  expect(status).toBe(202);
  expect(body.applications.map(({ disease, procedure, stage }: any) => [disease, procedure, stage])).toEqual([
    ['malignantTumor', 'immediate', expect.stringMatching(/filing|notifying|closed/)],
    ['hypertensionComplicated', 'monthlyBatch', 'awaitingBatch'],
  ]);
});

it('waits visibly, its deadline running, in the procedure that the pack names', async () => {
  const patient = aPatient();
  await system.registers(
    registered(patient, { insurance: [{ type: 'resident', region: 'xx-county', from: '2015-01-01' }] }),
  );
  const county = submission(patient, { region: 'xx-county', diseases: [{ disease: 'aids', institution: hospital }] });
  const { body } = await system.submit(anApplicant(), county);
  expect(body.applications).toEqual([
    expect.objectContaining({ procedure: 'reviewChain', stage: 'awaitingAcceptance' }),
  ]);
  const found = (await system.as(anApplicant())('GET', body.applications[0].links.self)).body;
  expect(Date.parse(found.dueAt)).toBeGreaterThan(Date.parse(found.receivedAt));
});

it('answers at once where nobody asked it to wait', async () => {
  const patient = aPatient();
  const headers = { 'idempotency-key': randomUUID() };
  const { status, body } = await system.as(anApplicant())('POST', '/v1/applications', submission(patient), headers);
  expect(status).toBe(202);
  expect(body.applications).toHaveLength(1);
});

it('keeps no identity number in what is kept in the clear: not in the key of the call either', async () => {
  const patient = aPatient();
  const headers = { 'idempotency-key': `apply-${patient.idNumber.toLowerCase()}-1` };
  const { status, body } = await system.as(anApplicant())('POST', '/v1/applications', submission(patient), headers);
  expect([status, body.errors]).toEqual([
    400,
    [
      expect.objectContaining({
        where: '/headers/idempotency-key',
        problem: expect.stringContaining('identity number'),
      }),
    ],
  ]);
  expect(JSON.stringify(body)).not.toContain(patient.idNumber.slice(0, 17));
});

/** Its case, once everything about it is done. */
async function decided(body: object): Promise<string> {
  const answer = await system.submit(anApplicant(), body);
  expect(answer.status).toBe(201);
  const [{ id }] = answer.body.applications;
  await system.ended(id);
  return id;
}

function dayAfter(instant: string): PlainDate {
  return addDays(localDay(new Date(instant)), 1);
}
