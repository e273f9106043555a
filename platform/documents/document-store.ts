import { createHash } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import type { Sealer } from '../sealing.ts';
import type { Blobs } from './blobs.ts';
import { openDiskBlobs } from './disk-blobs.ts';
import type { DocumentLocation } from './location.ts';

/** Keeps papers encrypted, found by the SHA-256 (hex) of what they say. */
export interface DocumentStore {
  /** Durable once it resolves; the same bytes may come again. Gives the SHA-256 under which they are found. */
  put(bytes: Uint8Array): Promise<string>;
  /** The bytes as they were put, whole: nothing of them is known to be genuine before the last one is deciphered. */
  open(sha256: string): Promise<Buffer>;
  ping(): Promise<void>;
}

export async function openDocumentStore(location: DocumentLocation, sealer: Sealer): Promise<DocumentStore> {
  const blobs = await openBlobs(location);
  return {
    async put(bytes) {
      const sha256 = sha256Of(bytes);
      await blobs.write(sha256, sealer.sealBytes(bytes)).catch(refuse);
      return sha256;
    },
    async open(sha256) {
      const sealed = await blobs.read(sha256).catch(refuse);
      if (!sealed) throw new Error(`The document store has nothing under ${sha256}.`);
      const bytes = sealer.openBytes(sealed);
      if (sha256Of(bytes) !== sha256) throw new Error(`The document store has another paper under ${sha256}.`);
      return bytes;
    },
    ping: () => blobs.ping(),
  };
}

/** The SDK of S3 is large; an installation on disk never loads it. */
async function openBlobs(location: DocumentLocation): Promise<Blobs> {
  if (location.kind === 'disk') return openDiskBlobs(location);
  const { openS3Blobs } = await import('./s3-blobs.ts');
  return openS3Blobs(location);
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function refuse(cause: unknown): never {
  throw new DomainError('DEPENDENCY_UNAVAILABLE', 'The document store does not take or give the document.', {
    params: { dependency: 'document store' },
    cause,
  });
}
