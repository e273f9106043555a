import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { lookupId, sealer } from '../../platform/sealing.ts';

const key = () => randomBytes(32).toString('base64');
const [older, newer] = [`k1:${key()}`, `k2:${key()}`];
const details = { idNumber: '990101190001010000', name: '示例' };

describe('sealing', () => {
  it('opens what it sealed, and shows nothing of it', () => {
    const { seal, open } = sealer(older);
    const sealed = seal(details);
    expect(open(sealed)).toEqual(details);
    expect(Buffer.from(sealed).toString('latin1')).not.toContain('9901');
    expect(seal(details)).not.toEqual(sealed);
  });

  it('opens bytes as they were, such as no text has them', () => {
    const { sealBytes, openBytes } = sealer(older);
    const bytes = randomBytes(1_000);
    expect(openBytes(sealBytes(bytes))).toEqual(bytes);
    expect(Buffer.from(sealBytes(bytes)).includes(bytes.subarray(0, 16))).toBe(false);
  });

  it('after a rotation seals under the new key and still opens the old', () => {
    const sealedBefore = sealer(older).seal(details);
    const rotated = sealer(`${newer},${older}`);
    expect(rotated.open(sealedBefore)).toEqual(details);
    expect(() => sealer(older).open(rotated.seal(details))).toThrow('"k2"');
  });

  it('refuses any changed byte', () => {
    const { seal, open } = sealer(older);
    const sealed = seal('x');
    for (const index of sealed.keys()) {
      const changed = sealed.slice();
      changed[index]! ^= 1;
      expect(() => open(changed), `byte ${index}`).toThrow();
    }
  });

  it('refuses a key that is not 32 bytes', () => {
    expect(() => sealer('k1:c2hvcnQ=')).toThrow('k1');
  });
});

describe('look-up ids', () => {
  it('are the same UUID for the same text under the same key, and another under another', () => {
    const [mine, other] = [key(), key()];
    const id = lookupId(mine, '990101190001010000');
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(lookupId(mine, '990101190001010000')).toBe(id);
    expect(lookupId(mine, '990101190001010001')).not.toBe(id);
    expect(lookupId(other, '990101190001010000')).not.toBe(id);
  });
});
