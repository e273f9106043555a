/** What a step expects of contacts 联系任务, held against what the API says. */
import { below, compared, type Difference } from './comparing.ts';
import type { Expectation } from './expectation-format.ts';
import { findContact } from './outreach-actions.ts';
import type { ExpectedContact } from './outreach-format.ts';
import type { Scene } from './scene.ts';

export async function differencesInOutreach(
  scene: Scene,
  { contacts = [], noContacts = [] }: Expectation,
): Promise<Difference[]> {
  const found: Difference[][] = [];
  for (const [index, wanted] of contacts.entries())
    found.push(below(['contacts', index], await ofContact(scene, wanted)));
  for (const person of noContacts) found.push(await ofNobody(scene, person));
  return found.flat();
}

async function ofContact(
  scene: Scene,
  { person, disease, seenBy, ...expected }: ExpectedContact,
): Promise<Difference[]> {
  const contact = await findContact(
    scene,
    person,
    disease,
    seenBy === undefined ? undefined : scene.cast.callerOf(seenBy),
  );
  if (!contact) return [{ path: ['person'], expected: person, found: 'no contact' }];
  const { cause, state, result, closedBecause, helper, whatWouldBeNeeded } = contact;
  return compared(expected, {
    cause,
    state,
    result: result ?? 'none',
    closedBecause: closedBecause ?? 'none',
    names: contact.disease ?? 'none',
    helper: helper?.subject ?? 'none',
    needs: whatWouldBeNeeded?.evidence.map(({ criterion }) => criterion) ?? [],
  });
}

async function ofNobody(scene: Scene, person: string): Promise<Difference[]> {
  const contact = await findContact(scene, person);
  return contact ? [{ path: ['noContacts'], expected: `nobody seeks ${person}`, found: contact.cause }] : [];
}
