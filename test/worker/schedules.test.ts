import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { keepSchedules, nightly, often, type Passes } from '../../worker/schedules.ts';
import { silent } from '../services/harness.ts';

let client: Client;
beforeAll(async () => {
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  const namespace = `schedules-${randomUUID().slice(0, 8)}`;
  const workflowExecutionRetentionPeriod = { seconds: 86_400 as unknown as never };
  await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
  client = new Client({ connection, namespace });
});
afterAll(() => client?.connection.close());

async function scheduleIds(): Promise<string[]> {
  const ids: string[] = [];
  for await (const { scheduleId } of client.schedule.list()) ids.push(scheduleId);
  return ids.toSorted();
}

/** As a process does at its start. */
async function kept(passes: Passes): Promise<void> {
  const keeping = keepSchedules(client, passes, silent);
  await expect.poll(scheduleIds, { timeout: 20_000 }).toEqual(Object.keys(passes).toSorted());
  keeping.close();
}

it('a schedule that no pass names any more is deleted at the next start, the others stay paused or not', async () => {
  const outreach = nightly('outreachPass', 2, 10);
  await kept({ outreach, 'former-round': often('samplingPass') });
  await client.schedule.getHandle('outreach').pause('by hand');
  await kept({ outreach, renewals: nightly('renewalPass', 2, 0) });
  expect((await client.schedule.getHandle('outreach').describe()).state.paused).toBe(true);
});
