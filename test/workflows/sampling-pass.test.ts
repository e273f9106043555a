/**
 * 抽查复核 on its schedule: drawn once the month is over, judges called, the silent replaced, and who was wrongly refused
 * told.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openOffice, type Office } from './office.ts';
import { sampledDecision, sampledRegister } from './sampling-stories.ts';
import { doubtful, refusal } from './stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

async function round(): Promise<void> {
  await (await office.run('samplingRound')).ended();
}

it('draws the month once, calls judges, and replaces who is silent', async () => {
  office.sampling.register = sampledRegister;
  office.sampling.decisions = [sampledDecision('case-1')];
  await round();
  await round();
  expect([...office.sampling.draws.values()]).toEqual([
    expect.objectContaining({ region: 'rizhao', percent: 5, judges: 2, dueWorkingDays: 10, drawn: true }),
  ]);
  const [first, second, third, fourth] = office.sampling.sampled.get('case-1')!.judges;
  const states = () => office.sampling.sampled.get('case-1')!.asked.map(({ subject, state }) => [subject, state]);
  expect(states()).toEqual([
    [first, 'waiting'],
    [second, 'waiting'],
  ]);

  await office.passes('20 days');
  await round();
  expect(states()).toEqual([
    [first, 'replaced'],
    [second, 'replaced'],
    [third, 'waiting'],
    [fourth, 'waiting'],
  ]);
});

it('tells whoever was refused wrongly, once', async () => {
  const refused = await office.apply(doubtful);
  await refused.answer(refusal(await refused.task()));
  await refused.ended();
  office.sampling.wronglyRefused = [{ drawId: 'rizhao/2026-11', caseId: refused.caseId, template: 'appealInvited' }];
  await round();
  await round();
  expect(refused.record().notices.filter(({ template }) => template === 'appealInvited')).toHaveLength(1);
});
