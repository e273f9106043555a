import { writeFile } from 'node:fs/promises';
import { exportJWK, generateKeyPair, SignJWT, type JWTHeaderParameters, type JWTPayload } from 'jose';
import type { IdentityClaims } from '../../api/http/authentication.ts';
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

/** Who calls, and whom the issuer has verified them to be; null = nobody. */
export interface Bearer extends Omit<Caller, 'identity'> {
  readonly person?: { readonly idNumber: string; readonly name: string } | null;
}

/** The level at which this issuer verifies people. */
export const identityLevel = 'verified';

/** Where no test asks who somebody is. */
export const verifiedByNobody: IdentityClaims = {
  number: 'id_number',
  name: 'name',
  level: 'acr',
  accepted: [],
  personOf: (idNumber) => idNumber,
};

export interface Issuer {
  jwks: string;
  /** What trusts it is told. */
  trusted: { issuer: string; audience: string; jwks: string; longestHours: number };
  tokenOf(caller: Bearer, deviation?: Deviation): Promise<string>;
}

/** An issuer of one's own; `jwks` is the file into which it puts its key set. */
export async function createIssuer(jwks: string): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm);
  await writeFile(jwks, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: algorithm }] }));
  return {
    jwks,
    trusted: { issuer, audience, jwks, longestHours: 12 },
    tokenOf({ subject, person, ...claims }, deviation = {}) {
      const identity = person && { id_number: person.idNumber, name: person.name, acr: identityLevel };
      const header = { alg: algorithm, kid: 'k1', typ: 'at+jwt', ...deviation.header };
      return new SignJWT({ ...claims, ...identity, ...deviation.claims })
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
