/** 主动办: the nightly pass reads on until everybody has been looked at, and goes on where it was when it grows. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DomainError } from '../../../domain/errors.ts';
import { openOffice, type Office } from '../office.ts';
import { contactsGiven, poorPeople, refusedPerson, settledStay } from './stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

async function pass(workflow: 'outreachPass' | 'contactNotices' = 'outreachPass', input = {}): Promise<void> {
  await (await office.run(workflow, input)).ended();
}

const contacts = (where = {}) => office.prisma.outreachContact.findMany({ where, orderBy: { personId: 'asc' } });

it('seeks everybody out once, page after page; follows refusals, and closes what was overtaken', async () => {
  const people = await poorPeople(office, 450);
  const refused = await refusedPerson(office);
  await pass();
  await pass();
  const sought = (await contacts()).map(({ personId }) => personId);
  const { personId: refusedId } = await refused.record();
  expect(sought).toEqual([...people, refusedId].sort());
  expect(await contacts({ cause: 'refused' })).toMatchObject([{ refusedCaseId: refused.caseId }]);

  const personId = people[7]!;
  await office.prisma.registryPerson.update({ where: { personId }, data: { diedOn: await office.now() } });
  await pass();
  expect(await contacts({ state: 'closed' })).toMatchObject([{ personId, closedBecause: 'died' }]);
  expect(await contacts()).toHaveLength(451);
});

it('goes on with the search and the page at which it was', async () => {
  const [after, next] = await poorPeople(office, 2);
  await pass('outreachPass', { search: 'seekTreated', after });
  const sought = (await contacts({ state: 'open' })).map(({ personId }) => personId);
  expect([sought.includes(after!), sought.includes(next!)]).toEqual([false, true]);
});

it('searches the claims too, once the settlement service answers, and seeks nobody twice', async () => {
  const { settled } = office.treatments;
  const [byRecord, byBoth] = await poorPeople(office, 2);
  const [byClaim] = await poorPeople(office, 1, { records: [] });
  settled.set(byBoth!, [settledStay]).set(byClaim!, [settledStay]);
  // More often than a local activity tries.
  office.treatments.unanswered = 4;
  await pass();
  await pass();
  const foundOf = async (personId: string) => (await contacts({ personId })).map(({ found }) => found);
  expect(await foundOf(byRecord!)).toMatchObject([{ source: 'registers' }]);
  expect(await foundOf(byBoth!)).toMatchObject([{ source: 'registers' }]);
  expect(await foundOf(byClaim!)).toMatchObject([{ source: 'claims', kind: 'inpatientStay', on: settledStay.on }]);
});

it('tells whoever was given a contact, once an assignment, page after page, whatever was down', async () => {
  const { notifier } = office;
  const told = () => [...notifier.done.keys()].filter((key) => key.startsWith('contact:'));
  const given = await contactsGiven(office, 45);
  notifier.behaviour = 'losesItsAnswers';
  const running = await office.run('contactNotices');
  await expect.poll(() => notifier.calls.length, { timeout: 15_000 }).toBeGreaterThan(3);
  notifier.behaviour = 'answers';
  await running.ended();
  expect(told()).toHaveLength(45);

  const [, , id] = given;
  await office.prisma.outreachContact.update({ where: { id: id! }, data: { assignments: 2, toldAt: null } });
  await pass('contactNotices');
  expect(told()).toHaveLength(46);
  expect(told()).toContain(`contact:${id}:assigned:2`);
});

it('tells the others where one message is refused, and that one as soon as it is taken', async () => {
  const { notifier } = office;
  const given = await contactsGiven(office, 3);
  const told = () => given.map((id) => notifier.done.has(`contact:${id}:assigned:1`));
  vi.spyOn(notifier, 'accept').mockRejectedValueOnce(new DomainError('INVALID_REQUEST', 'It has no such channel.'));
  await pass('contactNotices');
  expect(told()).toEqual([false, true, true]);
  await pass('contactNotices');
  expect(told()).toEqual([true, true, true]);
});
