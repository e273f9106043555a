import type { Policy } from '../policy/schema.ts';
import { takesShortMessages, tidyTelephone } from '../telephone.ts';
import { localDay } from '../time-zone.ts';
import { nameInNotices, shortMessageText } from '../written-text.ts';
import type { Language, Texts } from './text.ts';
import { type Purpose, type Template, templateRules } from './templates.ts';
import { type Wording, wordingOf } from './wording.ts';

/** What the notification service takes under one key. */
export interface NoticeMessage {
  readonly caseRef: string;
  readonly template: Template;
  /** Why it is sent. */
  readonly purpose: Purpose;
  /** A rule demands that it arrives, if need be by a person's hand. */
  readonly required: boolean;
  readonly language: Language;
  readonly recipient: {
    readonly role: 'patient' | 'agent';
    /** Opaque; under it the patient may prefer one channel. */
    readonly ref?: string;
    readonly name: string;
    readonly phone?: string;
    readonly email?: string;
  };
  readonly channels: {
    readonly sms?: { readonly text: string };
    readonly slip: {
      readonly office: string;
      readonly title: string;
      readonly body: readonly string[];
      readonly envelope: string;
    };
    readonly email?: { readonly subject: string; readonly text: string };
    readonly inApp: { readonly title: string; readonly body: readonly string[] };
  };
  /** Channels that wait until all others have failed. */
  readonly fallback: readonly 'slip'[];
}

interface Addressee {
  readonly name: string;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
  readonly language?: Language | undefined;
}

export interface Recipients {
  readonly patient: Addressee;
  readonly agent: (Addressee & { readonly consentToDiagnosis: boolean }) | null;
}

export interface NoticeCase {
  readonly id: string;
  readonly personId: string;
  readonly disease: string;
  /** Never named where somebody else may read along: SMS, envelope, subject. */
  readonly sensitive: boolean;
  readonly receivedAt: Date;
}

/** What is told about which case, and to whom. */
export interface Occasion {
  readonly template: Template;
  readonly about: NoticeCase;
  readonly policy: Policy;
  readonly recipients: Recipients;
  readonly texts: Texts;
  /** The patient has died: the family reads what would have gone to the patient. */
  readonly toFamily?: boolean;
}

interface Reader {
  readonly role: 'patient' | 'agent';
  readonly voice: 'patient' | 'family' | 'agent';
  readonly addressee: Addressee;
  readonly mayKnowDiagnosis: boolean;
}

/** What the writer of a text may use for one reader. */
export interface Draft {
  readonly wording: Wording;
  /** The application, as this reader may know it. */
  readonly application: string;
  /** The same where somebody else may read along. */
  readonly applicationInPublic: string;
  readonly mayKnowDiagnosis: boolean;
}

export interface Content {
  readonly sms: string;
  readonly body: readonly string[];
}

/**
 * A message to the patient, and one to the agent where there is one, by SMS and e-mail as far as there are telephone
 * and address, and to be read in the app. The patient always gets a slip; the agent when nothing else reaches them. An
 * agent without the patient's consent learns of progress, not of the diagnosis (PRACTICE, Disclosure).
 */
export function messages(given: Occasion, write: (draft: Draft) => Content): NoticeMessage[] {
  const occasion = { ...given, recipients: reachable(given.recipients) };
  return readersOf(occasion).map((reader) => {
    const { role, addressee } = reader;
    const { template, about } = occasion;
    const draft = draftFor(occasion, reader);
    return {
      caseRef: about.id,
      template,
      ...templateRules[template],
      language: languageOf(addressee),
      recipient: {
        role,
        ...(role === 'patient' && { ref: about.personId }),
        name: addressee.name,
        ...contactOf(addressee),
      },
      channels: channelsFor(occasion, reader, draft, write(draft)),
      fallback: role === 'agent' && (addressee.phone || addressee.email) ? ['slip'] : [],
    };
  });
}

function reachable({ patient, agent }: Recipients): Recipients {
  return { patient: addresseeOf(patient), agent: agent && addresseeOf(agent) };
}

/** As it can be printed and reached: registers hold what they hold, and a fixed line takes no short messages. */
export function addresseeOf<A extends Addressee>({ phone, ...addressee }: A): A {
  const mobile = phone !== undefined && takesShortMessages(phone) ? tidyTelephone(phone) : undefined;
  return { ...addressee, name: nameInNotices(addressee.name), ...(mobile && { phone: mobile }) } as unknown as A;
}

function readersOf({ recipients: { patient, agent }, toFamily = false }: Occasion): readonly Reader[] {
  const toPatient: Reader = {
    role: 'patient',
    voice: toFamily ? 'family' : 'patient',
    addressee: patient,
    mayKnowDiagnosis: true,
  };
  if (!agent) return [toPatient];
  return [toPatient, { role: 'agent', voice: 'agent', addressee: agent, mayKnowDiagnosis: agent.consentToDiagnosis }];
}

function draftFor(
  { about, policy, recipients, texts }: Occasion,
  { voice, addressee, mayKnowDiagnosis }: Reader,
): Draft {
  const wording = wordingOf(policy, about.disease, languageOf(addressee), texts);
  const general = wording.text('notices.subject.general');
  const named = wording.text('notices.subject.named', { disease: wording.disease(about.disease) });
  const date = wording.date(localDay(about.receivedAt));
  const patient = recipients.patient.name;
  const application = (subject: string) => wording.text(`notices.application.${voice}`, { date, subject, patient });
  return {
    wording,
    application: application(mayKnowDiagnosis ? named : general),
    applicationInPublic: application(mayKnowDiagnosis && !about.sensitive ? named : general),
    mayKnowDiagnosis,
  };
}

export function channelsFor(
  { template }: Pick<Occasion, 'template'>,
  { voice, addressee: { name, phone, email } }: Pick<Reader, 'voice' | 'addressee'>,
  { wording: { text, office } }: Pick<Draft, 'wording'>,
  { sms, body }: Content,
): NoticeMessage['channels'] {
  const salutation = text(`notices.salutation.${voice}`, { name });
  const paragraphs = [salutation, ...body, office];
  const title = text(`notices.${template}.title`);
  const envelope = text('notices.envelope', { name, office });
  return {
    ...(phone ? { sms: { text: shortMessageText(text('notices.sms', { salutation, content: sms, office })) } } : {}),
    slip: { office, title, body: paragraphs, envelope },
    ...(email ? { email: { subject: title, text: paragraphs.join('\n\n') } } : {}),
    inApp: { title, body: paragraphs },
  };
}

function languageOf({ language = 'zh-CN' }: Addressee): Language {
  return language;
}

function contactOf({ phone, email }: Addressee) {
  return { ...(phone ? { phone } : {}), ...(email ? { email } : {}) };
}
