/** Where personal data must not be found, searched for byte by byte. */
import { temporal } from '@temporalio/proto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applicationWorkflowId } from '../../../workflows/ids.ts';
import { createCodecSessions } from '../../../api/http/codec-session.ts';
import { devServerCommand } from '../../../stack/temporal-server.ts';
import { codecToken, startSystem, uiOrigin, type System } from '../harness.ts';
import {
  anAgent,
  anApplicant,
  aPatient,
  agent,
  hospital,
  officer,
  registered,
  schizophrenia,
  submission,
} from '../people.ts';

const patient = { ...aPatient(), name: '虚构甲乙丙', phone: '19900004711', email: 'patient@mail.example' };
const helper = { name: '代办丁戊己', phone: '19900004712', authorisation: '村委会介绍信（示例）' };
const noteOfTheOfficer = '患者自述（示例备注）';
const diagnosis = ['psychosis', '严重精神障碍', '精神病', 'F20.0', 'schizo'];
const personal = [
  patient.idNumber,
  patient.name,
  patient.phone,
  patient.email,
  ...Object.values(helper),
  noteOfTheOfficer,
];

let system: System;
const caseIds: string[] = [];

beforeAll(async () => {
  system = await startSystem();
  await system.registers(registered(patient, { records: [schizophrenia] }));
  await decidedByTheRules();
  await decidedByAnOfficer();
  // Refusals of all kinds are logged as well.
  await system.submit(anApplicant('again'), psychosis());
  await system.submit(agent, psychosis({ priority: patient.idNumber }));
  await system.submit(agent, psychosis({ region: patient.name }));
  await system.as(agent)('GET', `/v1/applications/${encodeURIComponent(patient.idNumber)}?disease=psychosis`);
});

afterAll(() => system?.close());

describe('in the databases', () => {
  it.each(['engine', 'settlement', 'notification'] as const)('no person is found in any column of %s', async (name) => {
    const content = await contentOf(system.databases[name]);
    expect(found(content, [...caseIds, ...personal])).toEqual(caseIds);
  });

  it('the diagnosis stands in no record of the registries, and in no outbox', async () => {
    const tables = [
      'RegistryPerson',
      'RegistryClinicalRecord',
      'RegistryCategory',
      'RegistryInsurance',
      'Outbox',
      'Notice',
    ];
    expect(found(await contentOf(system.databases.engine, tables), diagnosis)).toEqual([]);
  });
});

describe('at the Temporal server', () => {
  it('neither person nor diagnosis is found in any history', async () => {
    for (const workflowId of caseIds.map((caseId) => applicationWorkflowId(caseId))) {
      const history = await historyOf(workflowId);
      expect(history.length).toBeGreaterThan(1_000);
      expect(found([history], [...personal, ...diagnosis])).toEqual([]);
    }
  });

  it('nor in what an administrator lists and filters by', async () => {
    const listed: string[] = [];
    for await (const { workflowId, memo, typedSearchAttributes } of system.temporal.workflow.list()) {
      const attributes = typedSearchAttributes.getAll().map(({ key, value }) => `${key.name}=${String(value)}`);
      listed.push([workflowId, JSON.stringify(memo), ...attributes].join(' '));
    }
    const applications = listed.filter((line) => line.startsWith('application/'));
    expect(applications).toHaveLength(caseIds.length);
    expect(found(listed, [...personal, ...diagnosis])).toEqual([]);
    expect(applications.every((line) => line.includes('Region=rizhao') && line.includes('Outcome=approved'))).toBe(
      true,
    );
  });
});

it('neither person nor diagnosis is found in the logs, down to the finest level', () => {
  expect(system.logged.length).toBeGreaterThan(5);
  expect(found(system.logged, [...personal, ...diagnosis])).toEqual([]);
});

it('nor in the metrics', async () => {
  const metrics = await (await fetch(system.metricsUrl)).text();
  expect(metrics).toContain('/v1/applications');
  expect(found([metrics], [...personal, ...diagnosis])).toEqual([]);
});

describe('the codec endpoint', () => {
  it('lets Temporal UI read what the server holds encrypted', async () => {
    const { events } = await system.temporal.workflow.getHandle(applicationWorkflowId(caseIds[0]!)).fetchHistory();
    const input = events![0]!.workflowExecutionStartedEventAttributes!.input!.payloads![0]!;
    const response = await decode([toJson(input)]);
    expect(response.status).toBe(200);
    const { payloads } = (await response.json()) as { payloads: { data: string }[] };
    expect(JSON.parse(Buffer.from(payloads[0]!.data, 'base64').toString())).toMatchObject({
      caseId: caseIds[0],
      opening: 0,
    });
  });

  it('opens for a browser that has shown the token, by a cookie that no page reads and no other site sends', async () => {
    for (const token of ['', 'x', `${codecToken}x`, codecToken.toUpperCase()]) {
      expect((await openCodec(token)).status).toBe(401);
    }
    const [cookie] = (await openCodec()).headers.getSetCookie();
    expect(cookie).toMatch(/^manteban_codec=\d+\.[\w-]+; Path=\/codec; Max-Age=28800; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(codecToken);
  });

  it('is closed to whoever has no such cookie, made one, or has one of before', async () => {
    const [, until = '', signature = ''] = /=(\d+)\.([\w-]+)/.exec(await codecCookie())!;
    const made = [
      '',
      'manteban_codec=',
      `manteban_codec=${Number(until) + 1}.${signature}`,
      `manteban_codec=0.${signature}`,
    ];
    for (const cookie of made) expect((await decode([], cookie)).status, cookie).toBe(401);
    const sessions = createCodecSessions(codecToken, () => Date.now() - 9 * 3_600_000);
    expect((await decode([], sessions.begin(false).split(';')[0])).status).toBe(401);
  });

  it('has its token in no address: not in that of the endpoint, nor in what the server is started with', async () => {
    expect((await fetch(`${system.url}/codec/${codecToken}/decode`, { method: 'POST' })).status).toBe(404);
    const command = devServerCommand({ program: 't', port: 1, ui: { port: 2, codecEndpoint: `${system.url}/codec` } });
    expect(command.args.join(' ')).not.toContain(codecToken);
    expect(command.args.slice(command.args.indexOf('--ip'), command.args.indexOf('--ip') + 2)).toEqual([
      '--ip',
      '127.0.0.1',
    ]);
  });

  it('is for pages of the UI only', async () => {
    const preflight = await fetch(`${system.url}/codec/decode`, {
      method: 'OPTIONS',
      headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBe(uiOrigin);
    expect((await fetch(`${system.url}/v1/applications`)).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('refuses what are no payloads', async () => {
    const response = await decode('nonsense' as never);
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'INVALID_REQUEST' }),
    ]);
  });

  it('is closed where no token is configured', async () => {
    const closed = await system.start({ ROLE: 'api', CODEC_TOKEN: undefined });
    expect((await fetch(`${closed.url}/codec/decode`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${closed.url}/codec`)).status).toBe(404);
  });
});

function psychosis(differing: object = {}) {
  const diseases = [{ disease: 'psychosis', institution: hospital }];
  return submission(patient, { channel: 'proxy', agent: anAgent(helper), diseases, ...differing });
}

async function decidedByTheRules(): Promise<void> {
  const { body } = await system.submit(anApplicant(), psychosis());
  const [{ id, decision }] = body.applications;
  expect(decision.outcome).toBe('approved');
  await system.ended(id);
  caseIds.push(id);
}

async function decidedByAnOfficer(): Promise<void> {
  const kind = 'transfer';
  const other = { ...patient, idNumber: aPatient().idNumber };
  personal.push(other.idNumber);
  await system.registers(registered(other, { records: [schizophrenia] }));
  const body = psychosis({ applicant: other, diseases: [{ disease: '精神病', institution: hospital, kind }] });
  const [{ id: caseId }] = (await system.submit(anApplicant(), body)).body.applications;
  const { id } = await system.prisma.task.findFirstOrThrow({ where: { subjectId: caseId } });
  await system.as(officer)('POST', `/v1/tasks/${id}/claim`, { version: 0 });
  // An earlier recognition elsewhere: a person finds it and says so.
  const answers = [{ point: 0, answer: 'satisfied', note: noteOfTheOfficer }];
  const completion = { version: 1, decision: { outcome: 'approved', answers } };
  expect((await system.as(officer)('POST', `/v1/tasks/${id}/completion`, completion)).status).toBe(200);
  await system.ended(caseId);
  caseIds.push(caseId);
}

/** Those of the words that stand in any of the contents, as text. */
function found(contents: readonly (string | Buffer)[], words: readonly string[]): string[] {
  return words.filter((word) => contents.some((content) => content.includes(word)));
}

/** Every row of every table as text, and every column of bytes as it is. */
async function contentOf(url: string, tables?: readonly string[]): Promise<(string | Buffer)[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const all = await client.query(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    const wanted = all.rows.map(({ name }) => name as string).filter((name) => tables?.includes(name) ?? true);
    expect(wanted.length).toBe(tables?.length ?? wanted.length);
    const rows: Record<string, unknown>[] = [];
    for (const name of wanted) rows.push(...(await client.query(`SELECT * FROM ${pg.escapeIdentifier(name)}`)).rows);
    expect(rows.length).toBeGreaterThan(1);
    return rows.flatMap((row) => [
      JSON.stringify(row),
      ...Object.values(row).filter((value) => Buffer.isBuffer(value)),
    ]);
  } finally {
    await client.end();
  }
}

/** As the server holds it. */
async function historyOf(workflowId: string): Promise<Buffer> {
  const { namespace } = system.temporal.options;
  const history = await system.temporal.workflowService.getWorkflowExecutionHistory({
    namespace,
    execution: { workflowId },
  });
  const { GetWorkflowExecutionHistoryResponse } = temporal.api.workflowservice.v1;
  return Buffer.from(GetWorkflowExecutionHistoryResponse.encode(history).finish());
}

function openCodec(token = codecToken): Promise<Response> {
  return fetch(`${system.url}/codec`, { method: 'POST', body: new URLSearchParams({ token }) });
}

async function codecCookie(): Promise<string> {
  return (await openCodec()).headers.getSetCookie()[0]!.split(';')[0]!;
}

async function decode(payloads: object[], cookie?: string): Promise<Response> {
  const headers = { 'content-type': 'application/json', origin: uiOrigin, cookie: cookie ?? (await codecCookie()) };
  return fetch(`${system.url}/codec/decode`, { method: 'POST', headers, body: JSON.stringify({ payloads }) });
}

function toJson({ metadata, data }: temporal.api.common.v1.IPayload) {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)]);
  return { metadata: Object.fromEntries(entries), data: base64(data!) };
}
