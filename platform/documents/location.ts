import { resolve } from 'node:path';
import { z } from 'zod';
import { httpUrl } from '../config.ts';
import { projectRoot } from '../project-root.ts';

export type DocumentLocation = DiskLocation | S3Location;

export interface DiskLocation {
  kind: 'disk';
  folder: string;
}

export interface S3Location {
  kind: 's3';
  bucket: string;
  /** Empty, or ends in a slash. */
  prefix: string;
  region: string;
  /** Of an S3-compatible store; Amazon's own where left out. */
  endpoint?: string | undefined;
}

const s3Options = z.strictObject({ region: z.string().min(1), endpoint: httpUrl.optional() });

/** `disk:<folder>`, seen from the project root where relative, or `s3://bucket/prefix?region=…&endpoint=…`. */
export const documentLocation = z.string().transform((text, context): DocumentLocation => {
  const location = diskLocation(text) ?? s3Location(text);
  if (location) return location;
  context.addIssue('is neither disk:<folder> nor s3://bucket[/prefix]?region=…[&endpoint=https://…]');
  return z.NEVER;
});

function diskLocation(text: string): DiskLocation | undefined {
  const [, folder] = /^disk:(.+)$/.exec(text) ?? [];
  return folder ? { kind: 'disk', folder: resolve(projectRoot, folder) } : undefined;
}

function s3Location(text: string): S3Location | undefined {
  if (!text.startsWith('s3://') || !URL.canParse(text)) return undefined;
  const { hostname: bucket, pathname, searchParams } = new URL(text);
  const options = s3Options.safeParse(Object.fromEntries(searchParams));
  if (!bucket || !options.success) return undefined;
  const path = pathname.replaceAll(/^\/+|\/+$/g, '');
  return { kind: 's3', bucket, prefix: path && `${path}/`, ...options.data };
}
