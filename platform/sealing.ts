import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { ivLength, newIv } from './initialisation-vector.ts';

/** Encrypts JSON values with AES-256-GCM under the current key; opens what any key of the ring has sealed. */
export interface Sealer {
  seal(value: unknown): Uint8Array<ArrayBuffer>;
  open(sealed: Uint8Array): unknown;
  /** The same for bytes as they are, such as an uploaded paper. */
  sealBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
  openBytes(sealed: Uint8Array): Buffer;
}

const tagLength = 16;

/**
 * @param keys `keyId:base64-32-bytes`, the current key first, older ones after commas.
 *
 * Sealed bytes: length of the key id (1), key id, IV (12), tag (16), ciphertext; the key id is authenticated as well.
 */
export function sealer(keys: string): Sealer {
  const ring = keyRingOf(keys);
  const { id: currentId, key: currentKey } = ring.current;
  const header = Buffer.concat([Buffer.of(Buffer.byteLength(currentId)), Buffer.from(currentId)]);

  function sealBytes(plain: Uint8Array): Uint8Array<ArrayBuffer> {
    const iv = newIv();
    const cipher = createCipheriv('aes-256-gcm', currentKey, iv).setAAD(header);
    const content = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Uint8Array.from(Buffer.concat([header, iv, cipher.getAuthTag(), content]));
  }

  function openBytes(sealed: Uint8Array): Buffer {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    const headerEnd = 1 + (bytes[0] ?? 0);
    const keyId = bytes.toString('utf8', 1, headerEnd);
    const key = ring.find(keyId);
    const contentStart = headerEnd + ivLength + tagLength;
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(headerEnd, headerEnd + ivLength), {
      authTagLength: tagLength,
    });
    decipher.setAAD(bytes.subarray(0, headerEnd)).setAuthTag(bytes.subarray(headerEnd + ivLength, contentStart));
    return Buffer.concat([decipher.update(bytes.subarray(contentStart)), decipher.final()]);
  }

  return {
    seal: (value) => sealBytes(Buffer.from(JSON.stringify(value))),
    open: (sealed) => JSON.parse(openBytes(sealed).toString()) as unknown,
    sealBytes,
    openBytes,
  };
}

export interface KeyRing {
  /** Under which everything new is encrypted. */
  readonly current: { readonly id: string; readonly key: KeyObject };
  /** @throws Error when no key of the ring has this id. */
  find(id: string): KeyObject;
}

/** @param keys `keyId:base64-32-bytes`, the current key first, older ones after commas. */
export function keyRingOf(keys: string): KeyRing {
  const entries = keys.split(',').map(parseKey);
  const [id, key] = entries[0]!;
  const byId = new Map(entries);
  return {
    current: { id, key },
    find(wanted) {
      const found = byId.get(wanted);
      if (!found) throw new Error(`Sealed under the key "${wanted}", which is not in the key ring.`);
      return found;
    },
  };
}

function parseKey(entry: string): [id: string, key: KeyObject] {
  const [id = '', encoded = ''] = entry.trim().split(':');
  const key = Buffer.from(encoded, 'base64');
  if (!id || key.length !== 32) throw new Error(`Key "${id}" is not keyId:base64-of-32-bytes.`);
  return [id, createSecretKey(key)];
}

/**
 * A UUID (version 8) by keyed hash of a text, such as an identity number: it finds the row and tells nothing.
 * @param lookupKey 32 bytes in base64.
 */
export function lookupId(lookupKey: string, text: string): string {
  const hash = createHmac('sha256', Buffer.from(lookupKey, 'base64')).update(text).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
