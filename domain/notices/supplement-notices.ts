import type { Noted } from '../eligibility/asked-for.ts';
import { localDay } from '../time-zone.ts';
import { addDays } from '../plain-date.ts';
import { type NoticeMessage, messages, type Occasion } from './message.ts';

/**
 * 一次性告知补正: everything that is missing, at once, and the last day for it.
 * An SMS says only that there is a list: others read along.
 * @param supplyBy midnight that ends the last day.
 */
export function supplementNotices(
  occasion: Omit<Occasion, 'template' | 'toFamily'>,
  template: 'supplementRequested' | 'supplementReminder',
  missing: readonly Noted[],
  supplyBy: Date,
): NoticeMessage[] {
  const last = addDays(localDay(supplyBy), -1);
  return messages({ ...occasion, template }, ({ wording, application, applicationInPublic, mayKnowDiagnosis }) => {
    const { text, date } = wording;
    const until = date(last);
    const asked = missing.map(({ note, ...reason }, index) => {
      const item = { number: index + 1, reason: wording.reason(reason), hint: wording.hint(reason) };
      return note === undefined
        ? text('notices.supplement.item', item)
        : text('notices.supplement.noted', { ...item, note });
    });
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
