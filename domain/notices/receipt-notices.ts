import { type NoticeMessage, messages, type Occasion } from './message.ts';

/** 收件: that the application has arrived, and under which number it can be asked for. */
export function receiptNotices(occasion: Omit<Occasion, 'template' | 'toFamily'>): NoticeMessage[] {
  const reference = occasion.about.id;
  return messages({ ...occasion, template: 'received' }, ({ wording: { text }, application, applicationInPublic }) => ({
    sms: text('notices.received.sms', { application: applicationInPublic }),
    body: [text('notices.received.body', { application, reference }), text('notices.received.outlook')],
  }));
}
