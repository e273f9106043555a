import type { z } from 'zod';
import type { MessageStatus } from './contract/messages.ts';
import { maskedEmail, maskedName, maskedPhone } from './masked.ts';
import type { MessageStore } from './message-store.ts';

/** What is told of a message to whoever watches over it. */
export function statusOf(message: Awaited<ReturnType<MessageStore['get']>>): z.input<typeof MessageStatus> {
  const { messageId, key, caseRef, template, required, acceptedAt, unreachedSince, settled, deliveries, body } =
    message;
  const { role, name, phone, email } = body.recipient;
  return {
    messageId,
    key,
    caseRef,
    template,
    required,
    templateVersion: body.templateVersion ?? null,
    // Messages that were accepted before there were purposes have none.
    purpose: body.purpose ?? 'information',
    recipient: {
      role,
      name: name === undefined ? null : maskedName(name),
      phone: phone === undefined ? null : maskedPhone(phone),
      email: email === undefined ? null : maskedEmail(email),
    },
    acceptedAt: acceptedAt.toISOString(),
    unreachedSince: unreachedSince?.toISOString() ?? null,
    settled: settled && { as: settled.as, at: settled.at.toISOString() },
    deliveries: deliveries.map(({ channel, state, reportedAt, attempts }) => ({
      channel,
      state,
      reportedAt: reportedAt?.toISOString() ?? null,
      attempts: attempts.map(({ beganAt, ...attempt }) => ({ ...attempt, beganAt: beganAt.toISOString() })),
    })),
  };
}
