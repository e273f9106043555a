/**
 * 抽查复核 on its schedule: drawn once the month is over, judges called, the silent replaced, and who was wrongly refused
 * told.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openOffice, type Office } from '../office.ts';
import { employ, untilMonthBegins } from '../rounds/stories.ts';
import { foundWrong, refused } from './stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

async function pass(): Promise<void> {
  await (await office.run('samplingPass')).ended();
}

it('draws the month once, calls judges, and replaces who is silent', async () => {
  await employ(office, 'expert-1', 'expert-2', 'expert-3', 'expert-4');
  const { caseId } = await refused(office);
  await untilMonthBegins(office);
  await pass();
  await pass();
  expect(await office.prisma.samplingDraw.findMany()).toEqual([
    expect.objectContaining({ region: 'rizhao', percent: 5, judges: 2, dueWorkingDays: 10, state: 'drawn' }),
  ]);
  const asked = { opinions: { orderBy: { ordinal: 'asc' } } } as const;
  const sampled = () => office.prisma.sampledCase.findFirstOrThrow({ where: { caseId }, include: asked });
  const [first, second, third, fourth] = (await sampled()).judges;
  const states = async () => (await sampled()).opinions.map(({ subject, state }) => [subject, state]);
  expect(await states()).toEqual([
    [first, 'waiting'],
    [second, 'waiting'],
  ]);

  await office.passes('20 days');
  await pass();
  expect(await states()).toEqual([
    [first, 'replaced'],
    [second, 'replaced'],
    [third, 'waiting'],
    [fourth, 'waiting'],
  ]);
});

it('tells whoever was refused wrongly, once', async () => {
  const application = await refused(office);
  await foundWrong(office, application);
  await pass();
  await pass();
  const { notices } = await application.record();
  expect(notices.filter(({ template }) => template === 'appealInvited')).toHaveLength(1);
});
