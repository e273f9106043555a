/** 上门服务 as a case sees it: a child workflow beside the decision, which outlives it. */
import { condition, getExternalWorkflowHandle, startChild, uuid4, workflowInfo } from '@temporalio/workflow';
import type { Assessed } from '../../activities/case/assessment.ts';
import { needsExamination } from '../../domain/visits/offer.ts';
import type { Matter } from '../case/acceptance.ts';
import type { CaseFile, VisitBeside } from '../case/case-file.ts';
import { cases } from '../case/effects.ts';
import { visits } from './effects.ts';
import type { homeVisit } from './home-visit.ts';
import { homeVisitWorkflowId } from '../ids.ts';
import { stopVisit } from '../messages.ts';
import { heardBefore, now } from '../time.ts';

/** The report that is put before whoever decides: the task whose answer it is. */
export interface Seen {
  readonly follows?: string;
}

/** Offered once an opening, to whom the pack's triggers name (PRACTICE #3); nobody waits for it here. */
export function offerHomeVisit(file: CaseFile, found: Assessed): void {
  if (!found.visitTrigger || file.visit) return;
  const { caseId, opening, involved } = file;
  const visit: VisitBeside = { visitId: uuid4(), result: undefined };
  file.visit = visit;
  const { visitId } = visit;
  const open = found.kind === 'handedOver' ? found.open : [];
  const started = startChild<typeof homeVisit>('homeVisit', {
    workflowId: homeVisitWorkflowId(visitId),
    args: [{ caseId, opening, visitId, trigger: found.visitTrigger, open, involved }],
    parentClosePolicy: 'ABANDON',
    staticSummary: `上门服务 of ${workflowInfo().workflowId}`,
  });
  file.beside(started);
  // A visit that an administrator ends brings no report; the case goes on without it.
  started
    .then((child) => child.result())
    .then(
      (result) => (visit.result = result),
      () => (visit.result = { ending: 'cancelled' }),
    );
}

/**
 * Before anybody decides: waits for the visit only where neither records nor papers, asked for or accepted as they are,
 * can fill what is open. The report, where there is one, is put before whoever decides.
 */
export async function examinedInPerson(file: CaseFile, { open, clock }: Pick<Matter, 'open' | 'clock'>): Promise<Seen> {
  const { visit } = file;
  if (!visit) return {};
  const askedBefore = file.acceptedAt !== undefined || file.supplementRequested;
  if (!visit.result && askedBefore && needsExamination(open)) await untilSeen(file, visit, clock.dueAt);
  return visit.result?.report ? { follows: visit.result.report } : {};
}

/** The clock runs on: it stands still for the applicant only. */
async function untilSeen(file: CaseFile, visit: VisitBeside, dueAt: string): Promise<void> {
  const { caseId, opening } = file;
  const over = () => visit.result !== undefined || file.leaving !== undefined;
  await visits.awaitVisit({ caseId, opening, visitId: visit.visitId, at: now() });
  file.waitsIn('awaitingVisit', dueAt);
  if (await heardBefore(over, 'decision due', dueAt)) return;
  await cases.recordBreach({ caseId, opening, dueAt, at: now() });
  await condition(over);
}

/** A case that is over sends nobody to the patient. */
export function stopHomeVisit(file: CaseFile): void {
  const { visit } = file;
  if (!visit || visit.result) return;
  // One that is over by now needs no stopping.
  file.beside(
    getExternalWorkflowHandle(homeVisitWorkflowId(visit.visitId))
      .signal(stopVisit)
      .catch(() => undefined),
  );
}
