import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import type { taskDetail } from '../../api/tasks/shapes.ts';
import { expectOnceEach } from './once-each.ts';
import { examplesThat, officer, openWorld, type World } from './world.ts';

type Task = z.infer<typeof taskDetail>;

/** 202 = stored, and the case takes it as soon as it can: the worker may still be warming up. */
const answered = [200, 202];

let world: World;

beforeAll(async () => {
  world = await openWorld();
}, 120_000);

afterAll(() => world?.close());

async function call(path: string, body?: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const init = body ? ({ method: 'POST', headers, body: JSON.stringify(body) } as const) : {};
  const { status, body: answer } = await world.client.call(officer, path, init);
  expect(status, JSON.stringify(answer)).toBeOneOf(answered);
  return answer;
}

async function taskOf(applicationId: string): Promise<Task> {
  const { items } = (await call('/v1/tasks?region=rizhao')) as { items: Task[] };
  const [task] = items.filter((item) => item.applicationId === applicationId);
  return (await call(`/v1/tasks/${task!.id}`)) as Task;
}

test('stopped whole and started again: the open task is still there, is decided, and the case ends', async () => {
  const [line] = examplesThat({ stage: 'awaitingOfficer' }, ({ documents }) => documents.length > 0);
  const answer = await world.client.submit(line!);
  if (answer.kind === 'refused') throw new Error(answer.detail);
  const { id } = answer.receipt.applications[0]!;
  const before = await taskOf(id);

  await world.stopStack();
  await world.startStack();

  const task = await taskOf(id);
  expect(task).toEqual(before);
  const claimed = (await call(`/v1/tasks/${task.id}/claim`, { version: task.version })) as Task;
  const answers = task.open.map((_, point) => ({ point, answer: 'satisfied' }));
  const decision = { outcome: 'approved', answers };
  await call(`/v1/tasks/${task.id}/completion`, { version: claimed.version, decision });
  await expectOnceEach(world, line!, id);
}, 120_000);
