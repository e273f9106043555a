import type { Policy } from '../policy/schema.ts';
import { codeRules } from '../access/consent.ts';
import { channelsFor, type NoticeMessage } from './message.ts';
import { templateRules } from './templates.ts';
import type { Language, Texts } from './text.ts';
import { wordingOf } from './wording.ts';

/** A code by which the person agrees that whoever acts for them learns the diagnosis. */
export interface ConsentCodeSent {
  readonly codeId: string;
  readonly code: string;
  readonly disease: string;
  /** As the register has it. */
  readonly reader: { readonly name: string; readonly phone: string; readonly language?: Language };
}

/** It says what is agreed to, never for what illness; and stands in the SMS alone: nobody else is to read it. */
export function consentCodeNotice(
  { codeId, code, disease, reader }: ConsentCodeSent,
  policy: Policy,
  texts: Texts,
): NoticeMessage {
  const { name, phone, language = 'zh-CN' } = reader;
  const wording = wordingOf(policy, disease, language, texts);
  const say = (part: string, params = {}) => wording.text(`notices.consentCode.${part}`, params);
  const template = 'consentCode';
  const content = { sms: say('sms', { code, minutes: codeRules.minutes }), body: [say('body'), say('outlook')] };
  return {
    // Of no application: who works on one finds the message nowhere.
    caseRef: `consent:${codeId}`,
    template,
    ...templateRules[template],
    language,
    recipient: { role: 'patient', name, phone },
    channels: channelsFor({ template }, { voice: 'patient', addressee: { name, phone } }, { wording }, content),
    fallback: [],
  };
}
