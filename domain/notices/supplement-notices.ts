import type { Reason } from '../eligibility/verdict.ts';
import { localDay } from '../time-zone.ts';
import { addDays } from '../plain-date.ts';
import { type NoticeMessage, messages, type Occasion } from './message.ts';

/**
 * 一次性告知补正: everything that is missing, at once, and the last day for it.
 * @param supplyBy midnight that ends the last day.
 */
export function supplementNotices(
  occasion: Omit<Occasion, 'template' | 'toFamily'>,
  template: 'supplementRequested' | 'supplementReminder',
  missing: readonly Reason[],
  supplyBy: Date,
): NoticeMessage[] {
  const last = addDays(localDay(supplyBy), -1);
  return messages({ ...occasion, template }, ({ wording, application, applicationInPublic, mayKnowDiagnosis }) => {
    const { text, date } = wording;
    const until = date(last);
    const asked = missing.map((reason, index) =>
      text('notices.supplement.item', {
        number: index + 1,
        reason: wording.reason(reason),
        hint: wording.hint(reason),
      }),
    );
    return {
      sms: text(`notices.${template}.sms`, { application: applicationInPublic, until }),
      body: [
        text(`notices.${template}.body`, { application, until }),
        ...(mayKnowDiagnosis ? asked : [text('notices.supplement.toldToPatient')]),
        text('notices.supplement.outlook'),
      ],
    };
  });
}
