import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PrismaClient } from '../../generated/notification/client.ts';
import { connect, type Database } from '../../platform/database.ts';
import type { LaneRunner } from '../../platform/lease-runner.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { sealer } from '../../platform/sealing.ts';
import { MessageRequest } from '../../services/notification/contract/messages.ts';
import {
  createDeliveryQueue,
  pauseAfter,
  type Attempt,
  type Outcome,
} from '../../services/notification/delivery-queue.ts';
import { startDispatcher, type Carrier } from '../../services/notification/dispatcher.ts';
import { createMailbox } from '../../services/notification/mailbox.ts';
import { createMessageStore } from '../../services/notification/message-store.ts';
import { createReceipts } from '../../services/notification/receipts.ts';
import { createSilence } from '../../services/notification/silence.ts';
import type { Reporter } from '../../services/notification/sms-reporter.ts';
import { createSmsCarrier } from '../../services/notification/sms-carrier.ts';
import { Faults } from '../../services/notification/sms-faults.ts';
import { startSmsSimulator } from '../../services/notification/sms-simulator.ts';
import { createDatabase } from '../support/databases.ts';
import { silent } from './harness.ts';

const seals = sealer(`k1:${Buffer.alloc(32, 7).toString('base64')}`);
let now = new Date('2026-03-02T01:00:00Z');
const clock = { now: () => now };
let database: Database<PrismaClient>;
let key: string;
let statements = 0;
const dispatchers: LaneRunner[] = [];

beforeAll(async () => {
  const url = await createDatabase('notification');
  database = connect(PrismaClient, url, { onStatement: () => (statements += 1) });
});

beforeEach(({ task }) => {
  key = task.id;
});

afterEach(() => Promise.all(dispatchers.splice(0).map((dispatcher) => dispatcher.stop())));
afterAll(() => database.close());

const aMessage = MessageRequest.parse({
  caseRef: 'case-1',
  template: 't',
  recipient: { role: 'patient', phone: '19900000001', email: 'patient@mail.example' },
  channels: { sms: { text: 'text' } },
});

const store = () => createMessageStore(database, seals, clock);
const silenceHours = 48;
const queue = () => createDeliveryQueue(database.pool, seals, clock, silenceHours);
const silence = () => createSilence(database.pool, clock);

async function delivery() {
  const { deliveries } = await store().get(key);
  const { state, attempts } = deliveries[0]!;
  return { state, outcomes: attempts.map(({ outcome }) => outcome) };
}

/** Starts a dispatcher whose provider answers these outcomes in turn; answers the references that it saw. */
function dispatch(...outcomes: Outcome['outcome'][]) {
  const references: string[] = [];
  const metrics = createMetrics('test');
  const carry: Carrier = async (_attempt, reference) => {
    references.push(reference);
    return { outcome: outcomes[references.length - 1] ?? 'sent', detail: null };
  };
  const carriers = { sms: carry, email: carry };
  const dispatcher = startDispatcher({
    queue: queue(),
    silence: silence(),
    carriers,
    log: silent,
    metrics,
    pollMs: 10,
  });
  dispatchers.push(dispatcher);
  return { references, metrics };
}

function pass(ms: number): void {
  now = new Date(now.getTime() + ms);
}

it('accepting takes one statement, whatever the channels', async () => {
  const channels = { ...aMessage.channels, email: { subject: 's', text: 't' } };
  statements = 0;
  await store().accept(key, { ...aMessage, channels });
  expect(statements).toBe(1);
  const { references } = dispatch();
  await expect.poll(() => references.length).toBe(2);
});

describe('an attempt that ends as', () => {
  it('sent is the last', async () => {
    await store().accept(key, aMessage);
    const { references } = dispatch('sent');
    await expect.poll(delivery).toEqual({ state: 'sent', outcomes: ['sent'] });
    pass(3_600_000);
    expect(await queue().claim(10)).toEqual([]);
    expect(references).toHaveLength(1);
  });

  it('error is tried again after a pause, under the same reference', async () => {
    const { messageId } = await store().accept(key, aMessage);
    const { references } = dispatch('error', 'error', 'sent');
    await expect.poll(delivery).toEqual({ state: 'pending', outcomes: ['error'] });
    pass(pauseAfter(1));
    await expect.poll(delivery).toEqual({ state: 'pending', outcomes: ['error', 'error'] });
    pass(pauseAfter(2) - 1);
    expect(await queue().claim(10)).toEqual([]);
    pass(1);
    await expect.poll(delivery).toEqual({ state: 'sent', outcomes: ['error', 'error', 'sent'] });
    expect(references).toEqual(Array(3).fill(`${messageId}.sms`));
  });

  it('refused is the last', async () => {
    await store().accept(key, aMessage);
    dispatch('refused');
    await expect.poll(delivery).toEqual({ state: 'failed', outcomes: ['refused'] });
    pass(3_600_000);
    expect(await queue().claim(10)).toEqual([]);
  });

  it('uncertain is counted and tried again under the same reference; it stays so until known to be sent', async () => {
    await store().accept(key, aMessage);
    const { references, metrics } = dispatch('uncertain', 'error', 'sent');
    await expect.poll(delivery).toEqual({ state: 'uncertain', outcomes: ['uncertain'] });
    expect(await metrics.metrics()).toMatch(/notification_attempts_total\{.*outcome="uncertain".*\} 1/);
    pass(pauseAfter(1));
    await expect.poll(delivery).toEqual({ state: 'uncertain', outcomes: ['uncertain', 'error'] });
    pass(pauseAfter(2));
    await expect.poll(delivery).toMatchObject({ state: 'sent' });
    expect(new Set(references).size).toBe(1);
  });

  it('error for two hours has failed', async () => {
    await store().accept(key, aMessage);
    const { references } = dispatch(...Array<'error'>(30).fill('error'));
    for (let attempts = 1; attempts <= 20; attempts += 1) {
      await expect.poll(() => delivery().then(({ outcomes }) => outcomes.filter(Boolean).length)).toBe(attempts);
      pass(600_000);
    }
    expect((await delivery()).state).toBe('failed');
    expect(references).toHaveLength(20);
  });
});

describe('what waits for others to fail', () => {
  const slip = { office: 'o', title: 't', body: ['b'], envelope: 'e' };
  const email = { subject: 's', text: 't' };
  const required = MessageRequest.parse({
    ...aMessage,
    required: true,
    channels: { ...aMessage.channels, email, slip },
    fallback: ['slip'],
  });

  async function standing() {
    const { deliveries, unreachedSince } = await store().get(key);
    return {
      ...Object.fromEntries(deliveries.map(({ channel, state }) => [channel, state])),
      unreached: unreachedSince !== null,
    };
  }

  it('begins once, though all fail at the same moment', async () => {
    await store().accept(key, required);
    const attempts = await queue().claim(10);
    expect(attempts).toHaveLength(2);
    await Promise.all(attempts.map((attempt) => queue().record(attempt, { outcome: 'refused', detail: null })));
    expect(await standing()).toEqual({ sms: 'failed', email: 'failed', slip: 'sent', unreached: true });
  });

  it('goes on waiting while one may arrive', async () => {
    await store().accept(key, required);
    const [first, second] = (await queue().claim(10)) as [Attempt, Attempt];
    await queue().record(first, { outcome: 'refused', detail: null });
    await queue().record(second, { outcome: 'error', detail: null });
    expect(await standing()).toMatchObject({
      [first.channel]: 'failed',
      [second.channel]: 'pending',
      slip: 'waiting',
      unreached: false,
    });
    await queue().record(second, { outcome: 'sent', detail: null });
    expect(await standing()).toMatchObject({ [second.channel]: 'sent', slip: 'waiting', unreached: false });
  });

  it('begins where nobody will ever know whether it arrived', async () => {
    await store().accept(key, { ...required, channels: { ...aMessage.channels, slip } });
    for (let attempts = 1; attempts <= 20; attempts += 1) {
      expect(await standing()).toMatchObject({ slip: 'waiting' });
      const [attempt] = (await queue().claim(10)) as [Attempt];
      await queue().record(attempt, { outcome: 'uncertain', detail: null });
      pass(600_000);
    }
    expect(await standing()).toEqual({ sms: 'uncertain', slip: 'sent', unreached: true });
  });
});

describe('of an SMS that the gateway took and never spoke of', () => {
  const slip = { office: 'o', title: 't', body: ['b'], envelope: 'e' };
  const hour = 3_600_000;
  const required = MessageRequest.parse({
    ...aMessage,
    required: true,
    channels: { ...aMessage.channels, slip },
    fallback: ['slip'],
  });

  async function sent(message = required) {
    const { messageId } = await store().accept(key, message);
    const { metrics } = dispatch('sent');
    await expect.poll(() => standing()).toMatchObject({ sms: 'sent' });
    return { messageId, metrics };
  }

  async function standing() {
    const { deliveries, unreachedSince } = await store().get(key);
    return {
      ...Object.fromEntries(deliveries.map(({ channel, state }) => [channel, state])),
      unreached: unreachedSince !== null,
    };
  }

  const reports = (messageId: string, status: 'delivered' | 'undeliverable') =>
    createReceipts(database.pool, clock)({ reference: `${messageId}.sms`, status, at: now.toISOString() });

  it('the letter takes its place after the hours of silence, and a person has to bring it; not before', async () => {
    const { messageId, metrics } = await sent();
    pass(silenceHours * hour - 1);
    expect(await silence().end(10)).not.toContain(messageId);
    pass(1);
    await expect.poll(standing).toEqual({ sms: 'unreported', slip: 'sent', unreached: true });
    await expect.poll(() => metrics.metrics()).toMatch(/notification_silent_total\{.*\} [1-9]/);
  });

  it('a late report is taken as any other, though the letter is on its way', async () => {
    const { messageId } = await sent();
    pass(silenceHours * hour);
    await expect.poll(standing).toMatchObject({ sms: 'unreported' });
    expect(await reports(messageId, 'undeliverable')).toEqual({ told: 'taken', late: true });
    expect(await standing()).toEqual({ sms: 'failed', slip: 'sent', unreached: true });
    expect(await reports(messageId, 'delivered')).toEqual({ told: 'taken', late: false });
    expect(await standing()).toEqual({ sms: 'delivered', slip: 'sent', unreached: false });
  });

  it('nothing follows where a report came in time, or no rule demands that it arrives', async () => {
    const reported = await sent();
    await reports(reported.messageId, 'delivered');
    key = `${key}-not-required`;
    const informative = await sent({ ...required, required: false });
    pass(silenceHours * hour);
    const ended = await silence().end(10);
    for (const { messageId } of [reported, informative]) expect(ended).not.toContain(messageId);
    expect(await standing()).toEqual({ sms: 'sent', slip: 'waiting', unreached: false });
  });

  it('the hours run out once, whoever looks', async () => {
    const { messageId } = await store().accept(key, required);
    const [attempt] = (await queue().claim(10)) as [Attempt];
    await queue().record(attempt, { outcome: 'sent', detail: null });
    pass(silenceHours * hour);
    const ended = await Promise.all([silence().end(10), silence().end(10), silence().end(10)]);
    expect(ended.flat().filter((each) => each === messageId)).toHaveLength(1);
  });
});

describe('a dispatcher that died', () => {
  it('during a call leaves an uncertain attempt, and the message is sent under the same reference', async () => {
    const { messageId } = await store().accept(key, aMessage);
    expect(await queue().claim(10)).toHaveLength(1);
    const { references, metrics } = dispatch('sent');
    expect(await queue().claim(10)).toEqual([]);
    pass(15_000);
    await expect.poll(delivery).toEqual({ state: 'sent', outcomes: ['uncertain', 'sent'] });
    expect(references).toEqual([`${messageId}.sms`]);
    expect(await metrics.metrics()).toMatch(/outcome="uncertain".*\} 1/);
  });

  it('and comes back late does not undo what is sent', async () => {
    await store().accept(key, aMessage);
    const [late] = (await queue().claim(10)) as [Attempt];
    pass(15_000);
    dispatch('sent');
    await expect.poll(delivery).toMatchObject({ state: 'sent' });
    await queue().record(late, { outcome: 'error', detail: null });
    pass(3_600_000);
    expect(await queue().claim(10)).toEqual([]);
    expect((await delivery()).state).toBe('sent');
  });
});

it('two dispatchers carry every message once', async () => {
  const keys = Array.from({ length: 60 }, (_, n) => `${key}-${n}`);
  await Promise.all(keys.map((each) => store().accept(each, aMessage)));
  const both = [dispatch(), dispatch()];
  await expect.poll(() => both.flatMap(({ references }) => references).length).toBe(60);
  expect(new Set(both.flatMap(({ references }) => references)).size).toBe(60);
});

it('stopping lets the attempt under way end and records it', async () => {
  await store().accept(key, aMessage);
  let answer = (_outcome: Outcome) => {};
  let called = () => {};
  const begun = new Promise<void>((resolve) => (called = resolve));
  const carry: Carrier = () => {
    called();
    return new Promise<Outcome>((resolve) => (answer = resolve));
  };
  const carriers = { sms: carry, email: carry };
  const dispatcher = startDispatcher({
    queue: queue(),
    silence: silence(),
    carriers,
    log: silent,
    metrics: createMetrics('test'),
  });
  await begun;
  const stopped = dispatcher.stop();
  answer({ outcome: 'sent', detail: null });
  await stopped;
  expect(await delivery()).toEqual({ state: 'sent', outcomes: ['sent'] });
});

describe('the SMS gateway', () => {
  const anAttempt: Attempt = { messageId: 'm', channel: 'sms', number: 1, message: aMessage, lostBefore: false };
  const mailbox = () => createMailbox(database.prisma, seals, clock);
  const mute: Reporter = { report() {}, close() {} };

  async function carryOnce(faults: string, timeoutMs?: number) {
    const simulator = await startSmsSimulator(mailbox(), { faults: Faults.parse(faults), seed: 1 }, mute, silent);
    try {
      return await createSmsCarrier(simulator.url, timeoutMs)(anAttempt, key);
    } finally {
      await simulator.close();
    }
  }

  const arrivals = async () => (await mailbox().newest(100)).filter(({ reference }) => reference === key);

  it('that takes a message has sent it', async () => {
    expect(await carryOnce('')).toMatchObject({ outcome: 'sent' });
    expect(await arrivals()).toMatchObject([{ to: '19900000001', text: 'text', arrivals: 1 }]);
  });

  it('that takes it and does not answer leaves it uncertain; asked again it shows the message once', async () => {
    expect(await carryOnce('timeout:1', 1_000)).toMatchObject({ outcome: 'uncertain' });
    expect(await carryOnce('')).toMatchObject({ outcome: 'sent' });
    expect(await arrivals()).toMatchObject([{ arrivals: 2 }]);
  });

  it('that says it had taken the message has sent it', async () => {
    expect(await carryOnce('duplicateAnswer:1')).toMatchObject({ outcome: 'sent' });
    expect(await arrivals()).toHaveLength(1);
  });

  it('that is busy or not there is tried again', async () => {
    expect(await carryOnce('error:1')).toMatchObject({ outcome: 'error', detail: 'gateway answered 503' });
    expect(await createSmsCarrier('http://127.0.0.1:9')(anAttempt, key)).toMatchObject({ outcome: 'error' });
    expect(await arrivals()).toEqual([]);
  });

  it('that refuses the number is not asked again', async () => {
    expect(await carryOnce('refusal:1')).toEqual({ outcome: 'refused', detail: 'gateway answered 422' });
    expect(await arrivals()).toEqual([]);
  });

  it('misbehaving in every way still delivers every message, shown once each', async () => {
    const faults = Faults.parse('timeout:0.1,error:0.2,duplicateAnswer:0.1');
    const simulator = await startSmsSimulator(mailbox(), { faults, seed: 42 }, mute, silent);
    const sms = createSmsCarrier(simulator.url, 500);
    let underWay = 0;
    // Time passes between attempts, not during them: else a slow machine's attempts would all count as lost.
    const counted: Carrier = (...attempt) => {
      underWay += 1;
      return sms(...attempt).finally(() => (underWay -= 1));
    };
    const carriers = { sms: counted, email: createSmsCarrier(simulator.url) };
    dispatchers.push(
      startDispatcher({
        queue: queue(),
        silence: silence(),
        carriers,
        log: silent,
        metrics: createMetrics('test'),
        pollMs: 10,
      }),
    );
    const keys = Array.from({ length: 40 }, (_, n) => `${key}-${n}`);
    const accepted = await Promise.all(keys.map((each) => store().accept(each, aMessage)));
    const states = async () => {
      if (underWay === 0) pass(1_000);
      const messages = await Promise.all(keys.map((each) => store().get(each)));
      return messages.filter(({ deliveries }) => deliveries[0]?.state === 'sent').length;
    };
    await expect.poll(states, { timeout: 25_000 }).toBe(40);
    await simulator.close();
    const received = (await mailbox().newest(1_000)).map(({ reference }) => reference);
    for (const { messageId } of accepted) expect(received).toContain(`${messageId}.sms`);
  });
});
