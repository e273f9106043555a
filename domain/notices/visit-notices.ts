import { localDay, localTime } from '../time-zone.ts';
import type { Slot } from '../visits/visit.ts';
import { type NoticeMessage, messages, type Occasion } from './message.ts';
import type { VisitTemplate } from './templates.ts';

export interface PlannedVisit {
  readonly team: string;
  readonly slot: Slot;
}

/** 上门服务: that experts offer to come, when they come, and what becomes of it. */
export function visitNotices(
  occasion: Occasion & { template: VisitTemplate },
  planned: PlannedVisit | undefined,
): NoticeMessage[] {
  const { template } = occasion;
  return messages(occasion, ({ wording: { text, date }, application, applicationInPublic }) => {
    const when = planned && {
      team: planned.team,
      date: date(localDay(new Date(planned.slot.from))),
      from: localTime(new Date(planned.slot.from)),
      until: localTime(new Date(planned.slot.until)),
    };
    return {
      sms: text(`notices.${template}.sms`, { application: applicationInPublic, ...when }),
      body: [
        text(`notices.${template}.body`, { application, ...when }),
        text(`notices.${template}.outlook`, { ...when }),
      ],
    };
  });
}
