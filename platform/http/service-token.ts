import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { DomainError } from '../../domain/errors.ts';

/** The bearer token of a request, or NOT_AUTHENTICATED. */
export function bearerToken(request: Request): string {
  const [, token] = /^Bearer (\S+)$/i.exec(request.get('authorization') ?? '') ?? [];
  if (!token) throw new DomainError('NOT_AUTHENTICATED', 'Send a bearer token in the Authorization header.');
  return token;
}

/** Authorises calls between the parts by their shared secret, compared in constant time. */
export function serviceTokenAuthoriser(secret: string): (access: 'service', request: Request) => 'service' {
  const expected = digest(secret);
  return (_access, request) => {
    if (!timingSafeEqual(digest(bearerToken(request)), expected)) {
      throw new DomainError('NOT_AUTHENTICATED', 'The bearer token is not the one that this service shares.');
    }
    return 'service';
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
