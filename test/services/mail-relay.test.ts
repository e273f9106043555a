import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PrismaClient } from '../../generated/notification/client.ts';
import { connect, type Database } from '../../platform/database.ts';
import { sealer } from '../../platform/sealing.ts';
import { MessageRequest } from '../../services/notification/contract/messages.ts';
import type { Attempt } from '../../services/notification/delivery-queue.ts';
import { createEmailCarrier } from '../../services/notification/email-carrier.ts';
import { createMailbox } from '../../services/notification/mailbox.ts';
import { startSmtpSink } from '../../services/notification/smtp-sink.ts';
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

  async function carryTo(url: string) {
    const carrier = createEmailCarrier(url, 'noreply@manteban.example');
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
