import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

const hours = 8;
const name = 'manteban_codec';

/**
 * A browser that has shown the token may ask for so long; by a cookie that no page can read, since what stands in an
 * address or in the settings of Temporal UI is seen by whoever sees these. Nothing of it is kept here.
 */
export function createCodecSessions(token: string, now: () => number = Date.now) {
  const signed = (until: string) => createHmac('sha256', token).update(`codec session ${until}`).digest('base64url');

  return {
    isToken: (given: string) => equal(given, token),

    /** The cookie of one that begins now. */
    begin(secure: boolean): string {
      const until = String(now() + hours * 3_600_000);
      const kept = `Path=/codec; Max-Age=${hours * 3_600}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
      return `${name}=${until}.${signed(until)}; ${kept}`;
    },

    isUnderWay(cookies: string | undefined): boolean {
      const [, until = '', signature = ''] = new RegExp(`(?:^|; )${name}=(\\d+)\\.([\\w-]+)`).exec(cookies ?? '') ?? [];
      return equal(signature, signed(until)) && Number(until) > now();
    },
  };
}

function equal(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
