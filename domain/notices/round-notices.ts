import { messages, type NoticeMessage, type Occasion } from './message.ts';

/** Why a round left an application to a later one. */
export const carriedReasons = ['noQuorum', 'asked', 'setAside', 'noJudge'] as const;
export type CarriedBecause = (typeof carriedReasons)[number];

/** That the round has not decided, why, and that the next one will; nothing is asked of the person for it. */
export function carriedNotices(occasion: Omit<Occasion, 'template'>, because: CarriedBecause): NoticeMessage[] {
  const { id: reference } = occasion.about;
  return messages(
    { ...occasion, template: 'roundCarried' },
    ({ wording: { text }, application, applicationInPublic }) => ({
      sms: text('notices.roundCarried.sms', { application: applicationInPublic }),
      body: [
        text('notices.roundCarried.body', { application }),
        text(`notices.roundCarried.because.${because}`),
        text('notices.roundCarried.outlook', { reference }),
      ],
    }),
  );
}
