import type { PlainDate } from '../plain-date.ts';
import type { Policy } from '../policy/schema.ts';
import { addresseeOf, channelsFor, type NoticeMessage } from './message.ts';
import { templateRules } from './templates.ts';
import type { Language, Texts } from './text.ts';
import { nameInNotices } from '../written-text.ts';
import { wordingOf } from './wording.ts';

/** A contact 联系任务 that was given to somebody. */
export interface AssignedContact {
  readonly contactId: string;
  readonly disease: string;
  /** Name of the person to be found. */
  readonly person: string;
  readonly township: string | null;
  readonly contactBy: PlainDate | null;
  readonly helper: {
    readonly name: string;
    readonly phone?: string | undefined;
    readonly language?: Language | undefined;
  };
}

/**
 * What whoever helps hears of it: whom to find, in which township, by when, and where to read on. For what the person
 * was treated it does not say: others read along, and the helper learns it from the person (PRACTICE, Disclosure).
 */
export function contactNotice(
  { contactId: reference, disease, helper: given, ...contact }: AssignedContact,
  policy: Policy,
  texts: Texts,
): NoticeMessage {
  const helper = addresseeOf(given);
  const { name, phone, language = 'zh-CN' } = helper;
  const wording = wordingOf(policy, disease, language, texts);
  const say = (part: string, params = {}) => wording.text(`notices.contactAssigned.${part}`, params);
  const whom = {
    person: nameInNotices(contact.person),
    township: contact.township ? nameInNotices(contact.township) : say('nowhere'),
    when: contact.contactBy ? say('by', { date: wording.date(contact.contactBy) }) : say('soon'),
  };
  const template = 'contactAssigned';
  const content = { sms: say('sms', whom), body: [say('body', whom), say('outlook', { reference })] };
  return {
    caseRef: `contact:${reference}`,
    template,
    ...templateRules[template],
    language,
    recipient: { role: 'agent', name, ...(phone && { phone }) },
    channels: channelsFor({ template }, { voice: 'agent', addressee: helper }, { wording }, content),
    fallback: phone ? ['slip'] : [],
  };
}
