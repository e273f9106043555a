import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { createLogger } from '../../platform/log.ts';

it('never writes secrets or personal data, neither given nor quoted by the database', () => {
  let written = '';
  const log = createLogger(
    'test',
    'info',
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        written += chunk.toString();
        done();
      },
    }),
  );
  const person = { idNumber: '990101190001010000', phone: '199-0000-0001', email: 'a@example.test' };
  log.info({ ...person, case: { patient: person }, headers: { authorization: 'Bearer abc' } }, 'submitted');
  log.error({ err: Object.assign(new Error('duplicate key'), { detail: 'Key (phone)=(199-0000-0001)' }) }, 'failed');
  expect(written).toContain('submitted');
  expect(written).toContain('duplicate key');
  expect(written).not.toMatch(/9901|199-|example\.test|abc/);
});
