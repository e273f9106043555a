import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { callbackify } from 'node:util';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Logger } from '../../platform/log.ts';
import type { Mailbox } from './mailbox.ts';

export interface SmtpSink {
  url: string;
  close(): Promise<void>;
}

/** A real SMTP server on loopback that delivers everything into the mailbox. */
export async function startSmtpSink(mailbox: Mailbox, port: number, log: Logger): Promise<SmtpSink> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: callbackify(async (stream: SMTPServerDataStream, { envelope }: SMTPServerSession) => {
      const to = envelope.rcptTo.map(({ address }) => address).join(', ');
      await receive(mailbox, await buffer(stream), to);
    }),
  });
  server.on('error', (error) => log.warn({ err: error }, 'SMTP connection failed'));
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const { port: given } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${given}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function receive(mailbox: Mailbox, raw: Buffer, to: string): Promise<void> {
  const { messageId, subject = '', text = '' } = await PostalMime.parse(raw);
  if (!messageId) throw new Error('A mail without Message-ID cannot be told from its repeat.');
  await mailbox.put('email', messageId, { to, subject, text });
}
