import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import S3rver from '@20minutes/s3rver';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openDocumentStore } from '../../platform/documents/document-store.ts';
import { documentLocation, type DocumentLocation, type S3Location } from '../../platform/documents/location.ts';
import { sealer } from '../../platform/sealing.ts';

const [older, newer] = ['k1', 'k2'].map((id) => `${id}:${randomBytes(32).toString('base64')}`) as [string, string];
const paper = Buffer.from('%PDF-1.7 诊断证明 示例');
const sha256 = createHash('sha256').update(paper).digest('hex');
const unavailable = { code: 'DEPENDENCY_UNAVAILABLE', params: { dependency: 'document store' } };

let work: string;
let s3Server: S3rver;
let s3: S3Client;
let s3Location: S3Location;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'manteban-documents-'));
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'S3RVER');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'S3RVER');
  s3Server = s3ServerIn(join(work, 's3'));
  const { port } = await s3Server.run();
  const endpoint = `http://127.0.0.1:${port}`;
  s3Location = documentLocation.parse(`s3://papers/one?region=us-east-1&endpoint=${endpoint}`) as S3Location;
  s3 = new S3Client({ region: 'us-east-1', endpoint, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'papers' }));
});

afterAll(async () => {
  s3.destroy();
  await s3Server.close();
  vi.unstubAllEnvs();
  await rm(work, { recursive: true, force: true });
});

/**
 * It knows the access key S3RVER. It miscalculates the signature of `/bucket/`, which is how the SDK asks for a bucket;
 * therefore signatures do not count.
 */
function s3ServerIn(directory: string): S3rver {
  return new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, allowMismatchedSignatures: true });
}

/** A store of its own for each test, with a way to see and to change what lies in it. */
interface Place {
  location: DocumentLocation;
  names(): Promise<string[]>;
  peek(): Promise<Buffer>;
  replace(bytes: Buffer): Promise<void>;
}

async function onDisk(): Promise<Place> {
  const folder = await mkdtemp(join(work, 'disk-'));
  const file = join(folder, sha256.slice(0, 2), sha256.slice(2));
  return {
    location: documentLocation.parse(`disk:${folder}`),
    names: () => filesBelow(folder),
    peek: () => readFile(file),
    replace: (bytes) => writeFile(file, bytes),
  };
}

async function inS3(): Promise<Place> {
  const prefix = `${randomBytes(4).toString('hex')}/`;
  const object = { Bucket: 'papers', Key: prefix + sha256 };
  return {
    location: { ...s3Location, prefix },
    async names() {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'papers', Prefix: prefix }));
      return Contents.map(({ Key }) => Key!.replace(prefix, ''));
    },
    async peek() {
      const { Body } = await s3.send(new GetObjectCommand(object));
      return Buffer.from(await Body!.transformToByteArray());
    },
    replace: async (bytes) => void (await s3.send(new PutObjectCommand({ ...object, Body: bytes }))),
  };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe.each([
  ['on disk', onDisk],
  ['in an S3-compatible store', inS3],
])('documents %s', (_where, place) => {
  it('come back as they were put, under their hash', async () => {
    const store = await openDocumentStore((await place()).location, sealer(older));
    expect(await store.put(paper)).toBe(sha256);
    expect(await store.open(sha256)).toEqual(paper);
  });

  it('may be as large as an upload', async () => {
    const large = randomBytes(10 * 1024 ** 2);
    const store = await openDocumentStore((await place()).location, sealer(older));
    expect((await store.open(await store.put(large))).equals(large)).toBe(true);
  });

  it('lie there once, however often and however much at once they come', async () => {
    const { location, names } = await place();
    const store = await openDocumentStore(location, sealer(older));
    await Promise.all(Array.from({ length: 8 }, () => store.put(paper)));
    await store.put(paper);
    expect(await store.open(sha256)).toEqual(paper);
    expect(await names()).toHaveLength(1);
  });

  it('are unreadable at rest', async () => {
    const { location, peek } = await place();
    await (await openDocumentStore(location, sealer(older))).put(paper);
    expect((await peek()).includes('%PDF')).toBe(false);
    expect((await peek()).includes('诊断')).toBe(false);
  });

  it('open after the key was changed', async () => {
    const { location } = await place();
    await (await openDocumentStore(location, sealer(older))).put(paper);
    const rotated = await openDocumentStore(location, sealer(`${newer},${older}`));
    expect(await rotated.open(sha256)).toEqual(paper);
  });

  it('do not open when they were changed, cut short or exchanged', async () => {
    const { location, peek, replace } = await place();
    const keys = sealer(older);
    const store = await openDocumentStore(location, keys);
    await store.put(paper);
    const sealed = await peek();
    sealed[sealed.length - 1]! ^= 1;
    for (const other of [sealed, sealed.subarray(0, 20), Buffer.from(keys.sealBytes(Buffer.from('another paper')))]) {
      await replace(other);
      await expect(store.open(sha256)).rejects.toThrow();
    }
  });

  it('that were never put are a failure of ours, not of the store', async () => {
    const store = await openDocumentStore((await place()).location, sealer(older));
    await expect(store.open(sha256)).rejects.toThrow(`nothing under ${sha256}`);
    await expect(store.ping()).resolves.toBeUndefined();
  });
});

describe('a folder that fails', () => {
  it('keeps nothing half', async () => {
    const { location, names } = await onDisk();
    const { folder } = location as { folder: string };
    const store = await openDocumentStore(location, sealer(older));
    await writeFile(join(folder, sha256.slice(0, 2)), 'in the way');
    await expect(store.put(paper)).rejects.toMatchObject(unavailable);
    expect(await names()).toEqual([sha256.slice(0, 2)]);
  });

  it('is not ready once it is gone, and is not made anew elsewhere', async () => {
    const { location } = await onDisk();
    const { folder } = location as { folder: string };
    const store = await openDocumentStore(location, sealer(older));
    await rm(folder, { recursive: true });
    await expect(store.ping()).rejects.toThrow();
    await expect(store.put(paper)).rejects.toMatchObject(unavailable);
  });
});

describe('an S3-compatible store that fails', () => {
  afterEach(() => void vi.stubEnv('AWS_ACCESS_KEY_ID', 'S3RVER'));

  it('is not ready without its bucket', async () => {
    const store = await openDocumentStore({ ...s3Location, bucket: 'absent' }, sealer(older));
    await expect(store.ping()).rejects.toThrow();
    await expect(store.put(paper)).rejects.toMatchObject(unavailable);
  });

  it('is unavailable with credentials that it does not know', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'unknown');
    const store = await openDocumentStore(s3Location, sealer(older));
    await expect(store.put(paper)).rejects.toMatchObject(unavailable);
  });

  it('is unavailable when nobody listens', async () => {
    const gone = s3ServerIn(join(work, 'gone'));
    const { port } = await gone.run();
    await gone.close();
    const store = await openDocumentStore({ ...s3Location, endpoint: `http://127.0.0.1:${port}` }, sealer(older));
    await expect(store.open(sha256)).rejects.toMatchObject(unavailable);
  });
});

describe('DOCUMENT_STORE', () => {
  it.each<[string, DocumentLocation]>([
    ['disk:/var/lib/papers', { kind: 'disk', folder: '/var/lib/papers' }],
    ['s3://papers?region=cn-north-1', { kind: 's3', bucket: 'papers', prefix: '', region: 'cn-north-1' }],
    [
      's3://papers/a/b/?region=r&endpoint=https://store.example:9000',
      { kind: 's3', bucket: 'papers', prefix: 'a/b/', region: 'r', endpoint: 'https://store.example:9000' },
    ],
  ])('%s', (text, location) => {
    expect(documentLocation.parse(text)).toEqual(location);
  });

  it.each(['', 'disk:', '/var/lib/papers', 's3://papers', 's3://?region=r', 's3://papers?region=r&endpont=https://x'])(
    'refuses "%s" and says what it should be',
    (text) => {
      expect(documentLocation.safeParse(text).error?.message).toContain('disk:<folder>');
    },
  );
});
