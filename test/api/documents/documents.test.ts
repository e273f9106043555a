import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { documentRoutes } from '../../../api/documents/routes.ts';
import { reaches, type Caller } from '../../../domain/access/access.ts';
import { DomainError } from '../../../domain/errors.ts';
import { PrismaClient } from '../../../generated/engine/client.ts';
import { connect, type Database } from '../../../platform/database.ts';
import type { PaperType } from '../../../platform/documents/paper-kinds.ts';
import { openDocumentStore, type DocumentStore } from '../../../platform/documents/document-store.ts';
import { createUploads } from '../../../store/documents/uploads.ts';
import { createHttpApp } from '../../../platform/http/app.ts';
import { serve, type Serving } from '../../../platform/http/serve.ts';
import { createLogger } from '../../../platform/log.ts';
import { createMetrics } from '../../../platform/metrics.ts';
import { sealer } from '../../../platform/sealing.ts';
import { texts } from '../../../platform/texts.ts';
import { createDatabase } from '../../support/databases.ts';
import { aHeif, aPdf, aPicture } from '../../support/papers.ts';
import { aNamedSubject, aSubject } from '../../support/subjects.ts';

const uploadedAt = new Date('2026-03-02T01:02:03.004Z');
const megabyte = 1024 ** 2;

const pdf = aPdf();
const samples: [mediaType: PaperType, bytes: () => Buffer | Promise<Buffer>][] = [
  ['application/pdf', () => pdf],
  ['image/jpeg', () => aPicture('jpeg')],
  ['image/png', () => aPicture('png')],
  ['image/webp', () => aPicture('webp')],
  ['image/tiff', () => aPicture('tiff')],
  ['image/heic', () => aHeif()],
  ['image/heif', () => aHeif({ brand: 'mif1' })],
];

const applicant: Caller = { subject: 'applicant-1', roles: ['applicant'], regions: [] };
const officer: Caller = { subject: 'officer-1', roles: ['handlingOfficer'], regions: ['rizhao'] };
const reviewerAt = (institution: string): Caller => ({
  subject: `reviewer-${institution}`,
  roles: ['departmentReviewer'],
  regions: ['rizhao'],
  institution,
});

let folder: string;
let database: Database<PrismaClient>;
let store: DocumentStore;
let serving: Serving;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manteban-papers-'));
  const keys = `k1:${randomBytes(32).toString('base64')}`;
  store = await openDocumentStore({ kind: 'disk', folder }, sealer(keys));
  database = connect(PrismaClient, await createDatabase('engine'));
  const log = createLogger('test', 'silent');
  const app = createHttpApp({
    info: { title: 'Documents', version: '1', description: 'For tests' },
    log,
    metrics: createMetrics('test'),
    readiness: {},
    routes: documentRoutes({ uploads: createUploads(database.prisma), store, clock: { now: () => uploadedAt } }),
    authorise(operation, request): Caller {
      const caller = JSON.parse(request.get('x-caller')!) as Caller;
      if (reaches(operation, caller).length === 0) throw new DomainError('NOT_PERMITTED', 'Not by any role.');
      return caller;
    },
    checkReplies: true,
  });
  serving = await serve({ app, host: '127.0.0.1', port: 0, log, closers: [database.close] });
});

afterAll(async () => {
  await serving.close();
  await rm(folder, { recursive: true });
});

afterEach(() => vi.restoreAllMocks());

function upload(bytes: Buffer, contentType = 'application/pdf', caller = applicant): Promise<Response> {
  const headers = { 'x-caller': JSON.stringify(caller), 'content-type': contentType };
  return fetch(`${serving.url}/v1/documents`, { method: 'POST', headers, body: new Uint8Array(bytes) });
}

async function uploaded(bytes = pdf): Promise<string> {
  const { id } = (await (await upload(bytes)).json()) as { id: string };
  return id;
}

function read(id: string, caller: Caller): Promise<Response> {
  return fetch(`${serving.url}/v1/documents/${id}`, { headers: { 'x-caller': JSON.stringify(caller) } });
}

/** A submission for two diseases at two hospitals that offers the document for the first; its cases in that order. */
async function submitWith(
  documentId: string,
  clientId = applicant.subject,
  agentSubject: string | null = null,
): Promise<string[]> {
  const { prisma } = database;
  const [submissionId, personId, policyVersionId] = [randomUUID(), randomUUID(), randomUUID()];
  const ids = [randomUUID(), randomUUID()];
  const at = uploadedAt;
  const policy = { id: policyVersionId, pack: 'p', version: '1', packSha: '', packText: '', storedAt: at };
  await prisma.policyVersion.create({ data: policy });
  const submission = {
    id: submissionId,
    clientId,
    idempotencyKey: submissionId,
    bodyHash: '',
    channel: 'online',
    agentSubject,
  };
  await prisma.submission.create({
    data: { ...submission, region: 'rizhao', policyVersionId, personId, applicantSealed: Buffer.of(), receivedAt: at },
  });
  for (const id of ids) await aSubject(prisma, 'case', id);
  await prisma.applicationCase.createMany({
    data: ids.map((id, ordinal) => ({
      id,
      submissionId,
      ordinal,
      personId,
      region: 'rizhao',
      disease: `disease-${ordinal}`,
      sensitive: false,
      kind: 'initial',
      insuranceType: 'resident',
      institution: `hospital-${ordinal}`,
      procedure: 'immediate',
      status: 'open',
      stage: 'review',
      holdsPlace: true,
      receivedAt: at,
    })),
  });
  await prisma.submissionDocument.create({
    data: { submissionId, documentId, evidence: 'diagnosis', disease: 'disease-0' },
  });
  return ids;
}

async function askedToJudge(caseId: string, experts: Record<string, string>): Promise<void> {
  const { prisma } = database;
  const { submission } = await prisma.applicationCase.findUniqueOrThrow({
    where: { id: caseId },
    include: { submission: true },
  });
  const times = {
    cutOffAt: uploadedAt,
    remindAt: uploadedAt,
    substituteAt: uploadedAt,
    closesAt: uploadedAt,
    openedAt: uploadedAt,
  };
  const round = {
    id: 'rizhao/2026-03',
    region: 'rizhao',
    code: '2026-03',
    month: '2026-03',
    kind: 'scheduled',
    state: 'voting',
    openedBy: 'system',
  };
  const { policyVersionId } = submission;
  const subjectId = await aNamedSubject(prisma, 'round', round.id);
  await prisma.batchRound.create({ data: { ...round, ...times, subjectId, policyVersionId } });
  const member = { roundId: round.id, caseId };
  await prisma.roundMember.create({
    data: { ...member, opening: 0, workflowId: `application/${caseId}`, state: 'judging' },
  });
  const asked = Object.entries(experts).map(([subject, state], ordinal) => ({
    ...member,
    subject,
    state,
    ordinal,
    cause: 'drawn',
    calledAt: uploadedAt,
  }));
  await prisma.ballotAssignment.createMany({ data: asked });
}

async function assign(subjectId: string, assignee: string): Promise<void> {
  const task = { id: randomUUID(), kind: 'review', region: 'rizhao', candidate: 'expert', state: 'claimed', open: [] };
  const place = {
    workflowId: `application/${subjectId}`,
    queue: 'expert/rizhao/-/-',
    majorPriority: 1,
    minorPriority: 1,
  };
  const { policyVersionId } = await database.prisma.submission.findFirstOrThrow();
  await database.prisma.task.create({
    data: { ...task, ...place, subjectId, policyVersionId, assignee, createdAt: uploadedAt, dueAt: uploadedAt },
  });
}

describe('a paper', () => {
  it.each(samples)('of type %s is kept and comes back as it was', async (mediaType, paper) => {
    const bytes = await paper();
    const response = await upload(bytes, mediaType);
    expect(response.status).toBe(201);
    const document = (await response.json()) as { id: string };
    expect(document).toMatchObject({ mediaType, size: bytes.length, uploadedAt: '2026-03-02T01:02:03.004Z' });
    expect(response.headers.get('location')).toBe(`/v1/documents/${document.id}`);

    const back = await read(document.id, applicant);
    expect(back.status).toBe(200);
    expect(back.headers.get('content-type')).toBe(mediaType);
    expect(Buffer.from(await back.arrayBuffer())).toEqual(bytes);
  });

  it('is offered for keeping, never for showing or caching', async () => {
    const id = await uploaded();
    const { headers } = await read(id, applicant);
    expect(headers.get('content-disposition')).toBe(`attachment; filename="${id}.pdf"`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    'Application/PDF; version=1.7',
    'application/octet-stream',
    'image/jpg',
    'application/x-pdf',
    'binary/heic',
  ])('is what its bytes are, and may be declared as %s', async (contentType) => {
    const response = await upload(pdf, contentType);
    expect([response.status, ((await response.json()) as { mediaType: string }).mediaType]).toEqual([
      201,
      'application/pdf',
    ]);
  });

  it.each(['heim', 'heis', 'hevc'])('of a telephone that writes %s may be declared as anything', async (brand) => {
    const response = await upload(aHeif({ brand }), 'application/octet-stream');
    expect(await response.json()).toMatchObject({ mediaType: 'image/heic' });
  });

  it('of 10 MB is kept', async () => {
    const response = await upload(Buffer.concat([pdf, Buffer.alloc(10 * megabyte - pdf.length)]));
    expect(await response.json()).toMatchObject({ size: 10 * megabyte });
  });

  it('has the same media types in the description, going in and coming out', async () => {
    const { paths } = (await (await fetch(`${serving.url}/openapi.json`)).json()) as Record<string, any>;
    const accepted = samples.map(([mediaType]) => mediaType as string).toSorted();
    const declared = [...accepted, 'application/octet-stream'].toSorted();
    expect(Object.keys(paths['/v1/documents'].post.requestBody.content).toSorted()).toEqual(declared);
    expect(Object.keys(paths['/v1/documents/{id}'].get.responses[200].content).toSorted()).toEqual(accepted);
  });

  it('that comes twice lies on disk once', async () => {
    const twice = aPdf(randomUUID());
    const files = async () => (await readdir(folder, { recursive: true })).length;
    await uploaded(twice);
    const before = await files();
    await uploaded(twice);
    expect(await files()).toBe(before);
  });
});

describe('an upload is refused', () => {
  it.each<[string, Buffer, string, number, string]>([
    ['empty', Buffer.of(), 'application/pdf', 400, 'INVALID_REQUEST'],
    ['cut off', pdf.subarray(0, pdf.length >> 1), 'application/pdf', 400, 'DOCUMENT_NOT_READABLE'],
    ['three bytes of a picture', Buffer.of(0xff, 0xd8, 0xff), 'image/jpeg', 400, 'DOCUMENT_NOT_READABLE'],
    ['a form', Buffer.from('--x\r\n'), 'multipart/form-data; boundary=x', 400, 'DOCUMENT_TYPE_NOT_ACCEPTED'],
    ['a program declared as PDF', Buffer.from('4d5a9000', 'hex'), 'application/pdf', 400, 'DOCUMENT_TYPE_NOT_ACCEPTED'],
    ['a page declared as PDF', Buffer.from('<script>1</script>'), 'application/pdf', 400, 'DOCUMENT_TYPE_NOT_ACCEPTED'],
    ['of a type never accepted', Buffer.from('<svg/>'), 'image/svg+xml', 400, 'DOCUMENT_TYPE_NOT_ACCEPTED'],
    ['one byte too large', Buffer.alloc(10 * megabyte + 1), 'application/pdf', 400, 'DOCUMENT_TOO_LARGE'],
    ['much too large', Buffer.alloc(20 * megabyte), 'application/pdf', 400, 'DOCUMENT_TOO_LARGE'],
  ])('%s', async (_name, bytes, contentType, status, code) => {
    const rows = await database.prisma.document.count();
    const response = await upload(bytes, contentType);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
    expect(await database.prisma.document.count()).toBe(rows);
  });

  it('saying why, in the language asked for', async () => {
    const headers = { 'x-caller': JSON.stringify(applicant), 'accept-language': 'en', 'content-type': 'image/jpeg' };
    const request = { method: 'POST', headers, body: new Uint8Array([0xff, 0xd8, 0xff]) };
    const answer = (await (await fetch(`${serving.url}/v1/documents`, request)).json()) as Record<string, any>;
    expect(answer['detail']).toBe(texts('en').text('documents.damaged'));
    expect(answer['params']).toEqual({ problem: 'damaged' });
    expect(answer['errors'][0]).toMatchObject({ where: '/body', hint: expect.stringContaining('scan') });
  });

  it('from a caller whose role uploads nothing', async () => {
    expect((await upload(pdf, 'application/pdf', { ...officer, roles: ['supervisor'] })).status).toBe(403);
  });

  it('while the store is down, and leaves no row behind', async () => {
    const rows = await database.prisma.document.count();
    vi.spyOn(store, 'put').mockRejectedValue(new DomainError('DEPENDENCY_UNAVAILABLE', 'down'));
    expect((await upload(pdf)).status).toBe(503);
    expect(await database.prisma.document.count()).toBe(rows);
  });
});

describe('a paper is read', () => {
  it('by nobody but the uploader while no submission refers to it', async () => {
    const id = await uploaded();
    expect((await read(id, applicant)).status).toBe(200);
    for (const other of [officer, reviewerAt('hospital-0'), { ...applicant, subject: 'applicant-2' }]) {
      expect((await read(id, other)).status).toBe(403);
    }
  });

  it('by the officers of the region and the hospital of the disease for which it was offered', async () => {
    const id = await uploaded();
    await submitWith(id);
    expect((await read(id, officer)).status).toBe(200);
    expect((await read(id, reviewerAt('hospital-0'))).status).toBe(200);
    const elsewhere = await read(id, { ...officer, regions: ['yangzhou'] });
    expect(await elsewhere.json()).toMatchObject({ code: 'NOT_PERMITTED', params: { reason: 'outsideRegion' } });
  });

  it('not at the hospital of another disease in the same submission', async () => {
    const id = await uploaded();
    await submitWith(id);
    expect((await read(id, reviewerAt('hospital-1'))).status).toBe(403);
  });

  it('by an expert who has a task of that case, not by others', async () => {
    const id = await uploaded();
    const [offeredFor, other] = (await submitWith(id)) as [string, string];
    await assign(offeredFor, 'expert-1');
    await assign(other, 'expert-2');
    const expert = (subject: string): Caller => ({ subject, roles: ['expert'], regions: ['rizhao'] });
    expect((await read(id, expert('expert-1'))).status).toBe(200);
    expect((await read(id, expert('expert-2'))).status).toBe(403);
  });

  it('by an expert who is asked to judge that case in a round, until somebody takes the place', async () => {
    const id = await uploaded();
    const [caseId] = (await submitWith(id)) as [string, string];
    await askedToJudge(caseId, { 'expert-3': 'waiting', 'expert-4': 'replaced' });
    const expert = (subject: string): Caller => ({ subject, roles: ['expert'], regions: ['rizhao'] });
    expect((await read(id, expert('expert-3'))).status).toBe(200);
    expect((await read(id, expert('expert-4'))).status).toBe(403);
  });

  it('by those who work on the case to whose task a reviewer added it, not by whoever applied', async () => {
    const id = ((await (await upload(pdf, 'application/pdf', officer)).json()) as { id: string }).id;
    const [caseId] = await submitWith(await uploaded());
    await assign(caseId!, 'expert-1');
    const { id: taskId } = await database.prisma.task.findFirstOrThrow({ where: { subjectId: caseId! } });
    const note = { id: randomUUID(), at: uploadedAt, author: officer.subject };
    await database.prisma.note.create({ data: { ...note, subjectId: caseId!, taskId, documentId: id } });
    const expert: Caller = { subject: 'expert-1', roles: ['expert'], regions: ['rizhao'] };
    expect((await read(id, expert)).status).toBe(200);
    expect((await read(id, { ...officer, subject: 'officer-2' })).status).toBe(200);
    const substitute: Caller = {
      ...expert,
      subject: 'expert-2',
      standsInFor: [{ subject: 'expert-1', region: 'rizhao' }],
    };
    expect((await read(id, substitute)).status).toBe(200);
    const elsewhere = { ...substitute, standsInFor: [{ subject: 'expert-1', region: 'xx-county' }] };
    expect((await read(id, elsewhere)).status).toBe(403);
    expect((await read(id, { ...substitute, standsInFor: [] })).status).toBe(403);
    expect((await read(id, applicant)).status).toBe(403);
  });

  it('by whoever has a later step of the person about whom a reviewer added it, and nobody else', async () => {
    const { prisma } = database;
    const id = ((await (await upload(pdf, 'application/pdf', officer)).json()) as { id: string }).id;
    await submitWith(await uploaded());
    const person = await aSubject(prisma, 'person', randomUUID());
    await assign(person, 'expert-5');
    await assign(person, 'expert-6');
    const first = await prisma.task.findFirstOrThrow({ where: { subjectId: person, assignee: 'expert-5' } });
    const note = { id: randomUUID(), at: uploadedAt, author: 'expert-5', documentId: id };
    await prisma.note.create({ data: { ...note, subjectId: person, taskId: first.id } });
    const expert = (subject: string): Caller => ({ subject, roles: ['expert'], regions: ['rizhao'] });
    const statusFor = async (subject: string) => (await read(id, expert(subject))).status;
    expect([await statusFor('expert-5'), await statusFor('expert-6'), await statusFor('expert-7')]).toEqual([
      200, 200, 403,
    ]);
  });

  it('where any submission of several opens it', async () => {
    const id = await uploaded();
    await submitWith(id);
    const agent: Caller = { subject: 'agent-1', roles: ['agent'], regions: [] };
    expect((await read(id, agent)).status).toBe(403);
    await submitWith(id, 'somebody', agent.subject);
    expect((await read(id, agent)).status).toBe(200);
  });

  it('never by an administrator, and not found where there is none', async () => {
    const administrator: Caller = { subject: 'admin-1', roles: ['administrator'], regions: '*' };
    expect((await read(await uploaded(), administrator)).status).toBe(403);
    const absent = await read(randomUUID(), applicant);
    expect(absent.status).toBe(404);
    expect(await absent.json()).toMatchObject({ code: 'NOT_FOUND' });
  });
});
