import { createTransport } from 'nodemailer';
import type { Carrier } from './dispatcher.ts';
import type { Outcome } from './delivery-queue.ts';

export interface EmailCarrier {
  carry: Carrier;
  close(): void;
}

export interface RelayTls {
  /** Nothing is said to a relay that does not offer TLS. */
  readonly required: boolean;
  /** In PEM; left out: those that Node trusts. */
  readonly authorities?: readonly string[] | undefined;
}

/** Mail over SMTP, each delivery under one Message-ID, so that a relay or reader can tell a repeat. */
export function createEmailCarrier(smtpUrl: string, from: string, tls: RelayTls = { required: false }): EmailCarrier {
  const domain = from.split('@').at(-1);
  const timeouts = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 5_000 };
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 5,
    ...timeouts,
    requireTLS: tls.required,
    tls: { rejectUnauthorized: true, ...(tls.authorities && { ca: [...tls.authorities] }) },
  });

  async function carry({ message }: Parameters<Carrier>[0], reference: string): Promise<Outcome> {
    const { subject, text } = message.channels.email!;
    const { name = '', email } = message.recipient;
    try {
      const to = { name, address: email! };
      await transport.sendMail({ from, to, subject, text, messageId: `<${reference}@${domain}>` });
      return { outcome: 'sent', detail: null };
    } catch (error) {
      return outcomeOf(error as SmtpError);
    }
  }

  return { carry, close: () => transport.close() };
}

interface SmtpError extends Error {
  code?: string;
  syscall?: string;
  responseCode?: number;
  timeoutType?: string;
}

/** A relay that answered has said what it did; without an answer only a failed connection is certain. */
function outcomeOf({ code = 'unknown', syscall, responseCode, timeoutType }: SmtpError): Outcome {
  if (responseCode) {
    const outcome = responseCode >= 500 ? 'refused' : 'error';
    return { outcome, detail: `relay answered ${responseCode}` };
  }
  const neverConnected = syscall === 'connect' || code === 'EDNS' || (timeoutType && timeoutType !== 'SOCKET_TIMEOUT');
  return { outcome: neverConnected ? 'error' : 'uncertain', detail: `relay: ${code}` };
}
