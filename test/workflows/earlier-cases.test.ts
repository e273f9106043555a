/** Cases that were opened before December 2026 go on as they began (docs/adr/0019). */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openOffice, type Office } from './office.ts';
import { approval, clear, doubtful, forTheChain, officer, type Story } from './stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());
afterEach(() => {
  office.settlement.behaviour = 'answers';
});

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

it('an approval that the settlement service refuses for good returns to an officer, as any other', async () => {
  office.settlement.behaviour = 'refuses';
  const application = await earlier(doubtful);
  await application.answer(approval(await application.task('officerDecision')));
  const first = await application.task('filingRefused');
  await expect(application.tell({ kind: 'withdrawn', by: 'applicant-1' })).rejects.toMatchObject({
    cause: { type: 'STATE_CONFLICT' },
  });
  await application.answer({ taskId: first.id, by: officer, outcome: 'corrected', insuranceType: 'employee' });
  const { id: taskId } = await application.task('filingRefused');
  const filed = { outcome: 'filedByHand', filingNumber: 'EXAMPLE-9', filedOn: '2026-12-01' } as const;
  await expect(application.answer({ taskId, by: officer, ...filed })).resolves.toEqual(filed);
  await expect(application.ended()).resolves.toBe('approved');
  expect(application.record()).toMatchObject({
    stage: 'closed',
    filing: { number: 'EXAMPLE-9' },
    notices: [{}, { template: 'approved' }],
  });
});

it('one that waits for the chain can be withdrawn', async () => {
  const application = await earlier(forTheChain);
  await application.reached(({ notices }) => notices.length > 0);
  await application.tell({ kind: 'withdrawn', by: 'applicant-1' });
  await expect(application.ended()).resolves.toBe('withdrawn');
  expect(application.record()).toMatchObject({ stage: 'ended', ending: 'withdrawn' });
});
