import type { JWTHeaderParameters, JWTPayload } from 'jose';
import { roles, type Role } from '../../domain/access/grants.ts';
import type { Logger } from '../../platform/log.ts';

/** Whoever may read the issuer's keys must not be able to sign: no shared secrets. */
export const algorithms = [
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
  ...['PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'],
];

const types = new Set(['at+jwt', 'application/at+jwt', 'jwt']);
/** What an issuer puts into tokens for a client, not for an API: OpenID Connect Core 3.1.3.6, logout tokens. */
const forClients = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events'];
const clockSkewSeconds = 60;

/**
 * Why this is no access token of ours, or undefined. An id token is signed by the same key for whoever signs in, and
 * may name our audience; RFC 9068 gives access tokens a type, but many issuers still write JWT for all of theirs.
 */
export function whyNoAccessToken(
  { typ }: Pick<JWTHeaderParameters, 'typ'>,
  payload: JWTPayload,
  { now, longestSeconds }: { now: number; longestSeconds: number },
): string | undefined {
  if (!types.has(typ?.toLowerCase() ?? '')) return 'its type is neither at+jwt nor JWT';
  const told = [payload.typ, payload.token_use].filter((kind) => kind !== undefined);
  if (!told.every((kind) => kind === 'Bearer' || kind === 'access')) return 'it says itself that it is another kind';
  if (forClients.some((claim) => claim in payload)) return 'it is an id token';
  const { iat = Infinity, exp = Infinity } = payload;
  if (iat > now / 1_000 + clockSkewSeconds) return 'it is issued in the future';
  if (exp - iat > longestSeconds) return `it is valid for longer than ${longestSeconds / 3_600} hours`;
  return undefined;
}

const known = new Set<string>(roles);

function isKnown(role: string): role is Role {
  return known.has(role);
}

/** Those that mean something here. An issuer serves other systems too; each of theirs is named in the log once. */
export function createRoleFilter(log: Pick<Logger, 'warn'>): (held: readonly string[]) => Role[] {
  const named = new Set<string>();
  return (held) => {
    for (const role of held.filter((each) => !known.has(each) && !named.has(each)).slice(0, most - named.size)) {
      named.add(role);
      // A name of a role is no place for what a person is called.
      const safe = /^[\w.:-]{1,40}$/.test(role) ? role : 'one whose name is no word';
      log.warn({ role: safe }, 'a token has a role that means nothing here; it is ignored');
    }
    return held.filter(isKnown);
  };
}

const most = 100;
