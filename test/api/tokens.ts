import { writeFile } from 'node:fs/promises';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
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
}

export interface Issuer {
  jwks: string;
  tokenOf(caller: Caller, deviation?: Deviation): Promise<string>;
}

/** An issuer of one's own; `jwks` is the file into which it puts its key set. */
export async function createIssuer(jwks: string): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm);
  await writeFile(jwks, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: algorithm }] }));
  return {
    jwks,
    tokenOf({ subject, ...claims }, deviation = {}) {
      return new SignJWT({ ...claims, ...deviation.claims })
        .setProtectedHeader({ alg: algorithm, kid: 'k1' })
        .setIssuer(deviation.issuer ?? issuer)
        .setAudience(deviation.audience ?? audience)
        .setSubject(subject)
        .setExpirationTime(deviation.expires ?? '1h')
        .sign(privateKey);
    },
  };
}
