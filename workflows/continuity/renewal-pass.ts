/**
 * 复审与到期: once a day through the recognitions whose term comes to its end. A renewal is opened ahead of time and on
 * the person's behalf, the benefit is kept until it is decided, and what is over is ended (PRACTICE, Continuity).
 */
import { continueAsNew } from '@temporalio/workflow';
import type { ExpiringAfter } from '../../store/cases/recognitions.ts';
import type { RenewalStep } from '../../domain/continuity/renewal.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import { notices } from '../notices/effects.ts';
import { renewals } from './effects.ts';
import { codeOf } from '../failures.ts';
import type { RenewalPassInput } from '../messages.ts';
import { throughPages } from '../paging.ts';
import { dayOfPass, now } from '../time.ts';

export async function renewalPass({ today: begun, after: begin }: RenewalPassInput = {}): Promise<void> {
  const today = dayOfPass(begun);
  await throughPages(
    begin,
    (from) => takeDue(today, from),
    (after) => continueAsNew<typeof renewalPass>({ today, after }),
  );
}

async function takeDue(today: PlainDate, from: { after?: ExpiringAfter }): Promise<{ next?: ExpiringAfter }> {
  const { due, ...rest } = await renewals.findRenewalsDue({ today, ...from });
  for (const { caseId, step } of due) await take(step, caseId, today);
  return rest;
}

/** What stands in the way of one is reported, and holds up no other. */
async function take(step: RenewalStep, caseId: string, today: PlainDate): Promise<void> {
  try {
    await steps[step](caseId, today);
  } catch (error) {
    const problem = codeOf(error);
    if (!problem) throw error;
    await renewals.reportRenewalProblem({ caseId, today, problem, at: now() });
  }
}

const steps: Readonly<Record<RenewalStep, (caseId: string, today: PlainDate) => Promise<void>>> = {
  async open(caseId, today) {
    const { until, opened } = await renewals.openRenewal({ caseId, today, at: now() });
    await renewals.keepBenefit({ caseId, today, at: now() });
    if (opened)
      await notices.sendEntitlementNotices({
        caseId,
        step: 'renewalOpened',
        template: 'renewalOpened',
        on: until,
        at: now(),
      });
  },

  keep: (caseId, today) => renewals.keepBenefit({ caseId, today, at: now() }),

  release: (caseId, today) => renewals.releaseBenefit({ caseId, today, at: now() }),

  async expire(caseId, today) {
    const { from } = await renewals.expireRecognition({ caseId, today, at: now() });
    await notices.sendEntitlementNotices({
      caseId,
      step: 'expired',
      template: 'entitlementExpired',
      on: from,
      at: now(),
    });
  },
};
