/** One token is verified once a minute at most, and is worth nothing beyond its own time. */
import { beforeEach, expect, it } from 'vitest';
import { VerifiedTokens } from '../../../api/http/verified-tokens.ts';
import type { Caller } from '../../../domain/access/access.ts';

const caller: Caller = { subject: 'officer-1', roles: ['handlingOfficer'], regions: ['rizhao'] };
let now: number;
let verified: string[];
let tokens: VerifiedTokens;

beforeEach(() => {
  [now, verified] = [1_000_000, []];
  tokens = new VerifiedTokens(() => now);
});

function ask(token: string, { lasts = 3_600_000 } = {}): Promise<Caller> {
  return tokens.callerOf(token, async () => {
    verified.push(token);
    return { caller: { ...caller, subject: token }, expires: now + lasts };
  });
}

it('a token stands for a minute; then its key may have left the issuer', async () => {
  expect(await ask('a')).toMatchObject({ subject: 'a' });
  now += 59_999;
  expect(await ask('a')).toMatchObject({ subject: 'a' });
  expect(verified).toEqual(['a']);
  now += 1;
  await ask('a');
  expect(verified).toEqual(['a', 'a']);
});

it('never beyond its expiry', async () => {
  await ask('a', { lasts: 5_000 });
  now += 5_000;
  await ask('a');
  expect(verified).toEqual(['a', 'a']);
});

it('each token is another caller, and one that is refused is asked again', async () => {
  await ask('a');
  expect(await ask('b')).toMatchObject({ subject: 'b' });
  await expect(tokens.callerOf('c', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await ask('c')).toMatchObject({ subject: 'c' });
});

it('the oldest goes where there are too many', async () => {
  for (let number = 0; number <= 10_000; number += 1) await ask(`t${number}`);
  verified = [];
  await ask('t1');
  await ask('t0');
  expect(verified).toEqual(['t0']);
});
