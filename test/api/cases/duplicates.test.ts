import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSystem, type Answer, type System } from '../harness.ts';
import { anApplicant, aPatient, hospital, registered, submission, tumour } from '../people.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system?.close());

describe('the same Idempotency-Key', () => {
  it('gives the same receipt, and starts nothing again', async () => {
    const patient = aPatient();
    await system.registers(registered(patient));
    const headers = key();
    const first = await system.submit(anApplicant(), submission(patient), headers);
    const again = await system.submit(anApplicant(), submission(patient), headers);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(receiptOf(again)).toEqual(receiptOf(first));
    expect(again.body.applications[0].decision).toEqual(first.body.applications[0].decision);
    expect(await casesOf(first.body.submissionId)).toBe(1);
  });

  it('with the fields in another order is the same body', async () => {
    const body = submission(aPatient());
    const reversed = Object.fromEntries(Object.entries(body).toReversed());
    const headers = key();
    const first = await system.submit(anApplicant(), body, headers);
    expect(receiptOf(await system.submit(anApplicant(), reversed, headers))).toEqual(receiptOf(first));
  });

  it('with another body is a conflict', async () => {
    const headers = key();
    const first = await system.submit(anApplicant(), submission(aPatient()), headers);
    const { status, body } = await system.submit(anApplicant(), submission(aPatient()), headers);
    expect([status, body.code, body.params]).toEqual([
      409,
      'IDEMPOTENCY_CONFLICT',
      { submission: first.body.submissionId },
    ]);
  });

  it('of another caller is another key', async () => {
    const headers = key();
    const first = await system.submit(anApplicant('a'), submission(aPatient()), headers);
    const second = await system.submit(anApplicant('b'), submission(aPatient()), headers);
    expect(second.body.submissionId).not.toBe(first.body.submissionId);
  });

  it('twenty times at once is one submission', async () => {
    const patient = aPatient();
    await system.registers(registered(patient));
    const headers = key();
    const answers = await Promise.all(range(20).map(() => system.submit(anApplicant(), submission(patient), headers)));
    expect(new Set(answers.map((answer) => JSON.stringify(receiptOf(answer))))).toHaveLength(1);
    const { submissionId, applications } = answers[0]!.body;
    expect(await casesOf(submissionId)).toBe(1);
    await system.ended(applications[0].id);
    expect(await system.prisma.notice.count({ where: { caseId: applications[0].id } })).toBe(1);
  });
});

describe('a second application for the same person and disease', () => {
  it('is refused while the first is open, with a link to it', async () => {
    const patient = aPatient();
    const first = await system.submit(anApplicant(), submission(patient));
    expect(first.body.applications[0].stage).toBe('awaitingOfficer');
    await expectDuplicate(patient, first, 'open');
  });

  it('is refused while the first is in force', async () => {
    const patient = aPatient();
    await system.registers(registered(patient));
    const first = await system.submit(anApplicant(), submission(patient));
    expect(first.status).toBe(201);
    await expectDuplicate(patient, first, 'decided');
  });

  it('is refused by whatever wording, channel and caller it comes', async () => {
    const patient = aPatient();
    await system.submit(anApplicant(), submission(patient));
    const otherwise = { channel: 'mobile', diseases: [{ disease: '恶性肿瘤' }] };
    expect((await system.submit(anApplicant('other'), submission(patient, otherwise))).status).toBe(409);
  });

  it.each([
    [
      'in full width',
      (number: string) => number.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    ],
    ['in groups', (number: string) => number.replace(/^(.{6})(.{8})/, '$1 $2-')],
    ['as it was copied', (number: string) => `\u202D${number.toLowerCase()}\u202C `],
  ])('is found when its identity number is typed %s', async (_how, typed) => {
    const patient = aPatient();
    const first = await system.submit(anApplicant(), submission(patient));
    expect(first.status).toBe(202);
    await expectDuplicate({ ...patient, idNumber: typed(patient.idNumber) }, first, 'open');
  });

  it('refuses the whole submission, its other diseases too', async () => {
    const patient = aPatient();
    await system.submit(anApplicant(), submission(patient));
    const diseases = [{ disease: 'renalDialysis', institution: hospital }, tumour];
    expect((await system.submit(anApplicant(), submission(patient, { diseases }))).status).toBe(409);
    expect((await system.submit(anApplicant(), submission(patient, { diseases: diseases.slice(0, 1) }))).status).toBe(
      202,
    );
  });

  it('twenty at once under different keys: exactly one is accepted, the others link to it', async () => {
    const patient = aPatient();
    const callers = range(20).map((number) => anApplicant(`applicant-${number}`));
    const answers = await Promise.all(
      callers.map((caller) => system.submit(caller, submission(patient), { prefer: 'wait=0' })),
    );
    const accepted = answers.filter(({ status }) => status === 202);
    expect(accepted).toHaveLength(1);
    const links = answers.filter(({ status }) => status === 409).map(({ body }) => body.params.existing);
    expect(links).toEqual(Array(19).fill(accepted[0]!.body.applications[0].links.self));
  });

  it.each(['reapplication', 'initial'])('is none as %s after a refusal', async (kind) => {
    const patient = aPatient();
    await system.registers(registered(patient, { insurance: [] }));
    const refused = await system.submit(anApplicant(), submission(patient));
    expect(refused.body.applications[0].decision.outcome).toBe('notRecognised');
    await system.registers(registered(patient));
    const again = await system.submit(anApplicant(), submission(patient, { diseases: [{ ...tumour, kind }] }));
    expect(again.body.applications[0].decision.outcome).toBe('approved');
  });

  it.each(['renewal', 'transfer', 'institutionChange'])(
    'is none as %s, which builds on the recognition',
    async (kind) => {
      const patient = aPatient();
      await system.registers(registered(patient));
      const first = await system.submit(anApplicant(), submission(patient));
      await system.ended(first.body.applications[0].id);
      const second = await system.submit(anApplicant(), submission(patient, { diseases: [{ ...tumour, kind }] }));
      expect(second.body.applications[0].decision).toMatchObject({ outcome: 'approved' });
    },
  );

  it('is one as a second renewal while the first is open', async () => {
    const patient = aPatient();
    const renewal = submission(patient, { diseases: [{ ...tumour, kind: 'renewal' }] });
    const first = await system.submit(anApplicant(), renewal);
    expect(first.body.applications[0].stage).toBe('awaitingOfficer');
    const { status, body } = await system.submit(anApplicant(), renewal);
    expect([status, body.params.existing]).toEqual([409, first.body.applications[0].links.self]);
  });

  it('a later submission under the same number changes neither name nor contacts of an earlier case', async () => {
    const patient = aPatient();
    const first = await system.submit(anApplicant(), submission(patient));
    const stranger = { ...patient, name: '他人某', phone: '19900008888' };
    const other = { diseases: [{ ...tumour, disease: 'psychosis' }] };
    expect((await system.submit(anApplicant('applicant-2'), submission(stranger, other))).status).toBe(202);
    const { body } = await system.as(anApplicant())('GET', first.body.applications[0].links.self);
    expect(body.applicant.name).toBe(patient.name);
  });

  async function expectDuplicate(patient: ReturnType<typeof aPatient>, first: Answer, standing: string) {
    const { status, body } = await system.submit(anApplicant(), submission(patient));
    expect([status, body.code]).toEqual([409, 'DUPLICATE_APPLICATION']);
    expect(body.params).toEqual({ existing: first.body.applications[0].links.self, status: standing });
  }
});

function key(): { 'idempotency-key': string } {
  return { 'idempotency-key': randomUUID() };
}

function receiptOf({ body }: Answer) {
  const { submissionId, receivedAt, applications } = body;
  return { submissionId, receivedAt, applications: applications.map(({ id }: any) => id) };
}

function casesOf(submissionId: string): Promise<number> {
  return system.prisma.applicationCase.count({ where: { submissionId } });
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
