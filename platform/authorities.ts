import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { ConfigError } from './config.ts';

/** Those that Node trusts and the one in the file. @throws ConfigError where there is none in it */
export function authoritiesIn(path: string | undefined): readonly string[] | undefined {
  if (path === undefined) return undefined;
  const text = readText(path);
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw new ConfigError('Environment variables to set or correct:\n  TLS_CA: has no certificate in PEM');
  }
  return [...rootCertificates, text];
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new ConfigError('Environment variables to set or correct:\n  TLS_CA: is no file that can be read');
  }
}
