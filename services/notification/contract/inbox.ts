import { z } from 'zod';
import { CaseRef, Role, Text } from './values.ts';

/** Channels between which a recipient may choose; the other one waits until the chosen one has failed. */
export const PreferredChannel = z.enum(['sms', 'email']);
export type PreferredChannel = z.output<typeof PreferredChannel>;
export const Preference = z.strictObject({ channel: PreferredChannel });
export type Preference = z.output<typeof Preference>;
export const PreferenceParams = z.strictObject({ recipientRef: Text.max(100) });

export const InboxQuery = z.strictObject({ caseRef: CaseRef, role: Role });
export const InboxMessage = z.strictObject({
  messageId: z.uuid(),
  template: z.string(),
  title: z.string(),
  body: z.array(z.string()),
  acceptedAt: z.iso.datetime(),
  readAt: z.iso.datetime().nullable(),
});
export const Inbox = z.strictObject({ messages: z.array(InboxMessage) });
