import { Agent, request } from 'undici';
import type { Carrier } from './dispatcher.ts';
import type { Outcome } from './delivery-queue.ts';

/** Failures that precede the request: the gateway cannot have taken the message. */
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/** `POST <gateway>/messages` with { reference, to, text }; the gateway takes a reference once and then answers 409. */
export function createSmsCarrier(gatewayUrl: string, timeoutMs = 5_000, authorities?: readonly string[]): Carrier {
  const dispatcher = authorities && new Agent({ connect: { ca: [...authorities] } });
  const url = `${gatewayUrl.replace(/\/$/, '')}/messages`;
  return async ({ message }, reference) => {
    const body = JSON.stringify({ reference, to: message.recipient.phone, text: message.channels.sms?.text });
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const headers = { 'content-type': 'application/json' };
      const answer = await request(url, {
        method: 'POST',
        headers,
        body,
        signal,
        ...(dispatcher && { dispatcher }),
      });
      await answer.body.dump();
      return outcomeOf(answer.statusCode);
    } catch (error) {
      const { code, name } = error as { code?: unknown; name: string };
      const reason = typeof code === 'string' ? code : name;
      return { outcome: neverConnected.has(reason) ? 'error' : 'uncertain', detail: `gateway: ${reason}` };
    }
  };
}

function outcomeOf(status: number): Outcome {
  if (status < 300) return { outcome: 'sent', detail: null };
  if (status === 409) return { outcome: 'sent', detail: 'the gateway had taken it before' };
  const refused = status >= 400 && status < 500 && status !== 429;
  return { outcome: refused ? 'refused' : 'error', detail: `gateway answered ${status}` };
}
