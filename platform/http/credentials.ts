import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { DomainError } from '../../domain/errors.ts';

/** Who calls, known by one of these digests. Two count at once while a secret is being changed. */
export interface Credential<Caller> {
  readonly caller: Caller;
  readonly digests: readonly Buffer[];
}

/** What each kind of caller may do: nobody else may. */
export type Permitted<Operation extends string, Kind extends string> = Readonly<Record<Operation, readonly Kind[]>>;

/** SHA-256 of a secret. Secrets are random, so nothing slower is needed to keep them from being guessed. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Of `current[,older…]`, as SERVICE_TOKEN has it. */
export function digestsOf(ring: string): Buffer[] {
  return ring.split(',').map(digestOf);
}

/**
 * Authorises calls between programs: an unknown secret is NOT_AUTHENTICATED, a known one that may not do this is
 * NOT_PERMITTED. Credentials are asked for at each call, since they change while the service runs.
 */
export function credentialAuthoriser<Operation extends string, Kind extends string, Caller extends { kind: Kind }>(
  credentials: () => readonly Credential<Caller>[],
  permitted: Permitted<Operation, Kind>,
) {
  return (operation: Operation, request: Request): Caller => {
    const caller = bearerOf(bearerToken(request), credentials());
    if (!permitted[operation].includes(caller.kind)) {
      throw new DomainError('NOT_PERMITTED', `This credential is not one for ${operation}.`, { params: { operation } });
    }
    return caller;
  };
}

/** The bearer token of a request, or NOT_AUTHENTICATED. */
function bearerToken(request: Request): string {
  const [, token] = /^Bearer (\S+)$/i.exec(request.get('authorization') ?? '') ?? [];
  if (!token) throw new DomainError('NOT_AUTHENTICATED', 'Send a bearer token in the Authorization header.');
  return token;
}

/** Every digest is compared, each in constant time: how long it takes tells nothing. */
function bearerOf<Caller>(token: string, credentials: readonly Credential<Caller>[]): Caller {
  const given = digestOf(token);
  const known = credentials.filter(
    ({ digests }) => digests.filter((digest) => timingSafeEqual(digest, given)).length > 0,
  );
  if (known.length === 0) throw new DomainError('NOT_AUTHENTICATED', 'The bearer token is none that counts here.');
  return known[0]!.caller;
}
