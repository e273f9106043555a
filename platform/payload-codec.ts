import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { ivLength, newIv } from './initialisation-vector.ts';
import { keyRingOf } from './sealing.ts';

const encoding = 'binary/encrypted';
const tagLength = 16;
const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

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

  function decode(payload: Payload): Payload {
    const { metadata, data } = payload;
    if (!data || text(metadata?.encoding) !== encoding) return payload;
    const key = ring.find(text(metadata?.['encryption-key-id']));
    const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, ivLength), { authTagLength: tagLength });
    decipher.setAuthTag(data.subarray(ivLength, ivLength + tagLength));
    const content = Buffer.concat([decipher.update(data.subarray(ivLength + tagLength)), decipher.final()]);
    return PayloadMessage.decode(content);
  }

  return {
    encode: async (payloads) => payloads.map(encode),
    decode: async (payloads) => payloads.map(decode),
  };
}

function text(bytes: Uint8Array | null | undefined): string {
  return bytes ? Buffer.from(bytes).toString('utf8') : '';
}
