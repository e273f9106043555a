import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { foreignMessage } from '../domain/foreign-message.ts';
import { ivLength, newIv } from './initialisation-vector.ts';
import { keyRingOf } from './sealing.ts';

const encoding = 'binary/encrypted';

/** Whether it claims to be sealed; the server's own notes in a history, as of a local activity, are not. */
export function isSealed({ metadata }: Payload): boolean {
  return text(metadata?.encoding) === encoding;
}

const tagLength = 16;
const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

/** Stands for what was not sealed here (domain/foreign-message.ts). */
const foreign: Payload = {
  metadata: { encoding: Buffer.from('json/plain') },
  data: Buffer.from(JSON.stringify(foreignMessage)),
};

/**
 * Encrypts what goes to the Temporal server with AES-256-GCM: the whole payload, its own metadata included.
 * Outside stands only that it is encrypted, and under which key, so that keys can be changed while cases run.
 *
 * @param keys `keyId:base64-32-bytes`, the current key first, older ones after commas.
 */
export function encryptingCodec(keys: string): PayloadCodec {
  const ring = keyRingOf(keys);

  function encode(payload: Payload): Payload {
    if (!payload.data?.length) return payload; // says that there is nothing
    const iv = newIv();
    const cipher = createCipheriv('aes-256-gcm', ring.current.key, iv);
    const content = Buffer.concat([cipher.update(PayloadMessage.encode(payload).finish()), cipher.final()]);
    return {
      metadata: { encoding: Buffer.from(encoding), 'encryption-key-id': Buffer.from(ring.current.id) },
      data: Buffer.concat([iv, cipher.getAuthTag(), content]),
    };
  }

  /**
   * Whatever is plain, or does not open with the key that it names, is foreign. A key that is not in the ring throws:
   * the run waits until its keys are back, rather than take its own history for a stranger's.
   */
  function decode(payload: Payload): Payload {
    const { metadata, data } = payload;
    if (!data?.length) return payload;
    if (!isSealed(payload)) return foreign;
    const key = ring.find(text(metadata?.['encryption-key-id']));
    try {
      return PayloadMessage.decode(opened(data, key));
    } catch {
      return foreign;
    }
  }

  return {
    encode: async (payloads) => payloads.map(encode),
    decode: async (payloads) => payloads.map(decode),
  };
}

function opened(data: Uint8Array, key: KeyObject): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, ivLength), { authTagLength: tagLength });
  decipher.setAuthTag(data.subarray(ivLength, ivLength + tagLength));
  return Buffer.concat([decipher.update(data.subarray(ivLength + tagLength)), decipher.final()]);
}

function text(bytes: Uint8Array | null | undefined): string {
  return bytes ? Buffer.from(bytes).toString('utf8') : '';
}
