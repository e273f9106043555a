/** A notice that waits for its service leaves a history that another worker can go on from. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readablePayloads, replayed } from '../support/replayed.ts';
import { openOffice, type Applied, type Office } from './office.ts';
import {
  approval,
  completeForTheBatch,
  completeForTheChain,
  doubtful,
  incomplete,
  officer,
  refusal,
  request,
} from './stories.ts';

let office: Office;

beforeAll(async () => {
  office = await openOffice({ dataConverter: readablePayloads });
});
afterAll(() => office.close());

async function replays({ handle, history }: Applied): Promise<void> {
  await replayed(handle.workflowId, { events: [...(await history())] });
}

async function whileNobodyIsTold<T>(act: () => Promise<T>): Promise<T> {
  office.notifier.behaviour = 'isDown';
  const acted = await act();
  await office.passes('5 minutes');
  office.notifier.behaviour = 'answers';
  return acted;
}

it.each([
  ['with an officer', doubtful],
  ['with the department', completeForTheChain],
  ['before a round', completeForTheBatch],
])('of the receipt, %s', async (_where, story) => {
  const application = await whileNobodyIsTold(() => office.apply(story));
  await expect(replays(application)).resolves.toBeUndefined();
  await application.handle.terminate();
});

it('of a request for papers', async () => {
  const application = await office.apply(incomplete);
  const task = await application.task();
  await whileNobodyIsTold(() => application.answer(request(task)));
  await expect(replays(application)).resolves.toBeUndefined();
  await application.handle.terminate();
});

it('of an appeal', async () => {
  const application = await office.apply(doubtful);
  await application.answer(refusal(await application.task()));
  await application.ended();
  const appeal = await whileNobodyIsTold(() => office.openAgain(application, 'appealed'));
  await appeal.answer(approval(await appeal.task('appealReview'), { ...officer, subject: 'officer-2' }));
  await office.passes('2 minutes');
  await expect(appeal.ended()).resolves.toBe('approved');
  await expect(replays(appeal)).resolves.toBeUndefined();
});
