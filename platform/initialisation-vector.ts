import { randomBytes } from 'node:crypto';

/** Of AES-GCM. */
export const ivLength = 12;
const drawnAtOnce = 1_024;

let drawn = Buffer.alloc(0);

/**
 * Random bytes for one encryption. Many are drawn at a time: asking the system for each costs as much as encrypting.
 */
export function newIv(): Buffer {
  if (drawn.length === 0) drawn = randomBytes(ivLength * drawnAtOnce);
  const iv = drawn.subarray(0, ivLength);
  drawn = drawn.subarray(ivLength);
  return iv;
}
