import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { fromRoot } from '../../../platform/project-root.ts';
import { acceptingDisease } from '../../../api/cases/submission/requirements.ts';
import { checkCharacter } from '../../../domain/identity-number.ts';
import { addDays, plainDate } from '../../../domain/plain-date.ts';
import { localDay } from '../../../domain/time-zone.ts';
import { withExamples } from '../../domain/packs.ts';
import { startSystem, type System } from '../harness.ts';
import {
  agent,
  anAgent,
  anApplicant,
  aPatient,
  desk,
  hospital,
  officerElsewhere,
  type Patient,
  submission,
  tumour,
} from '../people.ts';
import { aPdf } from '../../support/papers.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system?.close());

const record = { kind: 'pathology', institution: hospital, on: '2026-01-05', icd10: 'C34.1' };
const withRecord = { channel: 'hospital', diseases: [{ ...tumour, records: [record] }] };

describe('by the policy', () => {
  it.each([
    ['a region that no pack covers', { region: 'atlantis' }, 'PACK_UNKNOWN'],
    ['a disease that the pack does not list', { diseases: [{ disease: 'commonCold' }] }, 'DISEASE_NOT_LISTED'],
    ['a disease without a procedure', { diseases: [{ disease: 'epilepsy' }] }, 'NO_PROCEDURE'],
    ['a channel of agents without an agent', { channel: 'proxy' }, 'AGENT_NOT_AUTHORISED'],
  ])('%s', async (_what, differing, code) => {
    await expectRefusal(anApplicant(), submission(aPatient(), differing), 422, code);
  });

  it('a region whose figures are not configured, naming them', async () => {
    const { params } = await expectRefusal(
      anApplicant(),
      submission(aPatient(), { region: 'yangzhou' }),
      422,
      'REGION_NOT_OPEN',
    );
    expect(params.pack).toBe('yangzhou-employee');
    expect(params.missing).toContainEqual({ path: 'benefitStart', clause: expect.stringMatching(/./) });
  });

  it('a disease of an open region that lacks a figure, naming pack, path and clause', async () => {
    const overlay = await readFile(fromRoot('examples', 'overlays', 'rizhao-shandong-2020.yaml'), 'utf8');
    const incomplete = join(system.folder, 'without-validity.yaml');
    await writeFile(incomplete, overlay.replace('  diseases.renalDialysis.validity: none\n', ''));
    const app = await system.start({ ROLE: 'api', POLICY_OVERLAYS: incomplete });
    const dialysis = submission(aPatient(), { diseases: [{ disease: 'renalDialysis', institution: hospital }] });
    const { status, body } = await app.submit(anApplicant(), dialysis);
    await app.close();
    expect([status, body.code]).toEqual([422, 'PARAMETER_NOT_CONFIGURED']);
    const missing = { pack: 'rizhao-shandong-2020', path: 'diseases.renalDialysis.validity', clause: 'D3 (silent)' };
    expect(body.params).toMatchObject(missing);
  });

  it('a disease that no institution of the register reviews on that day', () => {
    const county = withExamples('xx-county-2021');
    expect(acceptingDisease(county, 'aids', plainDate('2026-11-22'))).toMatchObject({ code: 'aids' });
    const before = () => acceptingDisease(county, 'aids', plainDate('2019-12-31'));
    expect(before).toThrow(
      expect.objectContaining({ code: 'NOBODY_COMPETENT', params: expect.objectContaining({ disease: 'aids' }) }),
    );
  });

  it('a channel that the region does not offer', async () => {
    const body = submission(aPatient(), { region: 'xx-county', channel: 'proactive', diseases: [{ disease: 'aids' }] });
    const { errors } = await expectRefusal(anApplicant(), body, 400, 'INVALID_REQUEST');
    expect(errors[0].where).toBe('/body/channel');
  });

  it('one disease named twice, under two wordings', async () => {
    const diseases = [tumour, { disease: '恶性肿瘤' }];
    const { errors } = await expectRefusal(anApplicant(), submission(aPatient(), { diseases }), 400, 'INVALID_REQUEST');
    expect(errors[0].where).toBe('/body/diseases/1');
  });

  it('all of it when one of several diseases is refused', async () => {
    const diseases = [tumour, { disease: 'epilepsy' }];
    const before = await system.prisma.applicationCase.count();
    await expectRefusal(anApplicant(), submission(aPatient(), { diseases }), 422, 'NO_PROCEDURE');
    expect(await system.prisma.applicationCase.count()).toBe(before);
  });
});

describe('structured records', () => {
  it.each<[string, Caller, object]>([
    ['from an applicant', anApplicant(), withRecord],
    ['from an agent', agent, { ...withRecord, agent: anAgent() }],
    ['by another channel than the hospital’s', desk, { ...withRecord, channel: 'online' }],
    ['of another hospital', { ...desk, institution: 'demo-county-hospital' }, withRecord],
    ['of a hospital unknown', { subject: 'feed', roles: ['externalSystem'], regions: ['rizhao'] }, withRecord],
  ])('%s are not taken', async (_whose, caller, differing) => {
    const { errors } = await expectRefusal(caller, submission(aPatient(), differing), 400, 'INVALID_REQUEST');
    expect(errors[0].where).toMatch(/^\/body\/diseases\/0\/records\/0/);
  });
});

describe('papers', () => {
  it('of an evidence that the pack does not have for the disease, naming those that it has', async () => {
    const documents = [
      { evidence: 'pathologyReport', documentId: randomUUID() },
      { evidence: 'horoscope', documentId: randomUUID() },
    ];
    const body = submission(aPatient(), { diseases: [{ ...tumour, documents }] });
    const { errors } = await expectRefusal(anApplicant(), body, 400, 'INVALID_REQUEST');
    expect(errors).toEqual([
      {
        where: '/body/diseases/0/documents/1/evidence',
        problem: 'horoscope is no evidence for malignantTumor',
        hint: expect.stringContaining('pathologyReport, '),
      },
    ]);
  });

  it('that stand there twice are taken once, also under two evidences, and so are records', async () => {
    const paper = await system.as(desk)('POST', '/v1/documents', aPdf(randomUUID()), {
      'content-type': 'application/pdf',
    });
    const documentId = paper.body.id as string;
    const documents = [
      { evidence: 'pathologyReport', documentId },
      { evidence: 'pathologyReport', documentId: documentId.toUpperCase() },
      { evidence: 'identityDocument', documentId },
    ];
    const diseases = [{ ...tumour, documents, records: [record, { ...record }] }];
    const answer = await system.submit(desk, submission(aPatient(), { channel: 'hospital', diseases }));
    expect(answer.status, answer.text).toBeLessThan(300);
    const where = { submissionId: answer.body.submissionId as string };
    const kept = await system.prisma.submissionDocument.findMany({ where, orderBy: { evidence: 'asc' } });
    expect(kept.map(({ evidence }) => evidence)).toEqual(['identityDocument', 'pathologyReport']);
  });

  it('of somebody else are not known', async () => {
    const headers = { 'content-type': 'application/pdf' };
    const paper = await system.as(anApplicant('other'))('POST', '/v1/documents', aPdf(), headers);
    expect(paper.status).toBe(201);
    const documents = [{ evidence: 'pathologyReport', documentId: paper.body.id }];
    const body = submission(aPatient(), { diseases: [{ ...tumour, documents }] });
    const { errors } = await expectRefusal(anApplicant(), body, 422, 'DOCUMENT_UNKNOWN');
    expect(errors[0].where).toBe('/body/diseases/0/documents/0/documentId');
    expect((await system.submit(anApplicant('other'), body)).status).toBe(202);
  });
});

describe('by its shape', () => {
  const patient = aPatient();
  it.each<[string, object, string]>([
    [
      'a wrong check character',
      { applicant: { ...patient, idNumber: wrongCheck(patient.idNumber) } },
      '/body/applicant/idNumber',
    ],
    ...whatIsNoPerson(patient),
    ['a field that nobody declared', { priority: 1 }, '/body'],
    ['an unknown insurance', { insuranceType: 'none' }, '/body/insuranceType'],
    ['no disease', { diseases: [] }, '/body/diseases'],
    ['a day that does not exist', withRecordOn('2026-02-30'), '/body/diseases/0/records/0/on'],
    ['a character that no database takes', at('a\u0000b'), '/body/diseases/0/institution'],
  ])('%s', async (_what, differing, where) => {
    const { errors } = await expectRefusal(anApplicant(), submission(patient, differing), 400, 'INVALID_REQUEST');
    expect(errors.map((error: any) => error.where)).toContain(where);
  });

  it('never repeats what it refuses', async () => {
    const idNumber = wrongCheck(patient.idNumber);
    const answer = await system.submit(anApplicant(), submission({ ...patient, idNumber }));
    expect(answer.text).not.toContain(idNumber);
  });

  it('without an Idempotency-Key', async () => {
    const answer = await system.as(anApplicant())('POST', '/v1/applications', submission(patient));
    expect([answer.status, answer.body.errors[0].where]).toEqual([400, '/headers/idempotency-key']);
  });

  it.each([
    ['text that is no JSON', '{"region":', 'application/json', 400, 'MALFORMED_REQUEST'],
    [
      'more than it takes',
      JSON.stringify({ region: 'x'.repeat(300_000) }),
      'application/json',
      413,
      'REQUEST_TOO_LARGE',
    ],
    ['another media type', 'region=rizhao', 'application/x-www-form-urlencoded', 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('%s', async (_what, text, type, status, code) => {
    const answer = await system.submit(anApplicant(), text as never, { 'content-type': type });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});

it('a preference that is not known is passed over', async () => {
  const answer = await system.submit(anApplicant(), submission(aPatient()), {
    prefer: 'respond-async, wait=0; handling=lenient',
  });
  expect(answer.status).toBe(202);
});

it('an office of another region does not enter applications here', async () => {
  const { params } = await expectRefusal(officerElsewhere, submission(aPatient()), 403, 'NOT_PERMITTED');
  expect(params).toEqual({ operation: 'submitApplication', reason: 'outsideRegion' });
});

async function expectRefusal(caller: Caller, body: object, status: number, code: string) {
  const answer = await system.submit(caller, body);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  return answer.body;
}

/** Each alone in an application that is right but for it. */
function whatIsNoPerson(patient: Patient): [string, object, string][] {
  const applicant = (differing: object) => ({ applicant: { ...patient, ...differing } });
  const numbered = (digits: string) => applicant({ idNumber: digits + checkCharacter(digits) });
  return [
    ['a person born tomorrow', numbered(bornTomorrow()), '/body/applicant/idNumber'],
    ['a person born in month 13', numbered('99010119601301001'), '/body/applicant/idNumber'],
    ['a person born in 1780', numbered('99010117800101001'), '/body/applicant/idNumber'],
    ['a person of area 000000', numbered('00000019600101001'), '/body/applicant/idNumber'],
    ['a name that does not show', applicant({ name: '\u200B\u200B' }), '/body/applicant/name'],
    ['a name with a line end', applicant({ name: '张\n三' }), '/body/applicant/name'],
    ['a name that turns direction', applicant({ name: '张\u202E三' }), '/body/applicant/name'],
    ['a name that is an advertisement', applicant({ name: '领补贴请登录a.example' }), '/body/applicant/name'],
    ['a telephone of hyphens', applicant({ phone: '-----' }), '/body/applicant/phone'],
    ['a telephone of zeros', applicant({ phone: '00000' }), '/body/applicant/phone'],
    ['an agent by such a name', { agent: anAgent({ name: '点击\u200Bhttp://a.example' }) }, '/body/agent/name'],
    ['an agent by such a telephone', { agent: anAgent({ phone: '12345' }) }, '/body/agent/phone'],
  ];
}

function bornTomorrow(): string {
  const tomorrow = addDays(localDay(new Date()), 1);
  return `990101${tomorrow.replaceAll('-', '')}001`;
}

function withRecordOn(on: string): object {
  return { diseases: [{ ...tumour, records: [{ ...record, on }] }] };
}

function at(institution: string): object {
  return { diseases: [{ ...tumour, institution }] };
}

function wrongCheck(idNumber: string): string {
  return idNumber.slice(0, 17) + (idNumber.endsWith('1') ? '2' : '1');
}
