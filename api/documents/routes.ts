import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { DocumentStore } from '../../platform/documents/document-store.ts';
import { inspectPaper } from '../../platform/documents/inspect-paper.ts';
import { paperEndings, paperTypes, type PaperType } from '../../platform/documents/paper-kinds.ts';
import type { Upload, Uploads } from '../../store/documents/uploads.ts';
import { disclosingAlways } from '../http/disclosing.ts';
import { route } from '../http/route.ts';
import { peopleActedForAnywhere, requireReader } from './reading.ts';

interface Dependencies {
  uploads: Uploads;
  store: DocumentStore;
  clock: Clock;
}

const megabytes = 10;

const UploadedDocument = z
  .strictObject({
    id: z.uuid(),
    sha256: z.string().regex(/^[\da-f]{64}$/),
    mediaType: z.enum(paperTypes).describe('What the bytes are, whatever they were declared as'),
    size: z.int().min(1).describe('Bytes'),
    uploadedAt: z.iso.datetime(),
  })
  .meta({ id: 'Document' });

export function documentRoutes({ uploads, store, clock }: Dependencies) {
  const uploadDocument = route({
    method: 'post',
    path: '/v1/documents',
    operationId: 'uploadDocument',
    summary: 'Upload a paper 材料, to refer to it in a submission',
    description:
      `At most ${megabytes} MB. The bytes are judged, not the Content-Type: it has to open without a password and to ` +
      'show a page or a picture.',
    tags: ['documents'],
    access: 'uploadDocument',
    discloses: 'nothing',
    body: {
      mediaTypes: [...paperTypes, 'application/octet-stream'],
      judgedByContent: true,
      limit: megabytes * 1024 ** 2,
      tooLarge,
    },
    replies: { 201: { description: 'Kept', schema: UploadedDocument } },
    async handle({ body, caller }) {
      requireBytes(body);
      const mediaType = await inspectPaper(body);
      const sha256 = await store.put(body);
      const document = { id: randomUUID(), sha256, mediaType, size: body.length, uploadedAt: clock.now() };
      await uploads.keep({ ...document, uploadedBy: caller.subject });
      const reply = { ...document, uploadedAt: document.uploadedAt.toISOString() };
      return { status: 201, headers: { Location: `/v1/documents/${document.id}` }, body: reply };
    },
  });

  const readDocument = route({
    method: 'get',
    path: '/v1/documents/{id}',
    operationId: 'readDocument',
    summary: 'A paper as it was uploaded',
    description: 'For whoever uploaded it, and for those who may see papers of a case for which it was offered.',
    tags: ['documents'],
    access: 'readDocument',
    discloses: disclosingAlways('paper'),
    params: z.strictObject({ id: z.uuid() }),
    replies: { 200: { description: 'The paper', mediaType: paperTypes } },
    async handle({ params: { id }, caller }) {
      const upload = await uploads.get(id, caller.subject, peopleActedForAnywhere(caller));
      requireReader(upload, caller);
      return { status: 200, headers: downloadHeaders(upload), body: await store.open(upload.sha256) };
    },
  });

  return [uploadDocument, readDocument];
}

function tooLarge(): DomainError {
  return new DomainError('DOCUMENT_TOO_LARGE', `A document has at most ${megabytes} MB.`, { params: { megabytes } });
}

/** @throws DomainError INVALID_REQUEST */
function requireBytes(bytes: Buffer): void {
  if (bytes.length > 0) return;
  const findings = [{ where: '/body', problem: 'empty', hint: 'send the bytes of the paper' }];
  throw new DomainError('INVALID_REQUEST', 'The document is empty.', { findings });
}

function downloadHeaders({ id, mediaType }: Upload): Record<string, string> {
  return {
    'Content-Type': mediaType,
    'Content-Disposition': `attachment; filename="${id}.${paperEndings[mediaType as PaperType]}"`,
    'X-Content-Type-Options': 'nosniff',
  };
}
