/**
 * What a visit hears is recorded, each by an effect that reads in the record what was said. Undefined where the record
 * refuses it: then it was not said.
 */
import type { VisitEnded } from '../../activities/visits/visit-activities.ts';
import type { AnswerGiven } from '../../domain/tasks/answer-given.ts';
import type { AnswerOutcome } from '../../domain/tasks/answers.ts';
import { visitAttempts } from '../../domain/visits/offer.ts';
import { now } from '../time.ts';
import { visits } from './effects.ts';
import type { VisitFile } from './visit-file.ts';

/** What the patient is to be told now; or `ended`. */
export type Recorded = 'visitPlanned' | 'visitNotAtHome' | 'ended';

/** What the team has answered. */
export async function recordAnswer(visit: VisitFile): Promise<Recorded | undefined> {
  const answer = visit.answer!;
  if (is(answer, 'planned', 'rescheduled')) return planned(visit, answer);
  if (is(answer, 'notAtHome') && visit.attempts + 1 < visitAttempts) return notAtHome(visit, answer);
  if (!is(answer, 'visited', 'declined', 'notAtHome')) throw new TypeError(`${answer.outcome} answers no visit`);
  const attempts = visit.attempts + (answer.outcome === 'notAtHome' ? 1 : 0);
  return ended(visit, answer.taskId, visits.endVisit({ ...visit.ids, answer, attempts, at: now() }));
}

/** The patient wants none, has died, or the case is over; the task that waits is nobody's any more. */
export async function leave(visit: VisitFile): Promise<Recorded | undefined> {
  const { ids, attempts, message, task } = visit;
  const left = { ...ids, attempts, ...(task && { cancels: task.taskId }), at: now() };
  if (message) return ended(visit, message.id, visits.endVisitAsTold({ ...left, message }));
  const { opening } = visit.input;
  const over = await ended(visit, 'stopped', visits.endVisitOfCaseOver({ ...left, opening }));
  if (!over) visit.stopped = false;
  return over;
}

async function planned(
  visit: VisitFile,
  answer: AnswerGiven<'planned' | 'rescheduled'>,
): Promise<Recorded | undefined> {
  const recorded = await visit.unlessRefused(answer.taskId, visits.planVisit({ ...visit.ids, answer, at: now() }));
  if (!recorded) return undefined;
  visit.recorded(answer.taskId);
  visit.plan(recorded.done);
  return 'visitPlanned';
}

async function notAtHome(visit: VisitFile, answer: AnswerGiven<'notAtHome'>): Promise<Recorded | undefined> {
  const attempts = visit.attempts + 1;
  const effect = visits.recordNotAtHome({ ...visit.ids, answer, attempts, at: now() });
  if (!(await visit.unlessRefused(answer.taskId, effect))) return undefined;
  visit.recorded(answer.taskId);
  visit.attempts = attempts;
  return 'visitNotAtHome';
}

/** What the record says holds, should an earlier attempt at this have heard otherwise. */
async function ended(visit: VisitFile, id: string, effect: Promise<VisitEnded>): Promise<'ended' | undefined> {
  const recorded = await visit.unlessRefused(id, effect);
  if (!recorded) return undefined;
  visit.recorded(id);
  visit.ended = recorded.done;
  return 'ended';
}

function is<O extends AnswerOutcome>(answer: AnswerGiven, ...outcomes: readonly O[]): answer is AnswerGiven<O> {
  return outcomes.some((outcome) => outcome === answer.outcome);
}
