/**
 * One home visit 上门服务, beside the decision of its case: offered, planned, made, and once more when nobody was at home.
 * It decides nothing; that it was missed or declined is never a reason to refuse or to end a case [D3-C §二; PRACTICE
 * #3].
 */
import { allHandlersFinished, condition, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import type { TaskClock } from '../../domain/deadlines/task-clock.ts';
import type { VisitEnded } from '../../activities/visits/visit-activities.ts';
import { applicationWorkflowId, homeVisitWorkflowId } from '../ids.ts';
import { noticesBeside } from '../notices/effects.ts';
import { visits } from './effects.ts';
import { stopVisit, type HomeVisitInput, type VisitResult } from '../messages.ts';
import { askPerson } from '../tasks/ask-person.ts';
import { acceptMessages } from '../tasks/task-holder.ts';
import { now } from '../time.ts';
import { leave, recordAnswer } from './recording.ts';
import { VisitFile } from './visit-file.ts';

export async function homeVisit(input: HomeVisitInput): Promise<VisitResult> {
  const visit = new VisitFile(input);
  acceptMessages(visit, () => null);
  setHandler(stopVisit, () => visit.stop());
  if (!isOfCase(input)) return { ending: 'cancelled' };

  // 告知: experts offer to come.
  const { workflowId } = workflowInfo();
  const clock = await visits.offerVisit({ ...visit.ids, workflowId, trigger: input.trigger, at: now() });
  await tell(visit, 'visitOffered');

  // 安排, 上门; what was found is put before whoever decides.
  const { ending, report } = await madeOrGivenUp(visit, clock);
  setCurrentDetails(`**${ending}**`);
  if (ending === 'missed') await tell(visit, 'visitMissed');
  if (ending === 'declined' || ending === 'cancelled') await tell(visit, 'visitCancelled');
  await visit.besideDone();
  await condition(allHandlersFinished);
  return { ending, ...(report && { report }) };
}

/** Only a run of the case itself offers a visit. */
function isOfCase({ caseId, opening, visitId }: HomeVisitInput): boolean {
  const { parent, workflowId } = workflowInfo();
  return workflowId === homeVisitWorkflowId(visitId) && parent?.workflowId === applicationWorkflowId(caseId, opening);
}

async function madeOrGivenUp(visit: VisitFile, clock: TaskClock): Promise<VisitEnded> {
  for (;;) {
    await ask(visit, 'visitPlanning', clock);
    // 改期: as often as the patient asks for another time; then once more, when nobody was at home.
    const { attempts } = visit;
    while (!visit.ended && visit.attempts === attempts) await ask(visit, 'visitReport', clock);
    if (visit.ended) return visit.ended;
  }
}

/** Until the team has answered, the patient wants none, or the case is over; what of these stands in the record. */
async function ask(visit: VisitFile, kind: 'visitPlanning' | 'visitReport', clock: TaskClock): Promise<void> {
  if (visit.isLeft && (await leave(visit))) return;
  const isHeard = () => visit.isLeft || visit.answer !== undefined;
  const act = () => (visit.isLeft ? leave(visit) : recordAnswer(visit));
  const told = await askPerson(visit, { kind, open: visit.input.open, clock }, { isHeard, act });
  if (told !== 'ended') await tell(visit, told);
}

async function tell(
  visit: VisitFile,
  template: 'visitOffered' | 'visitPlanned' | 'visitNotAtHome' | 'visitMissed' | 'visitCancelled',
): Promise<void> {
  const { planned } = visit;
  const toFamily = visit.ended?.died === true;
  const told = { template, ordinal: visit.nextNotice(template), toFamily, ...(planned && { planned }) };
  await visit.tell(noticesBeside.sendVisitNotices({ ...visit.ids, ...told, at: now() }));
}
