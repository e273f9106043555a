import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PrismaClient } from '../../generated/notification/client.ts';
import { connect, type Database } from '../../platform/database.ts';
import { sealer } from '../../platform/sealing.ts';
import { MessageRequest } from '../../services/notification/contract/messages.ts';
import type { Attempt } from '../../services/notification/delivery-queue.ts';
import { createEmailCarrier, type RelayTls } from '../../services/notification/email-carrier.ts';
import { createMailbox } from '../../services/notification/mailbox.ts';
import { startSmtpSink } from '../../services/notification/smtp-sink.ts';
import { createSmsCarrier } from '../../services/notification/sms-carrier.ts';
import { createAuthority } from '../support/certificates.ts';
import { createDatabase } from '../support/databases.ts';
import { silent } from './harness.ts';

const seals = sealer(`k1:${Buffer.alloc(32, 7).toString('base64')}`);
const clock = { now: () => new Date('2026-03-02T01:00:00Z') };
let database: Database<PrismaClient>;
let key: string;

beforeAll(async () => {
  database = connect(PrismaClient, await createDatabase('notification'));
});

beforeEach(({ task }) => {
  key = task.id;
});

afterAll(() => database.close());

describe('the mail relay', () => {
  const message = MessageRequest.parse({
    caseRef: 'case-1',
    template: 't',
    recipient: { role: 'patient', email: 'patient@mail.example' },
    channels: { email: { subject: '主题', text: '正文\nline' } },
  });
  const anAttempt: Attempt = { messageId: 'm', channel: 'email', number: 1, message, lostBefore: false };

  async function carryTo(url: string, tls?: RelayTls) {
    const carrier = createEmailCarrier(url, 'noreply@manteban.example', tls);
    try {
      return await carrier.carry(anAttempt, key);
    } finally {
      carrier.close();
    }
  }

  it('delivers under a Message-ID of the delivery; a repeat is shown once', async () => {
    const mailbox = createMailbox(database.prisma, seals, clock);
    const sink = await startSmtpSink(mailbox, 0, silent);
    expect(await carryTo(sink.url)).toMatchObject({ outcome: 'sent' });
    expect(await carryTo(sink.url)).toMatchObject({ outcome: 'sent' });
    await sink.close();
    const arrived = (await mailbox.newest(100)).filter(({ reference }) => reference === `<${key}@manteban.example>`);
    expect(arrived).toMatchObject([{ to: 'patient@mail.example', subject: '主题', arrivals: 2 }]);
    expect(arrived[0]!.text.trim()).toBe('正文\nline');
  });

  it('that is not there is tried again', async () => {
    expect(await carryTo('smtp://127.0.0.1:9')).toMatchObject({ outcome: 'error' });
  });

  it.each([
    ['refuses the address', 550, 'refused'],
    ['is busy', 451, 'error'],
  ])('that %s says so', async (_name, responseCode, outcome) => {
    const relay = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no'), { responseCode })),
    });
    relay.listen(0, '127.0.0.1');
    await once(relay.server, 'listening');
    const { port } = relay.server.address() as AddressInfo;
    expect(await carryTo(`smtp://127.0.0.1:${port}`)).toEqual({ outcome, detail: `relay answered ${responseCode}` });
    await new Promise<void>((resolve) => relay.close(() => resolve()));
  });
});

describe('over TLS', () => {
  let authority: ReturnType<typeof createAuthority>;
  let served: { key: string; cert: string };

  beforeAll(() => {
    authority = createAuthority();
    const { key, cert } = authority.sign('relay.internal', { ip: '127.0.0.1' });
    served = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  });

  afterAll(() => rmSync(authority.folder, { recursive: true }));

  const mail = MessageRequest.parse({
    caseRef: 'case-1',
    template: 't',
    recipient: { role: 'patient', email: 'patient@mail.example', phone: '199-0000-0001' },
    channels: { email: { subject: '主题', text: '正文' }, sms: { text: '短信' } },
  });
  const anAttempt = (channel: 'email' | 'sms'): Attempt => ({
    messageId: 'm',
    channel,
    number: 1,
    message: mail,
    lostBefore: false,
  });

  async function carried(options: SMTPServerOptions, tls: RelayTls, scheme = 'smtp') {
    const received: string[] = [];
    const relay = new SMTPServer({
      authOptional: true,
      ...options,
      onMailFrom: ({ address }, { secure }, done) => {
        received.push(`${address} ${secure ? 'over TLS' : 'in plain'}`);
        done();
      },
      onData: (stream, _session, done) => void stream.on('end', () => done()).resume(),
    });
    relay.on('error', () => undefined);
    relay.listen(0, '127.0.0.1');
    await once(relay.server, 'listening');
    const { port } = relay.server.address() as AddressInfo;
    const carrier = createEmailCarrier(`${scheme}://127.0.0.1:${port}`, 'noreply@manteban.example', tls);
    const { outcome } = await carrier.carry(anAttempt('email'), randomUUID());
    carrier.close();
    await new Promise<void>((resolve) => relay.close(() => resolve()));
    return { outcome, received };
  }

  it('mail goes to a relay whose certificate our authority signed, by STARTTLS and from the first byte', async () => {
    const tls = { required: true, authorities: [authority.caText] };
    const sent = { outcome: 'sent', received: ['noreply@manteban.example over TLS'] };
    expect(await carried(served, tls)).toEqual(sent);
    expect(await carried({ ...served, secure: true }, tls, 'smtps')).toEqual(sent);
  });

  it('no mail goes to a relay that offers no TLS, or a certificate that nobody vouches for', async () => {
    const { outcome, received } = await carried({ disabledCommands: ['STARTTLS'] }, { required: true });
    expect([outcome === 'sent', received]).toEqual([false, []]);
    const unknown = await carried(served, { required: true });
    expect([unknown.outcome === 'sent', unknown.received]).toEqual([false, []]);
  });

  it('an SMS goes to a gateway whose certificate our authority signed, and to no other', async () => {
    const bodies: string[] = [];
    const gateway = createServer(served, (incoming, answer) => {
      incoming
        .on('data', (chunk: Buffer) => bodies.push(chunk.toString()))
        .on('end', () => answer.writeHead(202).end());
    }).listen(0, '127.0.0.1');
    await once(gateway, 'listening');
    const url = `https://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
    expect(await createSmsCarrier(url)(anAttempt('sms'), randomUUID())).not.toMatchObject({ outcome: 'sent' });
    expect(bodies).toEqual([]);
    const carry = createSmsCarrier(url, 5_000, [authority.caText]);
    expect(await carry(anAttempt('sms'), randomUUID())).toMatchObject({ outcome: 'sent' });
    expect(bodies.join('')).toContain('短信');
    gateway.close();
    gateway.closeAllConnections();
  });
});
