/** 补正, 撤回申请, 异议复核, and the county's chain from the window to the filing, through the API as clients see it. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { asSuperuser } from '../../support/databases.ts';
import { startSystem, type System } from '../harness.ts';
import { anAgent, anApplicant, aPatient, officer, registered, submission, type Patient } from '../people.ts';
import { aPdf } from '../../support/papers.ts';
import { settled } from '../papers.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system?.close());

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
const elsewhere = { ...window, institution: 'demo-county-tcm-hospital', subject: 'other-window' };

const nephritis = { disease: 'chronicGlomerulonephritis', institution: 'demo-county-tcm-hospital' };
const hospitalRecord = {
  kind: 'inpatientStay',
  institution: 'demo-county-tcm-hospital',
  on: '2024-03-05',
  icd10: 'N03',
};

async function inTheCounty(
  applicant: Caller,
  records: object[] = [],
  differing: object = {},
): Promise<{ id: string; patient: Patient }> {
  const patient = aPatient();
  const insurance = [{ type: 'resident', region: 'xx-county', from: '2015-01-01' }] as const;
  await system.registers(registered(patient, { insurance: [...insurance], records: records as never }));
  const form = submission(patient, { region: 'xx-county', diseases: [nephritis], ...differing });
  const { body } = await system.submit(applicant, form);
  return { id: body.applications[0].id, patient };
}

const read = async (caller: Caller, id: string) => (await system.as(caller)('GET', `/v1/applications/${id}`)).body;

/** Takes the task of this kind and answers it. */
async function answers(caller: Caller, caseId: string, kind: string, decision: Decide) {
  const as = system.as(caller);
  const { items } = (await as('GET', `/v1/tasks?applicationId=${caseId}&state=ready`)).body;
  const waiting = items.find((task: any) => task.kind === kind);
  const claimed = (await as('POST', `/v1/tasks/${waiting.id}/claim`, { version: waiting.version })).body;
  return as('POST', `/v1/tasks/${waiting.id}/completion`, {
    version: claimed.version,
    decision: await decision(claimed, caller),
  });
}

type Decide = (task: any, caller: Caller) => object | Promise<object>;

const recommended: Decide = async (task, caller) => ({
  outcome: 'recommended',
  answers: await settled(system, caller, task),
});
const approved: Decide = async (task, caller) => ({
  outcome: 'approved',
  answers: await settled(system, caller, task),
});
const refused = () => ({
  outcome: 'notRecognised',
  reasons: [{ code: 'evidenceInsufficient', params: { criterion: 'nephritisDiagnosis' } }],
});

const say = (caller: Caller, id: string, what: string, body: object, key: string = randomUUID()) =>
  system.as(caller)('POST', `/v1/applications/${id}/${what}`, body, { 'idempotency-key': key });

async function stands(caller: Caller, id: string, stage: string): Promise<void> {
  await expect.poll(async () => (await read(caller, id)).stage, { timeout: 10_000 }).toBe(stage);
}

describe('科室复核 → 审核确认', () => {
  it('goes from the department to the confirming officer to the filing, two people, due on the third working day', async () => {
    const applicant = anApplicant('chain-1');
    const { id } = await inTheCounty(applicant, [hospitalRecord]);
    const waiting = await read(applicant, id);
    expect(waiting).toMatchObject({ stage: 'awaitingDepartment', acceptedAt: waiting.receivedAt });

    expect((await answers(department, id, 'departmentReview', recommended)).status).toBe(200);
    await stands(applicant, id, 'awaitingConfirmation');
    const { status, body } = await answers(confirmer, id, 'confirmation', approved);
    expect([status, body.state]).toEqual([200, 'completed']);
    await system.ended(id);
    expect(await read(applicant, id)).toMatchObject({
      status: 'decided',
      stage: 'closed',
      outcome: 'approved',
      decision: { decidedBy: 'person' },
      entitlement: { filingNumber: expect.any(String) },
    });
  });

  it('stands in the queue of the institution that reviews, and in no other’s', async () => {
    const { id } = await inTheCounty(anApplicant('chain-2'), [hospitalRecord]);
    const of = async (caller: Caller) =>
      (await system.as(caller)('GET', `/v1/tasks?applicationId=${id}`)).body.items.length;
    expect(await of(department)).toBe(1);
    expect(await of({ ...department, institution: 'demo-county-tcm-hospital' })).toBe(0);
    expect(await of(confirmer)).toBe(0);
  });
});

describe('补正', () => {
  it('is asked for once, stops the clock, and what is supplied goes on to review', async () => {
    const applicant = anApplicant('supply-1');
    const { id } = await inTheCounty(applicant);
    expect(await read(applicant, id)).toMatchObject({ stage: 'awaitingAcceptance', acceptedAt: null });
    await answers(window, id, 'deskAcceptance', () => ({ outcome: 'supplementRequested' }));
    await stands(applicant, id, 'awaitingSupplement');
    const asked = await read(applicant, id);
    expect(asked).toMatchObject({ dueAt: null, waitingSince: expect.any(String), supplyBy: expect.any(String) });
    expect(asked.missing).toMatchObject([{ code: 'evidenceMissing', params: { criterion: 'nephritisDiagnosis' } }]);
    expect(asked.permittedActions).toEqual(expect.arrayContaining(['supplyCase', 'withdrawCase']));

    const { status, body } = await say({ ...elsewhere }, id, 'supplements', { records: [hospitalRecord] });
    expect([status, body.state]).toEqual([200, 'taken']);
    await stands(applicant, id, 'awaitingDepartment');
    const going = await read(applicant, id);
    expect(going).toMatchObject({ waitingSince: null, missing: [], dueAt: expect.any(String) });
    expect(going.assessments).toHaveLength(2);
  });

  it('with an uploaded paper by the applicant', async () => {
    const applicant = anApplicant('supply-2');
    const { id } = await inTheCounty(applicant);
    await answers(window, id, 'deskAcceptance', () => ({ outcome: 'supplementRequested' }));
    await stands(applicant, id, 'awaitingSupplement');
    const pdf = aPdf();
    const { body: paper } = await system.as(applicant)('POST', '/v1/documents', pdf, {
      'content-type': 'application/pdf',
    });
    expect(
      (await say(applicant, id, 'supplements', { documents: [{ evidence: 'inpatientRecord', documentId: paper.id }] }))
        .status,
    ).toBe(200);
    await stands(applicant, id, 'awaitingDepartment');
    const { items } = (await system.as(department)('GET', `/v1/tasks?applicationId=${id}`)).body;
    const { open } = (await system.as(department)('GET', `/v1/tasks/${items[0].id}`)).body;
    expect(open).toMatchObject([{ code: 'paperToRead' }]);
  });

  it('a repeat is the same message; with another body it is a conflict', async () => {
    const applicant = anApplicant('supply-3');
    const { id } = await inTheCounty(applicant);
    await answers(window, id, 'deskAcceptance', () => ({ outcome: 'supplementRequested' }));
    await stands(applicant, id, 'awaitingSupplement');
    const first = await say(elsewhere, id, 'supplements', { records: [hospitalRecord] }, 'k1');
    const again = await say(elsewhere, id, 'supplements', { records: [hospitalRecord] }, 'k1');
    expect(again.body).toEqual(first.body);
    const withdrawals = await Promise.all(Array.from({ length: 5 }, () => say(applicant, id, 'withdrawal', {}, 'k2')));
    expect(new Set(withdrawals.map(({ body }) => body.messageId)).size).toBe(1);
    const other = await say(elsewhere, id, 'supplements', { institution }, 'k1');
    expect([other.status, other.body.code]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
  });

  it.each<[string, Caller, object, number, string]>([
    ['nothing is asked for', anApplicant('supply-4'), { institution }, 409, 'STATE_CONFLICT'],
    ['somebody else’s case', anApplicant('somebody-else'), { institution }, 403, 'NOT_PERMITTED'],
    [
      'a paper for what the disease does not ask',
      anApplicant('supply-4'),
      { documents: [{ evidence: 'horoscope', documentId: randomUUID() }] },
      400,
      'INVALID_REQUEST',
    ],
    ['an applicant’s own records', anApplicant('supply-4'), { records: [hospitalRecord] }, 400, 'INVALID_REQUEST'],
    [
      'a paper that nobody uploaded',
      anApplicant('supply-4'),
      { documents: [{ evidence: 'inpatientRecord', documentId: randomUUID() }] },
      422,
      'DOCUMENT_UNKNOWN',
    ],
    ['nothing at all', anApplicant('supply-4'), {}, 400, 'INVALID_REQUEST'],
  ])('is refused: %s', async (_what, caller, body, status, code) => {
    const { id } = await inTheCounty(anApplicant('supply-4'), [hospitalRecord]);
    const answer = await say(caller, id, 'supplements', body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});

describe('撤回申请', () => {
  it('ends the case and its task, and the person may apply anew', async () => {
    const applicant = anApplicant('withdraw-1');
    const { id, patient } = await inTheCounty(applicant, [hospitalRecord]);
    expect((await say(applicant, id, 'withdrawal', { reason: '改日再办' })).body.state).toBe('taken');
    await system.ended(id);
    expect(await read(applicant, id)).toMatchObject({
      status: 'ended',
      stage: 'ended',
      ending: 'withdrawn',
      outcome: null,
    });
    const { items } = (await system.as(department)('GET', `/v1/tasks?applicationId=${id}`)).body;
    expect(items).toMatchObject([{ state: 'cancelled' }]);
    const anew = await system.submit(applicant, submission(patient, { region: 'xx-county', diseases: [nephritis] }));
    expect(anew.status).toBe(202);
  });

  it('is refused once the case is decided', async () => {
    const applicant = anApplicant('withdraw-2');
    const patient = aPatient();
    await system.registers(registered(patient));
    const { body } = await system.submit(applicant, submission(patient));
    const [{ id }] = body.applications;
    await system.ended(id);
    const { status, body: problem } = await say(applicant, id, 'withdrawal', {});
    expect([status, problem.code]).toEqual([409, 'STATE_CONFLICT']);
    expect((await read(applicant, id)).permittedActions).not.toContain('withdrawCase');
  });

  it('by an agent needs no diagnosis', async () => {
    const helper: Caller = { subject: 'village-helper', roles: ['agent'], regions: [] };
    const { id } = await inTheCounty(helper, [hospitalRecord], { channel: 'assisted', agent: anAgent() });
    expect((await say(helper, id, 'withdrawal', {})).status).toBe(200);
  });
});

describe('异议复核', () => {
  const applicant = anApplicant('appeal-1');

  async function refusedByOfficer(): Promise<string> {
    const patient = aPatient();
    await system.registers(registered(patient, { records: [] }));
    const { body } = await system.submit(applicant, submission(patient));
    const [{ id }] = body.applications;
    await answers(officer, id, 'officerDecision', () => ({
      outcome: 'notRecognised',
      reasons: [{ code: 'evidenceInsufficient', params: { criterion: 'confirmedMalignancy' } }],
    }));
    await system.ended(id);
    return id;
  }

  it('is decided by somebody who had no part in the refusal; approved, it is filed', async () => {
    const id = await refusedByOfficer();
    const { status, body } = await say(applicant, id, 'appeals', { grounds: '附新的病理报告（示例）' });
    expect([status, body.state]).toEqual([202, 'sent']);
    await stands(applicant, id, 'awaitingAppeal');
    const [task] = (await system.as(officer)('GET', `/v1/tasks?applicationId=${id}&state=ready`)).body.items;
    const own = await system.as(officer)('POST', `/v1/tasks/${task.id}/claim`, { version: task.version });
    expect(own).toMatchObject({ status: 403, body: { code: 'FOUR_EYES', params: { rule: 'decided' } } });

    expect((await answers({ ...officer, subject: 'officer-2' }, id, 'appealReview', approved)).status).toBe(200);
    await stands(applicant, id, 'closed');
    const after = await read(applicant, id);
    expect(after).toMatchObject({ outcome: 'approved', opening: 1, entitlement: { filingNumber: expect.any(String) } });
    expect(after.messages).toMatchObject([{ kind: 'appealed', state: 'taken' }]);
    const again = await say(applicant, id, 'appeals', { grounds: '再次申请' });
    expect([again.status, again.body.code]).toEqual([409, 'STATE_CONFLICT']);
    expect(after.notices.map(({ template }: any) => template)).toEqual([
      'received',
      'notRecognised',
      'appealed',
      'approved',
    ]);
  });

  it('comes too late after the pack’s days', async () => {
    const id = await refusedByOfficer();
    system.clock.advance(40 * 86_400_000);
    try {
      const { status, body } = await say(applicant, id, 'appeals', { grounds: '…' });
      expect([status, body.code]).toEqual([422, 'APPEAL_TOO_LATE']);
    } finally {
      system.clock.advance(-40 * 86_400_000);
    }
  });

  it('is in time within the days from when the notice was handed over, where nothing else could bring it', async () => {
    const id = await refusedByOfficer();
    const { messageId, acceptedAt } = await system.prisma.notice.findFirstOrThrow({
      where: { caseId: id, template: 'notRecognised' },
    });
    const handedOver = {
      at: new Date(acceptedAt.getTime() + 20 * 86_400_000),
      actor: officer.subject,
      action: 'noticeSettled',
    };
    const link = { subjectId: id, sequence: 1_000, effect: 'task:example:answer', previousHash: '', hash: '' };
    await system.prisma.auditEntry.create({ data: { ...link, ...handedOver, data: { messageId, as: 'handedOver' } } });
    system.clock.advance(40 * 86_400_000);
    try {
      expect((await say(applicant, id, 'appeals', { grounds: '…' })).status).toBe(202);
    } finally {
      system.clock.advance(-40 * 86_400_000);
    }
  });

  it('is for refusals only', async () => {
    const { id } = await inTheCounty(applicant, [hospitalRecord]);
    const { status, body } = await say(applicant, id, 'appeals', { grounds: '…' });
    expect([status, body.code]).toEqual([409, 'STATE_CONFLICT']);
  });
});

describe('an approval that the settlement service refuses for good', () => {
  const applicant = anApplicant('filing-1');
  const registration = {
    personRef: randomUUID(),
    region: 'rizhao',
    disease: 'malignantTumor',
    insuranceType: 'resident',
    from: '2026-01-01',
    decidedAt: '2026-01-01T00:00:00.000Z',
    filedOn: '2026-01-01',
  };
  const register = (key: string) =>
    system.settlement.call('PUT', `/v1/entitlements/${encodeURIComponent(key)}`, registration);

  /** As its operator, who mends even what is only ever added. */
  async function inSettlement(statement: string, key: string): Promise<object[]> {
    const client = new pg.Client({ connectionString: asSuperuser(system.databases.settlement) });
    await client.connect();
    try {
      await client.query('SET session_replication_role = replica');
      return (await client.query<object>(statement, [key])).rows;
    } finally {
      await client.end();
    }
  }

  /** Its key is taken at the settlement service by a registration of something else. */
  async function approvedAndRefused(): Promise<string> {
    const patient = aPatient();
    await system.registers(registered(patient, { records: [] }));
    const { body } = await system.submit(applicant, submission(patient));
    const id: string = body.applications[0].id;
    expect((await register(`${id}:file:0`)).status).toBe(201);
    await answers(officer, id, 'officerDecision', approved);
    await expect
      .poll(async () => (await waiting(id)).map(({ kind }: any) => kind), { timeout: 10_000 })
      .toEqual(['filingRefused']);
    return id;
  }

  const waiting = async (id: string, language = 'zh-CN') =>
    (
      await system.as(officer)('GET', `/v1/tasks?applicationId=${id}&state=ready`, undefined, {
        'accept-language': language,
      })
    ).body.items;

  async function pointIn(id: string, language: string) {
    const [{ id: task }] = await waiting(id);
    return (await system.as(officer)('GET', `/v1/tasks/${task}`, undefined, { 'accept-language': language })).body
      .open[0];
  }

  it('returns to an officer, who reads why in either language, corrects it, and it is filed', async () => {
    const id = await approvedAndRefused();
    const chinese = await pointIn(id, 'zh-CN');
    expect(chinese).toMatchObject({
      code: 'filingRefused',
      params: { refusal: 'IDEMPOTENCY_CONFLICT', detail: expect.stringContaining('key') as string },
    });
    expect(chinese.text).toBe('结算系统未予备案：同一提交编号对应了不同的内容');
    expect((await pointIn(id, 'en')).text).toBe(
      'The settlement service does not register the approval: The same idempotency key came with other content',
    );
    expect((await read(applicant, id)).notices.map(({ template }: any) => template)).toEqual(['received']);

    await inSettlement(`UPDATE "Entitlement" SET "key" = 'mended' WHERE "key" = $1`, `${id}:file:0`);
    const institution = 'demo-second-peoples-hospital';
    const { status, body } = await answers(officer, id, 'filingRefused', () => ({ outcome: 'corrected', institution }));
    expect([status, body.state]).toEqual([200, 'completed']);
    await system.ended(id);
    const after = await read(applicant, id);
    expect(after).toMatchObject({ stage: 'closed', outcome: 'approved', institution });
    const filed = await inSettlement(
      'SELECT "institution", "filingNumber" FROM "Entitlement" WHERE "key" = $1',
      `${id}:file:0`,
    );
    expect(filed).toEqual([{ institution, filingNumber: after.entitlement.filingNumber }]);
  });

  it('is filed by hand, and goes on under the number that the office was given', async () => {
    const id = await approvedAndRefused();
    const { filingNumber, filedOn } = (await register(`by-hand:${id}`)).body;
    const wrong = await answers(officer, id, 'filingRefused', () => ({ outcome: 'handedOver' }));
    expect([wrong.status, wrong.body.code]).toEqual([422, 'ANSWER_NOT_POSSIBLE']);
    const [{ id: task }] = (await system.as(officer)('GET', `/v1/tasks?applicationId=${id}&state=claimed`)).body.items;
    const { version } = (await system.as(officer)('GET', `/v1/tasks/${task}`)).body;
    const decision = { outcome: 'filedByHand', filingNumber, filedOn };
    expect((await system.as(officer)('POST', `/v1/tasks/${task}/completion`, { version, decision })).status).toBe(200);
    await system.ended(id);
    expect(await read(applicant, id)).toMatchObject({
      stage: 'closed',
      outcome: 'approved',
      entitlement: { filingNumber },
    });
  });
});

it('what was refused is said by whoever refused, and the reviewer confirms it as such', async () => {
  const applicant = anApplicant('chain-3');
  const { id } = await inTheCounty(applicant, [hospitalRecord]);
  await answers(department, id, 'departmentReview', () => ({ ...refused(), outcome: 'notRecommended' }));
  await stands(applicant, id, 'awaitingConfirmation');
  await answers(confirmer, id, 'confirmation', refused);
  await system.ended(id);
  expect(await read(applicant, id)).toMatchObject({
    outcome: 'notRecognised',
    decision: { reasons: [{ code: 'evidenceInsufficient' }] },
  });
});

describe('预填', () => {
  const look = (caller: Caller, idNumber: string) =>
    system.as(caller)('POST', '/v1/outlooks', {
      region: 'xx-county',
      insuranceType: 'resident',
      ...nephritis,
      idNumber,
      presence: { proof: 'socialSecurityCard' },
    });

  it('says what a registry holds already, and what is missing, and stores nothing', async () => {
    const patient = aPatient();
    const insurance = [{ type: 'resident', region: 'xx-county', from: '2015-01-01' }] as const;
    await system.registers(registered(patient, { insurance: [...insurance], records: [hospitalRecord] as never }));
    const before = await system.prisma.submission.count();
    const { status, body } = await look(window, patient.idNumber);
    expect([status, body.held, body.open, body.verdict]).toEqual([
      200,
      [
        {
          evidence: 'inpatientRecord',
          kind: 'inpatientStay',
          institution: 'demo-county-tcm-hospital',
          on: '2024-03-05',
        },
      ],
      [],
      'approve',
    ]);
    const stranger = await look(window, aPatient().idNumber);
    expect(stranger.body).toMatchObject({ held: [], verdict: expect.stringMatching('refuse|handOver') });
    expect(await system.prisma.submission.count()).toBe(before);
  });

  it('is not for applicants or agents, who could ask about anybody', async () => {
    const { status } = await look(anApplicant(), aPatient().idNumber);
    expect(status).toBe(403);
  });
});
