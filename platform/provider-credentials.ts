import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { ConfigError } from './config.ts';
import { findingsOf } from './findings.ts';
import { digestOf } from './http/credentials.ts';
import type { Logger } from './log.ts';

/** While a secret is changed the new and the old one count. */
const atOnce = 2;

const code = z.string().regex(/^[\w.-]{1,64}$/, 'is no code');

const Provider = z.strictObject({
  /** Who holds the secrets: an institution by its code, or a platform by its name. */
  holder: code,
  /** Whose claims it settles: its own, or of a platform those that it serves. */
  institutions: z.array(code).min(1),
  /** SHA-256 of each secret in hexadecimal, the newest first. */
  sha256: z
    .array(z.string().regex(/^[\da-f]{64}$/, 'is no SHA-256 in hexadecimal'))
    .min(1)
    .max(atOnce),
});
export type Provider = z.output<typeof Provider>;

const File = z.strictObject({
  providers: z
    .array(Provider)
    .refine((all) => new Set(all.map(({ holder }) => holder)).size === all.length, 'names a holder twice')
    .refine((all) => distinct(all.flatMap(({ sha256 }) => sha256)), 'gives two holders one secret'),
});

function distinct(list: readonly string[]): boolean {
  return new Set(list).size === list.length;
}

/**
 * Those in the file, none while there is no file. @throws ConfigError where the file cannot be read as one
 */
export function readProviders(path: string): readonly Provider[] {
  if (!existsSync(path)) return [];
  const { data, error } = File.safeParse(parsed(path));
  if (data) return data.providers;
  const lines = findingsOf(error).map(({ where, problem }) => `  ${path} ${where}: ${problem}`);
  throw new ConfigError(`Credentials of providers that cannot be read:\n${lines.join('\n')}`);
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new ConfigError(`Credentials of providers that cannot be read:\n  ${path} is no JSON`);
  }
}

/**
 * The file as it stands, looked at before each call (microseconds), so that who was given or lost a credential needs no
 * restart. What cannot be read changes nothing, and is logged once.
 */
export function watchProviders(path: string, log: Pick<Logger, 'info' | 'error'>) {
  let providers = readProviders(path);
  let version = versionOf(path);
  return (): readonly Provider[] => {
    const found = versionOf(path);
    if (found === version) return providers;
    version = found;
    try {
      providers = readProviders(path);
      log.info({ providers: providers.length }, 'credentials of providers read again');
    } catch (error) {
      log.error({ reason: (error as Error).message }, 'credentials of providers stay as they were');
    }
    return providers;
  };
}

function versionOf(path: string): string {
  const { mtimeMs, size, ino } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: 0, size: 0, ino: 0 };
  return `${mtimeMs}/${size}/${ino}`;
}

/**
 * Gives the holder a new secret, which nobody can read again afterwards. The one before it counts until the next is
 * given; `alone`: it counts no more.
 */
export function issueProviderSecret(
  path: string,
  { holder, institutions, alone = false }: Omit<Provider, 'sha256'> & { alone?: boolean },
): string {
  const secret = randomBytes(32).toString('base64url');
  const all = readProviders(path);
  const before = alone ? [] : (all.find((each) => each.holder === holder)?.sha256 ?? []);
  const sha256 = [digestOf(secret).toString('hex'), ...before].slice(0, atOnce);
  const others = all.filter((each) => each.holder !== holder);
  const { error, data } = File.safeParse({ providers: [...others, { holder, institutions, sha256 }] });
  if (error)
    throw new ConfigError(
      findingsOf(error)
        .map(({ where, problem }) => `${where} ${problem}`)
        .join('\n'),
    );
  mkdirSync(dirname(path), { recursive: true });
  const arriving = `${path}.new`;
  writeFileSync(arriving, `${JSON.stringify(data, null, 2)}\n`, { mode: 0o600 });
  renameSync(arriving, path);
  return secret;
}
