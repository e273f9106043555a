import { z } from 'zod';

const Key = z.string().min(1).max(200).meta({ description: "The caller's idempotency key" });
const Text = z.string().min(1);

const Template = z.string().regex(/^[\w.-]{1,100}$/);
const Version = z.string().regex(/^[\w.-]{1,64}$/);

const Role = z.enum(['patient', 'agent']);

const Recipient = z.strictObject({
  role: Role,
  ref: Text.max(100).optional().meta({ description: 'Opaque name under which a preference may be kept' }),
  name: Text.max(100).optional(),
  phone: z
    .string()
    .regex(/^\+?[\d-]{5,20}$/)
    .optional(),
  email: z.email().optional(),
});

const Paragraphs = z.array(Text.max(2_000)).min(1).max(50);

export const Slip = z.strictObject({
  office: Text.max(200).meta({ description: 'Whose letter it is: stands above it' }),
  title: Text.max(200).meta({
    description: 'Names no disease: it is shown to whoever checks that the letter is genuine',
  }),
  body: Paragraphs.meta({ description: 'The salutation first, the sender last' }),
  envelope: Text.max(500).meta({ description: 'What stands on the outside; names no disease' }),
});
export type Slip = z.output<typeof Slip>;

const Channels = z
  .strictObject({
    sms: z.strictObject({ text: Text.max(1_000).meta({ description: 'Names no sensitive disease' }) }).optional(),
    slip: Slip.optional(),
    email: z.strictObject({ subject: Text.max(200), text: Text.max(20_000) }).optional(),
    inApp: z.strictObject({ title: Text.max(200), body: Paragraphs }).optional(),
  })
  .refine((channels) => Object.values(channels).some(Boolean), 'names no channel');

/** Texts come ready; this service only carries them. */
export const MessageRequest = z
  .strictObject({
    caseRef: Text.max(100),
    template: Template,
    templateVersion: Version.optional(),
    purpose: z
      .string()
      .regex(/^\w{1,40}$/)
      .default('information')
      .meta({ description: 'Why it is sent' }),
    required: z.boolean().default(false).meta({
      description: 'A rule demands that it arrives: where every channel has failed, it is listed as unreached',
    }),
    language: z.enum(['zh-CN', 'en']).default('zh-CN'),
    recipient: Recipient,
    channels: Channels,
    fallback: z
      .array(z.enum(['slip']))
      .max(1)
      .default([])
      .meta({
        description: 'Channels that wait until all others have failed',
      }),
  })
  .refine(({ channels, recipient }) => !channels.sms || recipient.phone, {
    path: ['recipient', 'phone'],
    error: 'is needed for a message by sms',
  })
  .refine(({ channels, recipient }) => !channels.email || recipient.email, {
    path: ['recipient', 'email'],
    error: 'is needed for a message by email',
  });

export type MessageRequest = z.output<typeof MessageRequest>;

export const Channel = z.enum(['sms', 'email', 'slip', 'inApp']);
export type Channel = z.output<typeof Channel>;

/**
 * `waiting`: for the others to fail. `sent`: a provider has it; a slip can be printed, an in-app message can be read.
 * `delivered`: it has arrived, by the provider's report, or because it was read or handed over. `uncertain`: a provider
 * may have taken it, nobody heard its answer. `unreported`: the provider has it and was silent for too long; it counts
 * as not arrived until a report says otherwise.
 */
export const DeliveryState = z.enum(['waiting', 'pending', 'sent', 'delivered', 'failed', 'uncertain', 'unreported']);
export type DeliveryState = z.output<typeof DeliveryState>;

export const AttemptOutcome = z.enum(['sent', 'refused', 'error', 'uncertain']);
export type AttemptOutcome = z.output<typeof AttemptOutcome>;

export const Accepted = z.strictObject({
  messageId: z.uuid(),
  acceptedAt: z.iso.datetime(),
  deliveries: z.array(z.strictObject({ channel: Channel, state: DeliveryState })),
});

/** What a person made of a message that no channel could bring. */
export const Settled = z.enum(['handedOver', 'notReachable']);
export type Settled = z.output<typeof Settled>;

/** What became of a message: what, to whom, why, when, how often tried; no texts, and contact data masked. */
export const MessageStatus = z.strictObject({
  messageId: z.uuid(),
  key: z.string(),
  caseRef: z.string(),
  template: z.string(),
  templateVersion: z.string().nullable(),
  purpose: z.string(),
  required: z.boolean(),
  recipient: z.strictObject({
    role: Role,
    name: z.string().nullable(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
  }),
  acceptedAt: z.iso.datetime(),
  unreachedSince: z.iso
    .datetime()
    .nullable()
    .meta({ description: 'Nothing is left to be tried, and nothing has arrived' }),
  settled: z.strictObject({ as: Settled, at: z.iso.datetime() }).nullable(),
  deliveries: z.array(
    z.strictObject({
      channel: Channel,
      state: DeliveryState,
      reportedAt: z.iso.datetime().nullable().meta({ description: 'When its arrival, or its failure, was reported' }),
      attempts: z.array(
        z.strictObject({
          number: z.int(),
          beganAt: z.iso.datetime(),
          outcome: AttemptOutcome.nullable().meta({ description: 'null while it is under way' }),
          detail: z.string().nullable(),
        }),
      ),
    }),
  ),
});

export const MessageList = z.strictObject({ messages: z.array(MessageStatus) });

/** By language and key, with placeholders such as `{{date}}` where a message has its values. */
const Sentences = z.record(z.string().max(10), z.record(z.string().max(200), z.string().max(5_000)));
export type TemplateSentences = z.output<typeof Sentences>;

export const TemplateParams = z.strictObject({ template: Template });
export const TemplateVersionParams = TemplateParams.extend({ version: Version });
export const TemplateWording = z.strictObject({ sentences: Sentences });
const Since = z.iso.datetime().meta({ description: 'When it was first used' });
export const TemplateVersion = z.strictObject({ version: Version, since: Since, sentences: Sentences });
export const TemplateVersionList = z.strictObject({
  versions: z.array(z.strictObject({ version: Version, since: Since })),
});

const cursor = z.string().regex(/^\S{1,100}$/);
export const UnreachedQuery = z.object({
  after: cursor.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** Messages that a rule demands and no channel could bring; of each, what a person needs to take it up. */
export const UnreachedPage = z.strictObject({
  messages: z.array(
    z.strictObject({
      messageId: z.uuid(),
      key: z.string(),
      caseRef: z.string(),
      template: z.string(),
      role: Role,
      unreachedSince: z.iso.datetime(),
    }),
  ),
  next: cursor.nullable(),
});

export const Settlement = z.strictObject({ as: Settled, at: z.iso.datetime() });

/** Channels between which a recipient may choose; the other one waits until the chosen one has failed. */
const Choice = z.enum(['sms', 'email']);
export const Preference = z.strictObject({ channel: Choice });
export type Preference = z.output<typeof Preference>;
export const PreferenceParams = z.strictObject({ recipientRef: Text.max(100) });

export const InboxQuery = z.strictObject({ caseRef: Text.max(100), role: Role });
export const Inbox = z.strictObject({
  messages: z.array(
    z.strictObject({
      messageId: z.uuid(),
      template: z.string(),
      title: z.string(),
      body: z.array(z.string()),
      acceptedAt: z.iso.datetime(),
      readAt: z.iso.datetime().nullable(),
    }),
  ),
});

export const ReportStatus = z.enum(['delivered', 'undeliverable']);
export type ReportStatus = z.output<typeof ReportStatus>;

/** What the gateway learned after it had taken a message; in any order, as often as it likes. */
export const Receipts = z.strictObject({
  receipts: z
    .array(z.strictObject({ reference: Text.max(200), status: ReportStatus, at: z.iso.datetime({ offset: true }) }))
    .min(1)
    .max(500),
});
export const ReceiptsTaken = z.strictObject({
  taken: z.int().meta({ description: 'Told something that was not known' }),
  known: z.int(),
  unknown: z.int().meta({ description: 'References of no message' }),
});

export const KeyParams = z.strictObject({ key: Key });
export const MessageParams = z.strictObject({ messageId: z.uuid() });
export const ByCase = z.strictObject({ caseRef: Text.max(100) });
