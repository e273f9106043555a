/** 主动办: the nightly round reads on until everybody has been looked at, and goes on where it was when it grows. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DomainError } from '../../domain/errors.ts';
import { openOffice, type Office } from './office.ts';
import { aContactGiven, aPoorPerson, aRefusal, settledStay } from './outreach-stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

it('seeks everybody out once, page after page; follows refusals, and closes what was overtaken', async () => {
  const { people, refused, contacts } = office.outreach;
  people.push(...Array.from({ length: 450 }, (_one, ordinal) => aPoorPerson(ordinal)));
  refused.push(aRefusal(500));
  await (await office.run('outreachRound')).ended();
  await (await office.run('outreachRound')).ended();
  expect(contacts.map(({ personId }) => personId)).toHaveLength(451);
  expect(new Set(contacts.map(({ personId }) => personId)).size).toBe(451);
  expect(contacts.filter(({ cause }) => cause === 'refused')).toMatchObject([{ refusedCaseId: refused[0]!.caseId }]);

  contacts[7]!.since = { died: true };
  people.splice(
    people.findIndex(({ personId }) => personId === contacts[7]!.personId),
    1,
  );
  await (await office.run('outreachRound')).ended();
  expect(contacts.filter(({ closed }) => closed)).toMatchObject([{ id: contacts[7]!.id, closed: { because: 'died' } }]);
  expect(contacts).toHaveLength(451);
});

it('goes on with the pass and the page at which it was', async () => {
  const { people, contacts } = office.outreach;
  people.push(...[600, 601].map(aPoorPerson));
  const after = people.at(-2)!.personId;
  await (await office.run('outreachRound', { pass: 'seekTreated', after })).ended();
  const sought = contacts.filter(({ closed }) => !closed).map(({ personId }) => personId);
  expect([sought.includes(after), sought.includes(people.at(-1)!.personId)]).toEqual([false, true]);
});

it('searches the claims too, once the settlement service answers, and seeks nobody twice', async () => {
  const { people, contacts, settled } = office.outreach;
  const [byRecord, byBoth, byClaim] = [700, 701, 702].map(aPoorPerson);
  people.push(byRecord!, byBoth!, { ...byClaim!, records: [] });
  settled.set(byBoth!.personId, [settledStay]).set(byClaim!.personId, [settledStay]);
  // More often than a local activity tries.
  office.outreach.unanswered = 4;
  await (await office.run('outreachRound')).ended();
  await (await office.run('outreachRound')).ended();
  const sources = [byRecord, byBoth, byClaim].map((person) =>
    contacts.filter(({ personId }) => personId === person!.personId).map(({ found }) => found?.source),
  );
  expect(sources).toEqual([['registers'], ['registers'], ['claims']]);
  expect(contacts.find(({ personId }) => personId === byClaim!.personId)?.found).toMatchObject({
    kind: 'inpatientStay',
    on: settledStay.on,
  });
});

it('tells whoever was given a contact, once an assignment, page after page, whatever was down', async () => {
  const { outreach, notifier } = office;
  const told = () => [...notifier.done.keys()].filter((key) => key.startsWith('contact:'));
  outreach.assigned = Array.from({ length: 45 }, (_one, ordinal) => aContactGiven(ordinal));
  notifier.behaviour = 'losesItsAnswers';
  const round = await office.run('contactNotices');
  await expect.poll(() => notifier.calls.length, { timeout: 15_000 }).toBeGreaterThan(3);
  notifier.behaviour = 'answers';
  await round.ended();
  expect(told()).toHaveLength(45);

  outreach.assigned = [aContactGiven(3, 2)];
  await (await office.run('contactNotices')).ended();
  expect(told()).toHaveLength(46);
  expect(told()).toContain(`contact:${aContactGiven(3).contactId}:assigned:2`);
});

it('tells the others where one message is refused, and that one as soon as it is taken', async () => {
  const { outreach, notifier } = office;
  const given = [901, 902, 903].map((ordinal) => aContactGiven(ordinal));
  outreach.assigned = given;
  const told = () => given.map(({ contactId }) => notifier.done.has(`contact:${contactId}:assigned:1`));
  vi.spyOn(notifier, 'accept').mockRejectedValueOnce(new DomainError('INVALID_REQUEST', 'It has no such channel.'));
  await (await office.run('contactNotices')).ended();
  expect(told()).toEqual([false, true, true]);
  await (await office.run('contactNotices')).ended();
  expect(told()).toEqual([true, true, true]);
});
