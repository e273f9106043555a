import { createHash } from 'node:crypto';
import type { Caller } from '../../domain/access/access.ts';

export interface Verified {
  readonly caller: Caller;
  /** When the token expires, in milliseconds since 1970. */
  readonly expires: number;
}

/** A key that leaves the issuer's set opens nothing any more after this time. */
const standsForMs = 60_000;
const most = 10_000;

/**
 * Spares the calls of one bearer the signature of one token again and again. Kept by its hash, so that memory holds no
 * token; never beyond its expiry; the oldest goes where there are too many.
 */
export class VerifiedTokens {
  readonly #kept = new Map<string, { readonly caller: Caller; readonly until: number }>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** @param verify throws where the token is none. */
  async callerOf(token: string, verify: (token: string) => Promise<Verified>): Promise<Caller> {
    const key = createHash('sha256').update(token).digest('base64');
    const kept = this.#kept.get(key);
    if (kept && kept.until > this.#now()) return kept.caller;
    this.#kept.delete(key);
    const { caller, expires } = await verify(token);
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= most) this.#kept.delete(oldest);
    this.#kept.set(key, { caller, until: Math.min(expires, this.#now() + standsForMs) });
    return caller;
  }
}
