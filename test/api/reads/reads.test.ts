/** 查阅记录: whatever is shown of a person is put down before it leaves, and so is who was refused it. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { localDay } from '../../../domain/time-zone.ts';
import { applicationWorkflowId } from '../../../workflows/ids.ts';
import { asSuperuser } from '../../support/databases.ts';
import { aPdf } from '../../support/papers.ts';
import { codecToken, startSystem, uiOrigin, type Answer, type System } from '../harness.ts';
import {
  agent,
  anAgent,
  anApplicant,
  aPatient,
  hospital,
  officer,
  officerElsewhere,
  registered,
  schizophrenia,
  submission,
  supervisor,
} from '../people.ts';

let system: System;
/** Of an outlook, at a desk that has the person before it. */
const form = {
  insuranceType: 'resident',
  disease: 'malignantTumor',
  presence: { proof: 'identityCard' },
};
const administrator: Caller = { subject: 'admin-1', roles: ['administrator'], regions: '*' };
const applicant = anApplicant('reads-applicant');
const patient = aPatient();
/** Waits for an officer. */
let caseId: string;
let personId: string;
let taskId: string;
let documentId: string;

beforeAll(async () => {
  system = await startSystem();
  await system.registers(registered(patient, { records: [schizophrenia] }));
  documentId = await upload(applicant);
  const documents = [{ evidence: 'medicalRecord', documentId }];
  const diseases = [{ disease: 'psychosis', institution: hospital, kind: 'transfer', documents: [] as object[] }];
  const { body } = await system.submit(applicant, submission(patient, { diseases }));
  caseId = body.applications[0].id;
  ({ personId } = await system.prisma.applicationCase.findUniqueOrThrow({ where: { id: caseId } }));
  ({ id: taskId } = await system.prisma.task.findFirstOrThrow({ where: { subjectId: caseId } }));
  const about = { submissionId: body.submissionId, disease: 'psychosis' };
  await system.prisma.submissionDocument.create({ data: { ...about, ...documents[0]! } });
});

afterAll(() => system?.close());

async function upload(by: Caller): Promise<string> {
  const { body } = await system.as(by)('POST', '/v1/documents', aPdf(), { 'content-type': 'application/pdf' });
  return body.id;
}

/** What the application's own login may not do. */
async function asOwner(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: asSuperuser(system.databases.engine) });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** What was put down of one answer. */
async function rowOf({ headers }: Pick<Answer, 'headers'>) {
  const rows = await system.prisma.personalRead.findMany({ where: { requestId: headers.get('x-request-id')! } });
  expect(rows.length).toBeLessThanOrEqual(1);
  return rows[0];
}

async function found(by: Caller, query: string): Promise<any[]> {
  const { status, body, text } = await system.as(by)('GET', `/v1/reads?${query}`);
  expect(status, text).toBe(200);
  return body.items;
}

describe('what is shown', () => {
  it('of a case: by whom, whose, and of what kind, as far as it was shown', async () => {
    const seen = await system.as(officer)('GET', `/v1/applications/${caseId}`);
    expect(await rowOf(seen)).toMatchObject({
      reader: 'officer-1',
      roles: ['handlingOfficer'],
      operation: 'getApplication',
      kinds: ['course', 'diagnosis', 'trace'],
      refusal: null,
      regions: ['rizhao'],
      persons: [personId],
      cases: [caseId],
      tasks: [],
    });
    const itself = await system.as(applicant)('GET', `/v1/applications/${caseId}`);
    expect((await rowOf(itself))!.kinds).toContain('identity');
  });

  it('with the task that somebody has in hand for it, and then unmasked', async () => {
    const taken = await system.as(officer)('POST', '/v1/inbox/next', {});
    expect(taken.body.task.id).toBe(taskId);
    expect(await rowOf(taken)).toMatchObject({
      operation: 'takeNext',
      kinds: ['diagnosis'],
      persons: [personId],
      cases: [caseId],
      tasks: [taskId],
    });
    const seen = await system.as(officer)('GET', `/v1/applications/${caseId}`);
    expect(seen.body.applicant.idNumber).toBe(patient.idNumber);
    expect(await rowOf(seen)).toMatchObject({
      kinds: ['course', 'identity', 'diagnosis', 'trace'],
      tasks: [taskId],
      onBehalfOf: [],
    });
  });

  it('to somebody who stands in for a colleague: for whom', async () => {
    const substitute = { ...officer, subject: 'officer-2' };
    const written = { active: true, specialties: [], institution: null, updatedAt: new Date(), updatedBy: 'test' };
    const entry = { roles: ['handlingOfficer'], regions: ['rizhao'], ...written };
    for (const subject of ['officer-1', 'officer-2'])
      await system.prisma.staffMember.create({ data: { subject, ...entry } });
    const today = localDay(new Date());
    const away = { subject: 'officer-1', region: 'rizhao', substitute: 'officer-2', from: today, until: today };
    const declared = await system.as(supervisor)('POST', '/v1/absences', away);
    expect(declared.status, declared.text).toBe(201);
    const row = await rowOf(await system.as(substitute)('GET', `/v1/applications/${caseId}`));
    expect(row).toMatchObject({ reader: 'officer-2', onBehalfOf: ['officer-1'], tasks: [taskId] });
    await system.as(supervisor)('DELETE', `/v1/absences/${declared.body.id}`);
  });

  it('in a list: of those whose disease is named, in one row', async () => {
    const seen = await system.as(officer)('GET', '/v1/applications');
    expect(await rowOf(seen)).toMatchObject({ operation: 'listApplications', kinds: ['diagnosis'], cases: [caseId] });
    expect(await rowOf(await system.as(officer)('GET', '/v1/tasks'))).toBeUndefined();
    expect(await rowOf(await system.as(officer)('GET', '/v1/inbox'))).toBeUndefined();
  });

  it('of a paper: of the person for whom it was offered', async () => {
    const seen = await system.as(officer)('GET', `/v1/documents/${documentId}`);
    expect(await rowOf(seen)).toMatchObject({ kinds: ['paper'], documents: [documentId], persons: [personId] });
  });

  it('of somebody who has not applied: by their number, which is not kept', async () => {
    const other = aPatient();
    await system.registers(registered(other));
    const asked = { ...form, region: 'rizhao', idNumber: other.idNumber };
    const row = (await rowOf(await system.as(officer)('POST', '/v1/outlooks', asked)))!;
    expect(row).toMatchObject({ operation: 'lookAhead', kinds: ['diagnosis'], regions: ['rizhao'], cases: [] });
    expect(row.persons).toHaveLength(1);
    const { body } = await system.as(supervisor)('POST', '/v1/reads/search', { idNumber: other.idNumber });
    expect(body.items.map(({ operation }: any) => operation)).toEqual(['lookAhead']);
  });

  it('of payloads that Temporal UI has decoded', async () => {
    const { events } = await system.temporal.workflow.getHandle(applicationWorkflowId(caseId)).fetchHistory();
    const { metadata, data } = events![0]!.workflowExecutionStartedEventAttributes!.input!.payloads![0]!;
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
    const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)]);
    const payloads = [{ metadata: Object.fromEntries(entries), data: base64(data!) }];
    const headers = { 'content-type': 'application/json', origin: uiOrigin, cookie: await codecCookie() };
    const sent = { method: 'POST', headers, body: JSON.stringify({ payloads }) };
    expect((await fetch(`${system.url}/codec/decode`, sent)).status).toBe(200);
    const [row] = await found(administrator, 'reader=temporal-ui');
    expect(row).toMatchObject({ operation: 'decodePayloads', kinds: ['payload'], cases: [caseId] });
  });
});

describe('what is refused', () => {
  it('is put down under whoever it was about', async () => {
    const refused = await system.as(officerElsewhere)('GET', `/v1/applications/${caseId}`);
    expect(refused.status).toBe(403);
    expect(await rowOf(refused)).toMatchObject({
      reader: 'officer-9',
      operation: 'getApplication',
      refusal: 'NOT_PERMITTED',
      kinds: [],
      persons: [personId],
      cases: [caseId],
    });
    const paper = await system.as(officerElsewhere)('GET', `/v1/documents/${documentId}`);
    expect(await rowOf(paper)).toMatchObject({ refusal: 'NOT_PERMITTED', documents: [documentId], cases: [caseId] });
  });

  it('also where no role of theirs may do it to anybody', async () => {
    const refused = await system.as(administrator)('GET', `/v1/applications/${caseId}`);
    expect([refused.status, refused.body.params.reason]).toEqual([403, 'roleNotGranted']);
    expect(await rowOf(refused)).toMatchObject({ reader: 'admin-1', refusal: 'NOT_PERMITTED', persons: [personId] });
  });

  it('item by item where many were tried at once', async () => {
    const items = [{ id: taskId, version: 1 }];
    const tried = await system.as(officerElsewhere)('POST', '/v1/tasks/bulk/claim', { items });
    expect(tried.body.results[0].problem.code).toBe('NOT_PERMITTED');
    expect(await rowOf(tried)).toMatchObject({ operation: 'claimTasks', refusal: 'NOT_PERMITTED', cases: [caseId] });
  });

  it('and a person who was asked about by number', async () => {
    const asked = { ...form, region: 'xx-county', idNumber: patient.idNumber };
    const refused = await system.as(officer)('POST', '/v1/outlooks', asked);
    expect(refused.status).toBe(403);
    expect(await rowOf(refused)).toMatchObject({ refusal: 'NOT_PERMITTED', persons: [personId] });
  });
});

describe('who looked at whom', () => {
  it('is found by person, application and reader, page by page', async () => {
    const all = await found(supervisor, `person=${personId}`);
    expect(all.length).toBeGreaterThan(5);
    expect(all.every(({ persons }) => persons.includes(personId))).toBe(true);
    expect((await found(supervisor, `case=${caseId}`)).length).toBeGreaterThan(5);
    const first = await system.as(supervisor)('GET', '/v1/reads?reader=officer-1&limit=2');
    const second = await system.as(supervisor)('GET', `/v1/reads?reader=officer-1&limit=2&cursor=${first.body.next}`);
    const ids = [...first.body.items, ...second.body.items].map(({ id }: any) => Number(id));
    expect(ids).toHaveLength(4);
    expect(ids).toEqual(ids.toSorted((a, b) => b - a));
    expect([...first.body.items, ...second.body.items].every(({ reader }: any) => reader === 'officer-1')).toBe(true);
  });

  it('in the regions for which somebody answers alone', async () => {
    const elsewhere: Caller = { ...supervisor, subject: 'supervisor-9', regions: ['xx-county'] };
    expect(await found(elsewhere, `case=${caseId}`)).toEqual([]);
    expect((await system.as(officer)('GET', '/v1/reads')).status).toBe(403);
    expect((await system.as(applicant)('GET', `/v1/reads?case=${caseId}`)).status).toBe(403);
  });

  it('by whom that was asked in turn, and never by a number in the address', async () => {
    const asked = await system.as(supervisor)('POST', '/v1/reads/search', { idNumber: patient.idNumber });
    expect(asked.body.items.length).toBeGreaterThan(5);
    expect(await rowOf(asked)).toMatchObject({ kinds: ['reads'], persons: [personId] });
    expect((await system.as(supervisor)('GET', `/v1/reads?person=${patient.idNumber}`)).status).toBe(400);
  });

  it('holds no personal data', async () => {
    const rows = JSON.stringify(await system.prisma.personalRead.findMany({ omit: { id: true } }));
    for (const word of [patient.idNumber, patient.name, patient.phone, 'psychosis']) expect(rows).not.toContain(word);
  });
});

describe('a record that cannot be written', () => {
  it('lets nothing out: no case, no paper, no task', async () => {
    const agentCase = await proxyCase();
    await asOwner('ALTER TABLE "PersonalRead" RENAME TO "PersonalReadGone"');
    try {
      for (const path of [`/v1/applications/${caseId}`, `/v1/documents/${documentId}`, '/v1/applications']) {
        const { status, body, text } = await system.as(officer)('GET', path);
        expect([status, body.code]).toEqual([503, 'DEPENDENCY_UNAVAILABLE']);
        expect(text).not.toContain(patient.name);
      }
      const next = await system.as(officer)('POST', '/v1/inbox/next', {});
      expect(next.status).toBeGreaterThanOrEqual(500);
      expect(await system.prisma.task.count({ where: { subjectId: agentCase, state: 'claimed' } })).toBe(0);
    } finally {
      await asOwner('ALTER TABLE "PersonalReadGone" RENAME TO "PersonalRead"');
    }
  });

  async function proxyCase(): Promise<string> {
    const other = aPatient();
    await system.registers(registered(other, { records: [schizophrenia] }));
    const diseases = [{ disease: 'psychosis', institution: hospital, kind: 'transfer' }];
    const body = submission(other, { channel: 'proxy', agent: anAgent(), diseases });
    return (await system.submit(agent, body)).body.applications[0].id;
  }
});

it('is append-only', async () => {
  const { prisma } = system;
  await expect(prisma.personalRead.updateMany({ data: { reader: 'nobody' } })).rejects.toThrow();
  await expect(prisma.personalRead.deleteMany()).rejects.toThrow();
  for (const sql of [
    `UPDATE "PersonalRead" SET "reader" = 'x'`,
    'DELETE FROM "PersonalRead"',
    'TRUNCATE "PersonalRead"',
  ])
    await expect(asOwner(sql)).rejects.toThrow(/append-only/);
});

it('names an id that is nobody’s as it was asked for', async () => {
  const id = randomUUID();
  const refused = await system.as(administrator)('GET', `/v1/applications/${id}`);
  expect(await rowOf(refused)).toMatchObject({ cases: [id], persons: [], regions: [] });
});

async function codecCookie(): Promise<string> {
  return (await openCodec()).headers.getSetCookie()[0]!.split(';')[0]!;
}

function openCodec(token = codecToken): Promise<Response> {
  return fetch(`${system.url}/codec`, { method: 'POST', body: new URLSearchParams({ token }) });
}
