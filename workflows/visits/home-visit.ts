/**
 * One home visit 上门服务, beside the decision of its case: offered, planned, made, and once more when nobody was at home.
 * It decides nothing; that it was missed or declined is never a reason to refuse or to end a case [D3-C §二; PRACTICE
 * #3].
 */
import { allHandlersFinished, condition, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import type { TaskClock } from '../../domain/deadlines/task-clock.ts';
import { visitAttempts } from '../../domain/visits/offer.ts';
import { noticesBeside } from '../notices/effects.ts';
import { visits } from './effects.ts';
import { stopVisit, type HomeVisitInput, type TaskAnswer, type VisitResult } from '../messages.ts';
import { askPerson } from '../tasks/ask-person.ts';
import { acceptMessages } from '../tasks/task-holder.ts';
import { now } from '../time.ts';
import { VisitFile, type VisitEnd } from './visit-file.ts';

export async function homeVisit(input: HomeVisitInput): Promise<VisitResult> {
  const visit = new VisitFile(input);
  acceptMessages(visit, () => null);
  setHandler(stopVisit, (stopped) => visit.stop(stopped));

  // 告知: experts offer to come.
  const { workflowId } = workflowInfo();
  const clock = await visits.offerVisit({ ...visit.ids, workflowId, trigger: input.trigger, at: now() });
  await tell(visit, 'visitOffered');

  // 安排, 上门; what was found is put before whoever decides.
  return close(visit, await madeOrGivenUp(visit, clock));
}

async function madeOrGivenUp(visit: VisitFile, clock: TaskClock): Promise<VisitEnd> {
  for (;;) {
    const planning = await ask(visit, 'visitPlanning', clock);
    const report = 'ending' in planning ? planning : await reportOf(visit, planning, clock);
    if ('ending' in report) return report;
    if (report.outcome === 'visited') return { ending: 'done', by: report.by.subject, answer: report };
    visit.attempts += 1;
    if (visit.attempts === visitAttempts) return { ending: 'missed', by: report.by.subject, answer: report };
    const { attempts } = visit;
    await visits.recordNotAtHome({ ...visit.ids, ...doneBy(report), attempts, at: now() });
    visit.recorded(report.taskId);
    await tell(visit, 'visitNotAtHome');
  }
}

/** 改期: as often as the patient asks for another time. */
async function reportOf(visit: VisitFile, planning: TaskAnswer, clock: TaskClock): Promise<TaskAnswer | VisitEnd> {
  let answer = planning;
  while (answer.outcome === 'planned' || answer.outcome === 'rescheduled') {
    visit.plan(answer);
    await visits.planVisit({ ...visit.ids, ...doneBy(answer), ...visit.planned!, at: now() });
    visit.recorded(answer.taskId);
    await tell(visit, 'visitPlanned');
    const next = await ask(visit, 'visitReport', clock);
    if ('ending' in next) return next;
    answer = next;
  }
  return answer;
}

/** The team's answer; or how the visit ends, when the patient wants none or the case is over. */
async function ask(
  visit: VisitFile,
  kind: 'visitPlanning' | 'visitReport',
  clock: TaskClock,
): Promise<TaskAnswer | VisitEnd> {
  if (visit.leaving) return visit.leaving;
  const isHeard = () => visit.leaving !== undefined || visit.answer !== undefined;
  await askPerson(visit, { kind, open: visit.input.open, clock }, { isHeard });
  const { leaving, answer } = visit;
  if (leaving) return leaving;
  return answer!.outcome === 'declined' ? { ending: 'declined', by: answer!.by.subject, answer: answer! } : answer!;
}

async function close(visit: VisitFile, end: VisitEnd): Promise<VisitResult> {
  const { by, answer, messageId } = end;
  const papers =
    answer?.outcome === 'visited'
      ? { signatureId: answer.signatureId, photographIds: answer.photographIds }
      : undefined;
  // What the record says holds, should an earlier attempt at this have heard otherwise.
  const { ending, report } = await visits.endVisit({
    ...visit.ids,
    ending: end.ending,
    by,
    attempts: visit.attempts,
    at: now(),
    ...(answer && { answered: { taskId: answer.taskId, outcome: answer.outcome, ...(papers && { report: papers }) } }),
    ...(!answer && visit.task && { cancels: visit.task.taskId }),
    ...(messageId && { messageId }),
  });
  visit.end({ ...end, ending });
  setCurrentDetails(`**${ending}**`);
  if (ending === 'missed') await tell(visit, 'visitMissed');
  if (ending === 'declined' || ending === 'cancelled') await tell(visit, 'visitCancelled');
  await visit.besideDone();
  await condition(allHandlersFinished);
  return { ending, ...(report && { report }) };
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

function doneBy({ taskId, outcome, by }: TaskAnswer) {
  return { taskId, outcome, by: by.subject };
}
