import type { NotAcceptedReason } from '../tasks/answers.ts';
import { localDay } from '../time-zone.ts';
import { type NoticeMessage, messages, type Occasion } from './message.ts';
import { legalRemedies } from './remedies.ts';

/** 不予受理: why the application is not taken up, and what can be done about it; none of it tells the diagnosis. */
export function notAcceptedNotices(
  occasion: Omit<Occasion, 'template' | 'toFamily'>,
  reason: NotAcceptedReason,
  endedAt: Date,
  note?: string,
): NoticeMessage[] {
  const reference = occasion.about.id;
  const endedOn = localDay(endedAt);
  return messages(
    { ...occasion, template: 'notAccepted' },
    ({ wording: { text, office, date }, application, applicationInPublic, mayKnowDiagnosis }) => ({
      sms: text('notices.notAccepted.sms', { application: applicationInPublic }),
      body: [
        text('notices.notAccepted.body', { application, reference }),
        text('notices.notAccepted.reason', { reason: text(`notAcceptedReasons.${reason}.text`) }),
        text(`notAcceptedReasons.${reason}.hint`, { office }),
        // What somebody writes freely may tell more than a reason does.
        ...(note && mayKnowDiagnosis ? [text('notices.noteToPatient', { note })] : []),
        text('notices.notAccepted.outlook'),
        legalRemedies({ text, date }, endedOn),
      ],
    }),
  );
}
