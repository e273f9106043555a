import type { Caller } from '../../domain/access/access.ts';
import { Prisma } from '../../generated/engine/client.ts';
import type { ConflictRule } from '../../domain/tasks/four-eyes.ts';
import type { Clock } from '../../platform/clock.ts';
import { changed, type ChangeTask } from './change.ts';
import { requireAction, type TaskRow } from './task-rows.ts';

const rule: ConflictRule = 'declared';

export type StandAside = ReturnType<typeof createStandingAside>;

/** 回避: the caller says that the case is not for them; none of its steps is offered to them from now on. */
export function createStandingAside({ change, clock }: { change: ChangeTask; clock: Clock }) {
  return async function standAside(task: TaskRow, version: number, caller: Caller, note?: string): Promise<void> {
    requireAction('recuseFromTask', task, caller);
    const { subject } = caller;
    const barred = JSON.stringify({ [subject]: rule });
    const set = { ...withoutThem(task, subject), barred: { ...task.barred, [subject]: rule } };
    const conflict = Prisma.sql`
      INSERT INTO "Conflict" ("subjectId", "staff", "rule", "declaredBy", "declaredAt")
      SELECT ${task.subjectId}::uuid, ${subject}, ${rule}, ${subject}, ${clock.now()}::timestamptz FROM ${Prisma.raw(changed)}
      ON CONFLICT DO NOTHING`;
    const otherSteps = Prisma.sql`
      UPDATE "Task" SET "barred" = ${barred}::jsonb || "Task"."barred" FROM ${Prisma.raw(changed)}
      WHERE "subjectId" = ${task.subjectId}::uuid AND "Task"."id" <> ${Prisma.raw(changed)}."id" AND "state" IN ('ready', 'claimed')`;
    await change(task, version, caller, {
      action: 'recuseFromTask',
      set,
      event: 'recused',
      note,
      also: [conflict, otherSteps],
    });
  };
}

/**
 * Where they held it, it goes back to the queue or to whoever delegated it; where they had delegated it, it stays
 * there.
 */
function withoutThem({ state, assignee, delegator }: TaskRow, subject: string): object {
  if (state === 'ready') return {};
  if (assignee !== subject) return delegator === subject ? { delegator: null } : {};
  return delegator === null
    ? { state: 'ready', assignee: null, claimedAt: null }
    : { assignee: delegator, delegator: null };
}
