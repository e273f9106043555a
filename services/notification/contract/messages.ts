import { z } from 'zod';
import { telephone } from '../../../domain/telephone.ts';
import { Settled } from './unreached.ts';
import { CaseRef, Role, TemplateName, Text, Version } from './values.ts';

const Recipient = z.strictObject({
  role: Role,
  ref: Text.max(100).optional().meta({ description: 'Opaque name under which a preference may be kept' }),
  name: Text.max(100).optional(),
  phone: telephone.optional(),
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
    caseRef: CaseRef,
    template: TemplateName,
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

/** What became of a message: what, to whom, why, when, how often tried; no texts, and contact data masked. */
export const MessageStatus = z.strictObject({
  messageId: z.uuid(),
  key: z.string(),
  caseRef: z.string(),
  template: z.string(),
  templateVersion: z.string().nullable(),
  purpose: z.string(),
  required: z.boolean().meta({ description: 'A rule demands that it arrives' }),
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
    .meta({ description: 'Nothing is left to be tried, and nothing has arrived: a person has to bring it' }),
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

export const MessageParams = z.strictObject({ messageId: z.uuid() });
export const ByCase = z.strictObject({ caseRef: CaseRef });
