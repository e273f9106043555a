/** A notice that a rule demands is never dropped: what no channel could bring, a person brings (PRACTICE, Notices). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openOffice, type Applied, type Office } from '../office.ts';
import { clear, officer } from '../stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

async function decided(): Promise<Applied> {
  const application = await office.apply(clear);
  await application.ended();
  return application;
}

/** The service has nothing left to try for what it accepted last in this case. */
async function lost({ caseId, record }: Applied) {
  const { messageId, key } = (await record()).notices.at(-1)!;
  const notice = { caseId, messageId, key, template: 'approved', role: 'patient' } as const;
  office.undelivered.fail(notice);
  return notice;
}

const pass = async () => (await office.run('undeliverableNotices')).ended();
const tasksOf = async ({ record }: Applied) =>
  (await record()).tasks.filter(({ kind }) => kind === 'noticeUndeliverable');

it('becomes one task a notice, however often the pass comes by, after the case has ended', async () => {
  const applications = [await decided(), await decided()];
  const notices = await Promise.all(applications.map(lost));
  await pass();
  for (const application of applications) await application.task('noticeUndeliverable');
  await pass();
  for (const application of applications) expect(await tasksOf(application)).toHaveLength(1);

  const [application, notice] = [applications[0]!, notices[0]!];
  const { id: taskId } = await application.task('noticeUndeliverable');
  await office.undeliverable(notice.messageId).answer({ taskId, by: officer, outcome: 'handedOver' });
  await office.undeliverable(notice.messageId).ended();
  expect([...office.undelivered.settled]).toEqual([[notice.key, 'handedOver']]);
  expect(await tasksOf(application)).toMatchObject([{ state: 'completed' }]);
  expect((await application.record()).stage).toBe('closed');
});

it('is answered by what answers it, and once', async () => {
  const application = await decided();
  const { messageId } = await lost(application);
  await pass();
  const { id: taskId } = await application.task('noticeUndeliverable');
  const run = office.undeliverable(messageId);
  await expect(
    run.answer({ taskId, by: officer, outcome: 'approved', reasons: [], answers: [] }),
  ).rejects.toMatchObject({
    cause: { type: 'ANSWER_NOT_POSSIBLE' },
  });
  await run.answer({ taskId, by: officer, outcome: 'notReachable', note: 'Moved away' });
  await run.ended();
  await expect(run.answer({ taskId, by: officer, outcome: 'handedOver' })).rejects.toThrow();
});
