/**
 * A notice that a rule demands and no channel could bring: a person brings it, or says that nobody can be found. It
 * runs beside the case, which may have ended long ago.
 */
import { allHandlersFinished, condition, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { Undeliverable } from '../../activities/notices/undeliverable-activities.ts';
import { undeliverable } from '../effects.ts';
import type { CaseMessage } from '../messages.ts';
import { acceptMessages, noLonger, TaskHolder } from '../tasks/task-holder.ts';
import { now } from '../time.ts';
import { untilHeard } from '../tasks/waiting.ts';

export async function undeliverableNotice(notice: Undeliverable): Promise<void> {
  const file = new NoticeFile([]);
  acceptMessages(file, () => null);
  const { caseId, messageId } = notice;

  const clock = await undeliverable.takeUpNotice({ ...notice, at: now() });
  const task = file.newTask('noticeUndeliverable', []);
  const { workflowId } = workflowInfo();
  await undeliverable.openNoticeTask({ caseId, workflowId, ...task, ...clock, at: now() });
  setCurrentDetails(`**${notice.template}** to the ${notice.role} · due ${clock.dueAt}`);

  await untilHeard(
    clock,
    () => file.answer !== undefined,
    (mark) => undeliverable.markNoticeTask({ caseId, taskId: task.taskId, mark, dueAt: clock.dueAt, at: now() }),
  );
  const { outcome, by } = file.answer!;
  await undeliverable.settleNotice({
    caseId,
    messageId,
    key: notice.key,
    taskId: task.taskId,
    outcome,
    by: by.subject,
    at: now(),
  });
  file.recorded(task.taskId);
  file.isOver = true;
  await condition(allHandlersFinished);
}

class NoticeFile extends TaskHolder {
  override isOver = false;

  checkMessage({ kind }: CaseMessage): void {
    throw noLonger(`A notice is not told ${kind}.`, { state: 'notice' });
  }
}
