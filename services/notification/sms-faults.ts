import { z } from 'zod';

/** Of the answer; of the report that follows it. */
export const answerFaults = ['timeout', 'error', 'refusal', 'delay', 'duplicateAnswer'] as const;
export const reportFaults = [
  'undeliverable',
  'lateReport',
  'earlyReport',
  'repeatedReport',
  'contradictingReport',
  'noReport',
] as const;
const faultKinds = [...answerFaults, ...reportFaults] as const;
export type Fault = (typeof faultKinds)[number];

/**
 * `timeout:0.05,error:0.1,lateReport:0.2`: the share of messages that are taken but never answered; answered with 503,
 * not taken; refused for good; taken and answered a second later; taken but answered as if they had been taken before.
 * And of reports: that it could not be delivered; a minute late; before the answer; twice; of an arrival and then of
 * its opposite; none at all.
 */
export const Faults = z
  .string()
  .regex(new RegExp(`^((${faultKinds.join('|')}):(0|1|0?\\.\\d+)(,|$))*$`), 'is not fault:share[,fault:share…]')
  .transform((text) => {
    const entries = text.split(',').filter(Boolean);
    return entries.map((entry) => entry.split(':')).map(([fault, share]) => [fault as Fault, Number(share)] as const);
  });

export interface Misbehaviour {
  faults: z.output<typeof Faults>;
  /** The same seed gives the same sequence of faults. */
  seed: number;
}
