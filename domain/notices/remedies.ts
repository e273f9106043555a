import { addDays, addMonths, type PlainDate } from '../plain-date.ts';
import type { Policy } from '../policy/schema.ts';
import type { Wording } from './wording.ts';

/** 行政复议法 第二十条; 行政诉讼法 第四十六条: from the day on which somebody knows of the act. */
const reconsiderationDays = 60;
const litigationMonths = 6;

/**
 * 异议复核, and until when; where nobody has stated the time for it, whom to ask, never an invented figure.
 * @param decidedOn nobody can have received it before: the time from then on is the least that there is (PRACTICE,
 * Appeal)
 */
export function appeal(
  { text, office, date }: Wording,
  { refusal: { appealDays } }: Policy,
  decidedOn: PlainDate,
): string {
  switch (appealDays.value) {
    case null:
      return text('notices.appeal.ask', { office });
    case 'none':
      return text('notices.appeal.anyTime', { office });
    default:
      return text('notices.appeal.within', {
        office,
        days: appealDays.value,
        until: date(addDays(decidedOn, appealDays.value)),
      });
  }
}

/** What the law has beside 异议复核, where it applies, and until when. */
export function legalRemedies({ text, date }: Pick<Wording, 'text' | 'date'>, decidedOn: PlainDate): string {
  return text('notices.notRecognised.remedies', {
    reconsiderationDays,
    reconsiderationUntil: date(addDays(decidedOn, reconsiderationDays)),
    litigationMonths,
    litigationUntil: date(addMonths(decidedOn, litigationMonths)),
  });
}
