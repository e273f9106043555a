import { writeFile } from 'node:fs/promises';
import { exportJWK, generateKeyPair, SignJWT, type JWTHeaderParameters, type JWTPayload } from 'jose';
import type { Caller } from '../../domain/access/access.ts';

export const issuer = 'https://issuer.example';
export const audience = 'manteban';
const algorithm = 'ES256';

interface Deviation {
  claims?: JWTPayload;
  issuer?: string;
  audience?: string;
  /** Such as `-1m`. */
  expires?: string;
  /** Such as `-1h`. */
  issued?: string;
  header?: { typ: string | undefined };
}

export interface Issuer {
  jwks: string;
  /** What trusts it is told. */
  trusted: { issuer: string; audience: string; jwks: string; longestHours: number };
  tokenOf(caller: Caller, deviation?: Deviation): Promise<string>;
}

/** An issuer of one's own; `jwks` is the file into which it puts its key set. */
export async function createIssuer(jwks: string): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm);
  await writeFile(jwks, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: algorithm }] }));
  return {
    jwks,
    trusted: { issuer, audience, jwks, longestHours: 12 },
    tokenOf({ subject, ...claims }, deviation = {}) {
      const header = { alg: algorithm, kid: 'k1', typ: 'at+jwt', ...deviation.header };
      return new SignJWT({ ...claims, ...deviation.claims })
        .setProtectedHeader(header as JWTHeaderParameters)
        .setIssuer(deviation.issuer ?? issuer)
        .setAudience(deviation.audience ?? audience)
        .setSubject(subject)
        .setIssuedAt(deviation.issued)
        .setExpirationTime(deviation.expires ?? '1h')
        .sign(privateKey);
    },
  };
}
