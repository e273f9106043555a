import { type NoticeMessage, messages, type Occasion } from './message.ts';

/**
 * A notice that says what has happened to the application and what may be done now; its sentences are its template's.
 */
export function plainNotices(occasion: Occasion): NoticeMessage[] {
  const {
    template,
    about: { id: reference },
  } = occasion;
  return messages(occasion, ({ wording: { text }, application, applicationInPublic }) => ({
    sms: text(`notices.${template}.sms`, { application: applicationInPublic }),
    body: [
      text(`notices.${template}.body`, { application, reference }),
      text(`notices.${template}.outlook`, { reference }),
    ],
  }));
}
