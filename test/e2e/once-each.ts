import { Connection, WorkflowClient } from '@temporalio/client';
import pg from 'pg';
import { expect } from 'vitest';
import type { z } from 'zod';
import type { applicationDetail } from '../../api/reads/shapes.ts';
import { until } from '../../cli/stack/until.ts';
import type { ExampleApplication } from '../../examples/format.ts';
import { lookupId } from '../../platform/sealing.ts';
import { firstBroken } from '../../records/audit-chain.ts';
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
  expect(actionsOf(detail)).toMatchObject({ received: 1, taken: 1, decided: 1, filed: 1 });
  expect(detail).toMatchObject({ status: 'decided', outcome: 'approved' });
  expect(await brokenLink(world, caseId)).toBeUndefined();
  expect(await entitlementsOf(world, line)).toEqual([detail.entitlement?.filingNumber]);
  const told = detail.notices.filter(({ template }) => template === 'approved').map(({ recipient }) => recipient);
  expect(told.sort()).toEqual('agent' in line.submission ? ['agent', 'patient'] : ['patient']);
  await expectArrivedOnce(world, caseId, detail);
  await expectOneRun(world, caseId);
}

function actionsOf({ timeline }: Detail): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { action } of timeline) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}

async function brokenLink({ prisma }: World, caseId: string): Promise<number | undefined> {
  const entries = await prisma.auditEntry.findMany({ where: { caseId }, orderBy: { sequence: 'asc' } });
  return firstBroken(entries.map((entry) => ({ ...entry, data: entry.data as object })));
}

/** Filing numbers of all that the settlement service has of the person, from its own database. */
async function entitlementsOf({ services, secrets }: World, { submission }: ExampleApplication): Promise<string[]> {
  const client = new pg.Client({ connectionString: services.settlement.database });
  await client.connect();
  try {
    const personRef = lookupId(secrets.LOOKUP_KEY, submission.applicant.idNumber);
    const { rows } = await client.query('SELECT "filingNumber" FROM "Entitlement" WHERE "personRef" = $1', [personRef]);
    return rows.map(({ filingNumber }: { filingNumber: string }) => filingNumber);
  } finally {
    await client.end();
  }
}

interface Message {
  messageId: string;
  deliveries: { channel: string; state: string; attempts: unknown[] }[];
}

/** Accepted as one message a recipient, and arrived once by each of its channels. */
async function expectArrivedOnce({ services, secrets }: World, caseId: string, { notices }: Detail): Promise<void> {
  const headers = { authorization: `Bearer ${secrets.SERVICE_TOKEN}` };
  let messages: Message[] = [];
  const delivered = async () => {
    const response = await fetch(`${services.notification.url}/v1/messages?caseRef=${caseId}`, { headers });
    ({ messages } = (await response.json()) as { messages: Message[] });
    return messages.every(({ deliveries }) => deliveries.every(({ state }) => state === 'sent'));
  };
  expect(await until(delivered, 10_000)).toBe(true);
  expect(messages.map(({ messageId }) => messageId).sort()).toEqual(notices.map(({ messageId }) => messageId).sort());
  const mailbox = await (await fetch(`${services.notification.url}/mailbox`)).text();
  for (const { messageId, deliveries } of messages) {
    for (const { channel, attempts } of deliveries) {
      expect(attempts).toHaveLength(channel === 'slip' ? 0 : 1);
      // An e-mail bears the reference inside its Message-ID.
      const entry = new RegExp(`data-reference="[^"]*${messageId}\\.${channel}[^"]*" data-arrivals="(\\d+)"`, 'g');
      expect([...mailbox.matchAll(entry)].map(([, arrivals]) => arrivals)).toEqual(['1']);
    }
  }
}

async function expectOneRun({ environment }: World, caseId: string): Promise<void> {
  const connection = await Connection.connect({ address: `127.0.0.1:${environment.TEMPORAL_PORT}` });
  try {
    const client = new WorkflowClient({ connection });
    const runs = () => statesOfRuns(client, `application/${caseId}`);
    await until(async () => (await runs()).every((state) => state !== 'RUNNING'), 15_000);
    expect(await runs()).toEqual(['COMPLETED']);
  } finally {
    await connection.close();
  }
}

async function statesOfRuns(client: WorkflowClient, workflowId: string): Promise<string[]> {
  const states: string[] = [];
  for await (const { status } of client.list({ query: `WorkflowId = '${workflowId}'` })) states.push(status.name);
  return states;
}
