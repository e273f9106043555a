import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { z } from 'zod';
import type { applicationDetail } from '../../api/cases/shapes.ts';
import { readBooks } from '../../proof/chaos/books.ts';
import { discrepancies } from '../../proof/chaos/reckoning.ts';
import { until } from '../../stack/until.ts';
import type { ExampleApplication } from '../../examples/format.ts';
import { officer, type World } from './world.ts';

type Detail = z.infer<typeof applicationDetail>;

const recovered = 90_000;

/** The case as the API tells it once it has ended. */
export async function ended(world: World, caseId: string): Promise<Detail> {
  let detail: Detail | undefined;
  const closed = async () => {
    const answer = await world.client.call(officer, `/v1/applications/${caseId}`).catch(() => undefined);
    detail = answer?.body as Detail | undefined;
    return detail?.stage === 'closed';
  };
  if (!(await until(closed, recovered, 200))) throw new Error(`The case does not end: ${JSON.stringify(detail)}`);
  return detail!;
}

/** From outside, in every part that holds a trace of the case: one decision, one filing, one message each. */
export async function expectOnceEach(world: World, line: ExampleApplication, caseId: string): Promise<void> {
  const detail = await ended(world, caseId);
  expect(detail).toMatchObject({ status: 'decided', outcome: 'approved' });
  expect(await wrongIn(world, caseId)).toEqual([]);
  const told = detail.notices.filter(({ template }) => template === 'approved').map(({ recipient }) => recipient);
  expect(told.sort()).toEqual('agent' in line.submission ? ['agent', 'patient'] : ['patient']);
  await expectArrivedOnce(world, caseId);
}

/** What does not add up between the books, once the last effects are done. */
async function wrongIn({ sources }: World, caseId: string): Promise<string[]> {
  let wrong: string[] = [];
  const add = async () => {
    wrong = (await readBooks(sources, [caseId])).flatMap(discrepancies);
    return wrong.length === 0;
  };
  await until(add, 15_000, 500);
  return wrong;
}

interface Message {
  messageId: string;
  deliveries: { channel: string; state: string; attempts: unknown[] }[];
}

/** What waits for other channels to fail has not begun. */
function begun({ deliveries }: Message) {
  return deliveries.filter(({ state }) => state !== 'waiting');
}

/** Accepted as one message a recipient, and arrived once by each of its channels. */
async function expectArrivedOnce(world: World, caseId: string): Promise<void> {
  const { services, secrets } = world;
  const headers = { authorization: `Bearer ${secrets.SERVICE_TOKEN}` };
  let messages: Message[] = [];
  let recorded: string[] = [];
  const idsOf = (told: readonly { messageId: string }[]) => told.map(({ messageId }) => messageId).sort();
  // A visit beside the decision goes on speaking after the case has closed.
  const delivered = async () => {
    recorded = idsOf((await ended(world, caseId)).notices);
    const response = await fetch(`${services.notification.url}/v1/messages?caseRef=${caseId}`, { headers });
    ({ messages } = (await response.json()) as { messages: Message[] });
    const isSent = messages.flatMap(begun).every(({ state }) => state === 'sent' || state === 'delivered');
    return isSent && isDeepStrictEqual(idsOf(messages), recorded);
  };
  await until(delivered, 10_000);
  expect(idsOf(messages)).toEqual(recorded);
  for (const { state } of messages.flatMap(begun)) expect(['sent', 'delivered']).toContain(state);
  const mailbox = await (await fetch(`${services.notification.url}/mailbox`)).text();
  for (const message of messages) {
    const { messageId } = message;
    for (const { channel, attempts } of begun(message)) {
      expect(attempts).toHaveLength(channel === 'sms' || channel === 'email' ? 1 : 0);
      // An e-mail bears the reference inside its Message-ID.
      const entry = new RegExp(`data-reference="[^"]*${messageId}\\.${channel}[^"]*" data-arrivals="(\\d+)"`, 'g');
      expect([...mailbox.matchAll(entry)].map(([, arrivals]) => arrivals)).toEqual(['1']);
    }
  }
}
