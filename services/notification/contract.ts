import { z } from 'zod';

const Key = z.string().min(1).max(200).meta({ description: "The caller's idempotency key" });
const Text = z.string().min(1);

const Recipient = z.strictObject({
  role: z.enum(['patient', 'agent']),
  name: Text.max(100).optional(),
  phone: z
    .string()
    .regex(/^\+?[\d-]{5,20}$/)
    .optional(),
  email: z.email().optional(),
});

export const Slip = z.strictObject({
  title: Text.max(200),
  body: z.array(Text.max(2_000)).min(1).max(50).meta({ description: 'Paragraphs' }),
  envelope: Text.max(500).meta({ description: 'What stands on the outside; names no disease' }),
});

const Channels = z
  .strictObject({
    sms: z.strictObject({ text: Text.max(1_000) }).optional(),
    slip: Slip.optional(),
    email: z.strictObject({ subject: Text.max(200), text: Text.max(20_000) }).optional(),
  })
  .refine((channels) => Object.values(channels).some(Boolean), 'names no channel');

/** Texts come ready; this service only carries them. */
export const MessageRequest = z
  .strictObject({
    caseRef: Text.max(100),
    template: z.string().regex(/^[\w.-]{1,100}$/),
    language: z.enum(['zh-CN', 'en']).default('zh-CN'),
    recipient: Recipient,
    channels: Channels,
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

export const Channel = z.enum(['sms', 'email', 'slip']);
export type Channel = z.output<typeof Channel>;

/** A slip is `sent` once it can be printed. `uncertain`: a provider may have taken it, nobody heard its answer. */
export const DeliveryState = z.enum(['pending', 'sent', 'failed', 'uncertain']);
export type DeliveryState = z.output<typeof DeliveryState>;

export const AttemptOutcome = z.enum(['sent', 'refused', 'error', 'uncertain']);
export type AttemptOutcome = z.output<typeof AttemptOutcome>;

export const Accepted = z.strictObject({
  messageId: z.uuid(),
  acceptedAt: z.iso.datetime(),
  deliveries: z.array(z.strictObject({ channel: Channel, state: DeliveryState })),
});

/** What became of a message; neither contact data nor texts. */
export const MessageStatus = z.strictObject({
  messageId: z.uuid(),
  key: z.string(),
  caseRef: z.string(),
  template: z.string(),
  acceptedAt: z.iso.datetime(),
  deliveries: z.array(
    z.strictObject({
      channel: Channel,
      state: DeliveryState,
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

export const KeyParams = z.strictObject({ key: Key });
export const SlipParams = z.strictObject({ messageId: z.uuid() });
export const ByCase = z.strictObject({ caseRef: Text.max(100) });
