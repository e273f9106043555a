import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import type { JWK } from 'jose';
import type { Department } from '../domain/access/departments.ts';
import type { Role } from '../domain/access/grants.ts';
import { StackFailure } from './failure.ts';
import { homeAt } from './home.ts';

export const embeddedIssuer = 'urn:manteban:embedded-issuer';
const audience = 'manteban';
const algorithm = 'ES256';

/** At which the embedded issuer verifies people; by what they tell it. */
export const identityLevel = 'verified';

export interface TokenClaims {
  subject: string;
  roles: readonly Role[];
  /** `*`: every region. */
  regions: readonly string[] | '*';
  institution?: string;
  department?: Department;
  /** Whom the issuer has verified the bearer to be. */
  person?: { readonly idNumber: string; readonly name: string };
  /** Such as `8h`. */
  ttl?: string;
}

/** The embedded stack's issuer: a key pair, made once, and the key set by which the API checks tokens. */
export async function prepareIssuer(folder: string): Promise<{ issuer: string; jwks: string }> {
  const jwks = join(folder, 'jwks.json');
  if (!existsSync(jwks)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
    const named = { kid: 'embedded-1', alg: algorithm, use: 'sig' };
    writeFileSync(privateFile(folder), JSON.stringify({ ...(await exportJWK(privateKey)), ...named }), { mode: 0o600 });
    writeFileSync(jwks, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), ...named }] }), { mode: 0o600 });
  }
  return { issuer: embeddedIssuer, jwks };
}

/** A token of the embedded issuer of the stack at `home`. */
export async function issueToken(home: string, claims: TokenClaims): Promise<string> {
  const { subject, roles, regions, institution, department, person, ttl = '8h' } = claims;
  const identity = person && { id_number: person.idNumber, name: person.name, acr: identityLevel };
  const key = privateKeyOf(homeAt(home).issuer);
  const held = { roles, regions, ...(institution && { institution }), ...(department && { department }) };
  return new SignJWT({ ...held, ...identity })
    .setProtectedHeader({ alg: algorithm, kid: key.kid ?? '', typ: 'at+jwt' })
    .setIssuer(embeddedIssuer)
    .setAudience(audience)
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime(ttl)
    .sign(await importJWK(key, algorithm));
}

function privateKeyOf(folder: string): JWK {
  const path = privateFile(folder);
  if (!existsSync(path)) throw new StackFailure(`There is no issuer in ${folder}: run npm start once.`);
  return JSON.parse(readFileSync(path, 'utf8')) as JWK;
}

function privateFile(folder: string): string {
  return join(folder, 'private.jwk.json');
}
