import { GetObjectCommand, HeadBucketCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Blobs } from './blobs.ts';
import type { S3Location } from './location.ts';

/** Objects `<prefix><name>` in a bucket that exists; credentials come from where the SDK of AWS finds them. */
export function openS3Blobs({ bucket: Bucket, prefix, region, endpoint }: S3Location): Blobs {
  const client = new S3Client({
    region,
    ...(endpoint && { endpoint, ...compatible }),
    requestHandler: { connectionTimeout: 2_000, socketTimeout: 10_000 },
  });
  return {
    async write(name, bytes) {
      await client.send(new PutObjectCommand({ Bucket, Key: prefix + name, Body: bytes }));
    },
    async read(name) {
      const found = await client.send(new GetObjectCommand({ Bucket, Key: prefix + name })).catch(undefinedIfAbsent);
      return found?.Body?.transformToByteArray();
    },
    async ping() {
      await client.send(new HeadBucketCommand({ Bucket }));
    },
  };
}

/** Stores other than Amazon's often have no host name for each bucket, and some refuse the newer checksums. */
const compatible = {
  forcePathStyle: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
} as const;

function undefinedIfAbsent(error: unknown): undefined {
  if (!(error instanceof NoSuchKey)) throw error;
}
