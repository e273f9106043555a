/** Cases that were opened before December 2026 go on as they began (docs/adr/0019). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openOffice, type Office } from './office.ts';
import { approval, clear, doubtful, forTheChain, type Story } from './stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

async function earlier(story: Story) {
  const { opening: _opening, ...input } = await office.receive(story);
  return office.begin(input);
}

it('the rules approve', async () => {
  await expect((await earlier(clear)).ended()).resolves.toBe('approved');
});

it('an officer decides', async () => {
  const application = await earlier(doubtful);
  await application.answer(approval(await application.task()));
  await expect(application.ended()).resolves.toBe('approved');
});

it('one that waits for the chain can be withdrawn', async () => {
  const application = await earlier(forTheChain);
  await application.reached(({ notices }) => notices.length > 0);
  await application.tell({ kind: 'withdrawn', by: 'applicant-1' });
  await expect(application.ended()).resolves.toBe('withdrawn');
  expect(application.record()).toMatchObject({ stage: 'ended', ending: 'withdrawn' });
});
