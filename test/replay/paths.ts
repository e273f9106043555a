import type { Applied, Office } from '../workflows/office.ts';
import { approval, clear, doubtful, forTheBatch, forTheChain, notInsured, refusal } from '../workflows/stories.ts';

/** The ways that a case can go, each walked once; a stored history of each must replay with the current code. */
export const paths = {
  approved: (office) => ended(office, clear),
  refused: (office) => ended(office, notInsured),

  async approvedByOfficer(office) {
    const application = await office.apply(doubtful);
    await application.answer(approval(await application.task()));
    await application.ended();
    return application;
  },

  async refusedByOfficerAfterBreach(office) {
    const application = await office.apply(doubtful);
    const task = await application.task();
    await office.passes('10 days');
    await application.answer(refusal(task));
    await application.ended();
    return application;
  },

  waitingForBatch: (office) => waiting(office, forTheBatch, '1s'),
  waitingForBatchAfterBreach: (office) => waiting(office, forTheBatch, '40 days'),
  waitingForChain: (office) => waiting(office, forTheChain, '1s'),

  async approvedAfterStoreOutage(office) {
    office.store.down = true;
    const application = await office.apply(clear);
    await office.passes('10 minutes');
    office.store.down = false;
    await office.passes('2 minutes');
    await application.ended();
    return application;
  },
} as const satisfies Record<string, (office: Office) => Promise<Applied>>;

async function ended(office: Office, story: Parameters<Office['apply']>[0]): Promise<Applied> {
  const application = await office.apply(story);
  await application.ended();
  return application;
}

async function waiting(
  office: Office,
  story: Parameters<Office['apply']>[0],
  duration: '1s' | '40 days',
): Promise<Applied> {
  const application = await office.apply(story);
  await application.reached(({ notices }) => notices.length > 0);
  await office.passes(duration);
  return application;
}
