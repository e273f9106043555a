import type { Wording } from './wording.ts';

/** 行政复议法 第二十条; 行政诉讼法 第四十六条: from the day on which somebody knows of the act. */
const reconsiderationDays = 60;
const litigationMonths = 6;

/** What the law has beside 异议复核, where it applies, and until when. */
export function legalRemedies({ text }: Pick<Wording, 'text'>): string {
  return text('notices.notRecognised.remedies', { reconsiderationDays, litigationMonths });
}
