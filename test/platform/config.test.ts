import { expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError, httpUrl, keyRing, processVariables, readConfig } from '../../platform/config.ts';

const schema = z.object({
  ...processVariables(7301),
  SETTLEMENT_URL: httpUrl.meta({ description: 'base URL of the settlement service' }),
  DATA_KEYS: keyRing,
});

const environment = { SETTLEMENT_URL: 'http://127.0.0.1:7301', DATA_KEYS: `k1:${'B'.repeat(43)}=`, OTHER: 'x' };

it('reads what is named and fills in defaults', () => {
  expect(readConfig(schema, { ...environment, PORT: '80', LOG_LEVEL: '' })).toEqual({
    HOST: '127.0.0.1',
    PORT: 80,
    METRICS_HOST: '127.0.0.1',
    LOG_LEVEL: 'info',
    SETTLEMENT_URL: environment.SETTLEMENT_URL,
    DATA_KEYS: environment.DATA_KEYS,
  });
});

it('names every wrong variable, how to mend it, and never its value', () => {
  const wrong = { PORT: '70000', DATA_KEYS: 'k1:secret' };
  const read = () => readConfig(schema, wrong);
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(/PORT: .*At most 65535/);
  expect(read).toThrow('SETTLEMENT_URL: is not set (base URL of the settlement service)');
  expect(read).toThrow(/DATA_KEYS: is not keyId/);
  expect(read).not.toThrow(/secret/);
});

it.each([
  ['a password of .env.example', 'SECRET', 'change-me-to-a-long-random-text', 'openssl rand -hex 24'],
  ['one within an address', 'SECRET', 'postgresql://u:change-me@db/d', 'openssl rand -hex 24'],
  ['a key of zeros', 'DATA_KEYS', `d1:${'A'.repeat(43)}=`, 'openssl rand -base64 32'],
  ['an older key of zeros', 'DATA_KEYS', `d2:${'B'.repeat(43)}=,d1:${'A'.repeat(43)}=`, 'openssl rand -base64 32'],
  ['an example host', 'SECRET', 'https://login.example.org/realms/x', 'name your own'],
  ['an example address', 'SECRET', 'noreply@example.com', 'name your own'],
])('%s is refused, with what to do and without the value', (_, name, value, what) => {
  const placed = z.object({ SECRET: z.string().optional(), DATA_KEYS: keyRing.optional() });
  expect(() => readConfig(placed, { [name]: value })).toThrow(new RegExp(`${name}: .*${what}`));
  expect(() => readConfig(placed, { [name]: value })).not.toThrow(value);
});

it.each(['https://login.office.example', 'https://example.org.office.cn', 'https://counterexample.org'])(
  '%s is no example host',
  (value) => {
    expect(readConfig(z.object({ OIDC_ISSUER: z.string() }), { OIDC_ISSUER: value })).toEqual({ OIDC_ISSUER: value });
  },
);
