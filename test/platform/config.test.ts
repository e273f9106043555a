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
