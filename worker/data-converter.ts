import { join } from 'node:path';
import type { DataConverter } from '@temporalio/common';
import { encryptingCodec } from '../platform/payload-codec.ts';
import { projectRoot } from '../platform/project-root.ts';

/** Loaded by the process and by the workflow bundle alike. */
export const failureConverterPath = join(projectRoot, 'worker', 'failure-converter.cjs');

/** How every payload looks on its way to the Temporal server, and back. */
export function encryptedPayloads(keys: string): DataConverter {
  return { failureConverterPath, payloadCodecs: [encryptingCodec(keys)] };
}
