import { chmodSync, chownSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PrismaClient } from '../../generated/settlement/client.ts';
import { postgresUrl, readConfig } from '../../platform/config.ts';
import { connect } from '../../platform/database.ts';
import { withScratchPostgres } from '../../stack/scratch-postgres.ts';
import { account } from '../../stack/unprivileged.ts';
import { createAuthority } from '../support/certificates.ts';
import { z } from 'zod';

let authority: ReturnType<typeof createAuthority>;

beforeAll(() => {
  authority = createAuthority();
});

afterAll(() => rmSync(authority.folder, { recursive: true }));

it('PostgreSQL is spoken to over TLS, and only with the certificate that was asked for', async () => {
  const { cert, key } = authority.sign('127.0.0.1', { ip: '127.0.0.1' });
  const user = account();
  chmodSync(authority.folder, 0o711);
  chmodSync(cert, 0o644);
  if (user) chownSync(key, user.uid, user.gid);
  const tuning = ['fsync=off', 'ssl=on', `ssl_cert_file=${cert}`, `ssl_key_file=${key}`];
  await withScratchPostgres(async (urlOf) => {
    const secured = async (query: string) => {
      const { pool, close } = connect(PrismaClient, `${urlOf('postgres')}?${query}`, { max: 1 });
      try {
        const { rows } = await pool.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
        return rows[0].ssl as boolean;
      } finally {
        await close();
      }
    };
    expect(await secured(`sslmode=verify-full&sslrootcert=${authority.ca}`)).toBe(true);
    await expect(secured('sslmode=verify-full')).rejects.toThrow(/certificate|self.signed/i);
  }, tuning);
});

it.each(['require', 'prefer', 'no-verify', 'verify-ca'])('sslmode=%s, which verifies less, is refused', (mode) => {
  const schema = z.object({ DATABASE_URL: postgresUrl });
  const read = (query: string) => readConfig(schema, { DATABASE_URL: `postgresql://u:p@db.internal/d?${query}` });
  expect(() => read(`sslmode=${mode}`)).toThrow('use verify-full');
  expect(() => read(`application_name=x&sslmode=${mode}`)).toThrow('use verify-full');
  expect(() => read('sslmode=verify-full')).not.toThrow();
});
