import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { keyRing, secretKey, serviceToken } from '../platform/config.ts';
import { StackFailure } from './failure.ts';
import type { Home } from './home.ts';

const shape = z.object({
  postgresPassword: z.string().min(1),
  serviceToken,
  dataKeys: keyRing,
  lookupKey: secretKey,
  payloadKeys: keyRing,
});

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
  return {
    postgresPassword: randomBytes(18).toString('base64url'),
    serviceToken: randomBytes(24).toString('base64url'),
    dataKeys: `d1:${key()}`,
    lookupKey: key(),
    payloadKeys: `p1:${key()}`,
  };
}
