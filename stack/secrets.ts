import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { keyRing, secretKey, serviceToken } from '../platform/config.ts';
import { roles } from '../prisma/logins.ts';
import { StackFailure } from './failure.ts';
import type { Home } from './home.ts';

const password = z.string().min(1);

const shape = z.object({
  /** Of the superuser, who makes roles and databases and nothing else. */
  postgresPassword: password,
  /** By role. */
  databasePasswords: z.record(z.string(), password),
  serviceToken,
  dataKeys: keyRing,
  lookupKey: secretKey,
  payloadKeys: keyRing,
});

const allRoles = [roles.owner, ...Object.values(roles.writer), roles.reader];

export type Secrets = z.output<typeof shape>;

/** Made once for an embedded stack; what lies encrypted in its databases is lost with them. */
export function loadSecrets(home: Home): Secrets {
  if (existsSync(home.secrets)) return read(home.secrets);
  if (existsSync(home.postgres) || existsSync(home.temporal)) {
    throw new StackFailure(
      `${home.secrets} is missing, and without it the data beside it cannot be read: restore it, or ` +
        `move ${home.folder} away to begin anew.`,
    );
  }
  const secrets = generate();
  const arriving = `${home.secrets}.new`;
  writeFileSync(arriving, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(arriving, home.secrets);
  return secrets;
}

function read(path: string): Secrets {
  try {
    return shape.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new StackFailure(
      `${path} cannot be read as the stack's secrets: restore it from a copy; it is left as it is.`,
      { cause },
    );
  }
}

function generate(): Secrets {
  const key = () => randomBytes(32).toString('base64');
  const password = () => randomBytes(18).toString('base64url');
  return {
    postgresPassword: password(),
    databasePasswords: Object.fromEntries(allRoles.map((role) => [role, password()])),
    serviceToken: randomBytes(24).toString('base64url'),
    dataKeys: `d1:${key()}`,
    lookupKey: key(),
    payloadKeys: `p1:${key()}`,
  };
}
