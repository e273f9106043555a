/** What each action on a contact 联系任务 asks of the API. */
import { maskName } from '../../domain/identity-number.ts';
import type { z } from 'zod';
import type { contactDetail } from '../../api/outreach/shapes.ts';
import type { TokenClaims } from '../../stack/issuer.ts';
import { observer } from './cast.ts';
import type { Content } from './format.ts';
import { upload } from './papers.ts';
import { foundIn, takeIn, type Scene } from './scene.ts';
import type { Answer } from './town.ts';

type Contact = z.infer<typeof contactDetail>;

interface OnContact {
  readonly by: string;
  readonly person: string;
  readonly disease?: string | undefined;
}

export const contactVerbs = {
  assignContact: (scene: Scene, content: Content<'assignContact'>) =>
    onContact(scene, content, 'assignment', { helper: scene.cast.helperOf(content.to) }),
  reportContact(scene: Scene, content: Content<'reportContact'>): Promise<Answer> {
    const { result, againOn, consent } = content;
    return onContact(scene, content, 'report', { result, againOn, ...(consent && { consent }) });
  },
  async applyFromContact(scene: Scene, content: Content<'applyFromContact'>): Promise<Answer> {
    const { by, case: name, institution, papers } = content;
    const caller = scene.cast.callerOf(by);
    const { links } = await contactIn(scene, content);
    const form = { institution, documents: await upload(scene, caller, papers) };
    const answer = await scene.town.call(caller, 'POST', `${links.self}/application`, form);
    if (answer.status >= 300) return answer;
    const { application } = answer.body as { application: string };
    takeIn(scene, name, application.split('/').at(-1)!, by);
    return answer;
  },
};

/** Officers are shown the name of whom they are to find. */
const officer: TokenClaims = { subject: observer.subject, roles: ['handlingOfficer'], regions: '*' };

/** The last of the person, as this one sees it. */
export async function findContact(
  { town, cast }: Scene,
  person: string,
  disease?: string,
  as = officer,
): Promise<Contact | undefined> {
  // An officer sees no more of the name; those of a story differ in what is left.
  const { name } = cast.applicantOf(person);
  const shown = [name, maskName(name)];
  const { body } = await town.call(officer, 'GET', '/v1/outreach/contacts?limit=100');
  for (const { links } of (body as { items: Pick<Contact, 'links'>[] }).items.toReversed()) {
    const contact = foundIn(await town.call(officer, 'GET', links.self)) as Contact;
    const isMeant = shown.includes(contact.person.name) && (disease === undefined || contact.disease === disease);
    if (isMeant) return as === officer ? contact : (foundIn(await town.call(as, 'GET', links.self)) as Contact);
  }
  return undefined;
}

async function contactIn(scene: Scene, { person, disease }: OnContact): Promise<Contact> {
  const contact = await findContact(scene, person, disease);
  if (contact) return contact;
  throw new Error(`there is no contact for ${person}`);
}

async function onContact(scene: Scene, content: OnContact, verb: string, body: object): Promise<Answer> {
  const { version, links } = await contactIn(scene, content);
  return scene.town.call(scene.cast.callerOf(content.by), 'POST', `${links.self}/${verb}`, { version, ...body });
}
