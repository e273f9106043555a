import { randomUUID } from 'node:crypto';
import { fileTypeFromBuffer } from 'file-type';
import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { DocumentStore } from '../../platform/documents/document-store.ts';
import type { Upload, Uploads } from '../../store/documents/uploads.ts';
import { route } from '../http/route.ts';
import { peopleActedForAnywhere, requireReader } from './reading.ts';

interface Dependencies {
  uploads: Uploads;
  store: DocumentStore;
  clock: Clock;
}

/** Media types that are accepted, with the ending of a file's name. */
const endings: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/heic': 'heic',
  'image/heif': 'heif',
  'image/webp': 'webp',
  'image/tiff': 'tif',
};
const mediaTypes = Object.keys(endings);
const megabytes = 10;

const UploadedDocument = z
  .strictObject({
    id: z.uuid(),
    sha256: z.string().regex(/^[\da-f]{64}$/),
    mediaType: z.enum(mediaTypes),
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
    description: `At most ${megabytes} MB. What the bytes are must be what the Content-Type says.`,
    tags: ['documents'],
    access: 'uploadDocument',
    headers: z.object({ 'content-type': z.string() }),
    body: { mediaTypes, limit: megabytes * 1024 ** 2, tooLarge },
    replies: { 201: { description: 'Kept', schema: UploadedDocument } },
    async handle({ body, headers, caller }) {
      const mediaType = await acceptedType(body, headers['content-type']);
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
    params: z.strictObject({ id: z.uuid() }),
    replies: { 200: { description: 'The paper', mediaType: mediaTypes } },
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

/** The media type that the bytes show. @throws DomainError INVALID_REQUEST, DOCUMENT_TYPE_NOT_ACCEPTED */
async function acceptedType(bytes: Buffer, contentType: string): Promise<string> {
  if (bytes.length === 0) {
    const findings = [{ where: '/body', problem: 'empty', hint: 'send the bytes of the paper' }];
    throw new DomainError('INVALID_REQUEST', 'The document is empty.', { findings });
  }
  const detected = (await fileTypeFromBuffer(bytes))?.mime ?? 'unknown';
  const [declared = ''] = contentType.toLowerCase().split(/\s*;/);
  if (endings[detected] && familyOf(detected) === familyOf(declared)) return detected;
  throw new DomainError('DOCUMENT_TYPE_NOT_ACCEPTED', `The document is declared as ${declared} and is ${detected}.`, {
    params: { declared, detected, accepted: mediaTypes },
  });
}

/** HEIC is HEIF with one codec, and telephones name either. */
function familyOf(mediaType: string): string {
  return mediaType === 'image/heic' ? 'image/heif' : mediaType;
}

function downloadHeaders({ id, mediaType }: Upload): Record<string, string> {
  return {
    'Content-Type': mediaType,
    'Content-Disposition': `attachment; filename="${id}.${endings[mediaType]}"`,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'private, no-store',
  };
}
