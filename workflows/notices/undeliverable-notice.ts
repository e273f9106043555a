/**
 * A notice that a rule demands and no channel could bring: a person brings it, or says that nobody can be found. It
 * runs beside the case, which may have ended long ago.
 */
import { allHandlersFinished, condition, setCurrentDetails } from '@temporalio/workflow';
import type { NoticeSettled, Undeliverable } from '../../activities/notices/undeliverable-activities.ts';
import type { MessageSent } from '../../domain/case/case-message.ts';
import type { AnswerGiven } from '../../domain/tasks/answer-given.ts';
import { askPerson } from '../tasks/ask-person.ts';
import type { Question } from '../tasks/task-holder.ts';
import { acceptMessages, noLonger, TaskHolder } from '../tasks/task-holder.ts';
import { now } from '../time.ts';
import { undeliverable } from './effects.ts';

export async function undeliverableNotice(notice: Undeliverable): Promise<void> {
  const file = new NoticeFile(notice);
  acceptMessages(file, () => null);
  const clock = await undeliverable.takeUpNotice({ ...notice, at: now() });
  await askPerson(file, { kind: 'noticeUndeliverable', open: [], clock }, { act: () => settle(file, notice) });
  file.isOver = true;
  await condition(allHandlersFinished);
}

/** What a person made of it; undefined where the record refuses it. */
async function settle(file: NoticeFile, { caseId, messageId, key }: Undeliverable): Promise<true | undefined> {
  const answer = file.answer as AnswerGiven<NoticeSettled>;
  const effect = undeliverable.settleNotice({ caseId, messageId, key, answer, at: now() });
  if (!(await file.unlessRefused(answer.taskId, effect))) return undefined;
  file.recorded(answer.taskId);
  return true;
}

class NoticeFile extends TaskHolder {
  override isOver = false;
  readonly #notice: Undeliverable;

  constructor(notice: Undeliverable) {
    super({ kind: 'case', id: notice.caseId }, []);
    this.#notice = notice;
  }

  override shows({ clock }: Question): void {
    const { template, role } = this.#notice;
    setCurrentDetails(`**${template}** to the ${role} · due ${clock.dueAt}`);
  }

  override checkMessage({ kind }: MessageSent): void {
    throw noLonger(`A notice is not told ${kind}.`, { state: 'notice' });
  }
}
