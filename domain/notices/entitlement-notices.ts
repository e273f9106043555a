import type { PlainDate } from '../plain-date.ts';
import type { InsuranceType } from '../policy/schema.ts';
import { type NoticeMessage, messages, type Occasion } from './message.ts';

export interface EntitlementChanged {
  /** The day that the template speaks of: first day of what is new, last day of a term. */
  readonly on: PlainDate;
  readonly insuranceType?: InsuranceType;
}

/** What has become of a recognition after its decision; the application is named as the one that it goes back to. */
export function entitlementNotices(occasion: Occasion, { on, insuranceType }: EntitlementChanged): NoticeMessage[] {
  const {
    template,
    about: { id: reference },
  } = occasion;
  return messages(occasion, ({ wording: { text, date }, application, applicationInPublic }) => {
    const known = {
      date: date(on),
      reference,
      ...(insuranceType && { insuranceType: text(`insuranceTypes.${insuranceType}`) }),
    };
    return {
      sms: text(`notices.${template}.sms`, { application: applicationInPublic, ...known }),
      body: [text(`notices.${template}.body`, { application, ...known }), text(`notices.${template}.outlook`, known)],
    };
  });
}
