import type { Caller } from '../../domain/access/access.ts';
import { checkPermittedTaskAction, type TaskAction } from '../../domain/tasks/permitted-actions.ts';
import { DomainError } from '../../domain/errors.ts';
import type { TaskLimits } from '../../domain/tasks/limits.ts';
import type { ConflictRule } from '../../domain/tasks/conflict-rules.ts';
import type { AnswerGiven } from '../../domain/tasks/answer-given.ts';
import { absenteeOf } from '../../domain/tasks/standing.ts';
import { Prisma } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RunStatement } from '../../platform/database.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { assignments, insertAfter } from '../one-statement.ts';
import { afterTheCall, answerMessage, type OutboxMessage } from '../outbox/message.ts';
import { intoOutboxAfter } from '../outbox/outbox.ts';
import { isInactive, isUnfit } from '../staff/standing.ts';
import { noRoom, roomsFor, type Room, type Taker } from './taking.ts';
import { nobodyIsLeftFor } from './nobody-left.ts';
import { getTask, type TaskRow } from './task-rows.ts';

interface Dependencies {
  run: RunStatement;
  sealer: Sealer;
  clock: Clock;
  limits: TaskLimits;
}

/** Name of the write that changes the row, for those that come after it. */
const changed = 'changed';

/** Columns that a person changes; the version is raised with them. */
type Changes = Partial<
  Pick<
    TaskRow,
    | 'state'
    | 'assignee'
    | 'delegator'
    | 'claimedAt'
    | 'completedAt'
    | 'completedBy'
    | 'onBehalfOf'
    | 'updateId'
    | 'barred'
    | 'rejection'
    | 'standIn'
    | 'answer'
  >
> & { readonly resultSealed?: Uint8Array };

/** What was answered, and by whom. */
type GivenBy = Required<Pick<Changes, 'resultSealed' | 'completedBy' | 'onBehalfOf'>>;

export interface Change {
  /** By which permission it is done. */
  readonly action: TaskAction;
  readonly set: Changes;
  /** What the line in the task's history says; none where an effect writes it. */
  readonly event?: string;
  /** What the actor gives as a reason; it may name people, so it is kept sealed. */
  readonly note?: string | undefined;
  /** Who has one more task by it, where that is limited. */
  readonly taker?: Taker | undefined;
}

/** A message to the case, and the outbox row that sends it: written with the task that it takes from its queue. */
export interface MessageWithTask {
  readonly message: Prisma.CaseMessageUncheckedCreateInput;
  readonly outbox: OutboxMessage;
}

export type TaskChanges = ReturnType<typeof createTaskChanges>;

/**
 * What people do to a task's row: with its history, and what else has to be written, as one statement, a
 * compare-and-set on the version that the caller saw.
 * @throws DomainError VERSION_CONFLICT or STATE_CONFLICT where somebody was faster; LIMIT_REACHED
 */
export function createTaskChanges({ run, sealer, clock, limits }: Dependencies) {
  return {
    change,

    /** The row keeps the answer and the id of its message, which the outbox has from now on. */
    answer(task: TaskRow, version: number, caller: Caller, message: AnswerGiven, given: GivenBy) {
      const { subjectId, workflowId } = task;
      const { answerId: updateId, outcome: answer } = message;
      const set = { state: 'completing' as const, updateId, answer, rejection: null, ...given };
      const sent = answerMessage(subjectId, { workflowId, message }, afterTheCall(clock.now()));
      return change(task, version, caller, { action: 'completeTask', set }, [intoOutboxAfter(changed, sent)]);
    },

    /** 回避: the conflict is kept, and no step of the subject is offered to its declarer from now on. */
    standAside(task: TaskRow, version: number, caller: Caller, rule: ConflictRule, set: Changes, note?: string) {
      const { subject } = caller;
      const mark = { [subject]: rule };
      const declared = {
        subjectId: task.subjectId,
        staff: subject,
        rule,
        declaredBy: subject,
        declaredAt: clock.now(),
      };
      const conflict = Prisma.sql`${insertAfter(changed, 'Conflict', declared)} ON CONFLICT DO NOTHING`;
      const barred = Prisma.sql`${JSON.stringify(mark)}::jsonb || "Task"."barred"`;
      const otherSteps = Prisma.sql`
        UPDATE "Task" SET "barred" = ${barred}, "nobodyLeft" = ${nobodyIsLeftFor('Task', barred)}
        FROM ${Prisma.raw(changed)}
        WHERE "subjectId" = ${task.subjectId}::uuid AND "Task"."id" <> ${Prisma.raw(changed)}."id"
          AND "state" IN ('ready', 'claimed')`;
      const whole = { ...set, barred: { ...task.barred, ...mark } };
      return change(task, version, caller, { action: 'recuseFromTask', set: whole, event: 'recused', note }, [
        conflict,
        otherSteps,
      ]);
    },

    /** Takes a task that nobody has touched from its queue, with the message to its case. */
    takeFromQueue(task: TaskRow, caller: Caller, set: Changes, { message, outbox }: MessageWithTask) {
      return change(task, 0, caller, { action: 'takeBackTask', set, event: 'cancelled' }, [
        insertAfter(changed, 'CaseMessage', message),
        intoOutboxAfter(changed, outbox),
      ]);
    },
  };

  /** @param further writes of the same statement that come after `changed`: done with it or not at all. */
  async function change(
    task: TaskRow,
    version: number,
    caller: Caller,
    { action, set, event, note, taker }: Change,
    further: readonly Prisma.Sql[] = [],
  ): Promise<void> {
    const unfit = unfitFor(task, caller, action, set);
    const rooms = taker && roomsFor(taker, [task.candidate], limits, clock.now());
    const changedRow = Prisma.sql`
      UPDATE "Task" SET ${assignments(set)}, "version" = "version" + 1 ${whoIsLeft(set)}
      WHERE "id" = ${task.id}::uuid AND "version" = ${version} AND "state" = ${task.state} AND NOT ${unfit}
        ${rooms ? Prisma.sql`AND (SELECT "free" FROM room)` : Prisma.empty} RETURNING "id", "assignee"`;
    const history = event === undefined ? [] : [historyLine(task, caller, event, note)];
    const writes = [...history, ...further].map(
      (write, index) => Prisma.sql`${Prisma.raw(`write_${index}`)} AS (${write})`,
    );
    const room = rooms ? [Prisma.sql`room AS MATERIALIZED (${rooms})`] : [];
    const named = Prisma.join([...room, Prisma.sql`${Prisma.raw(changed)} AS (${changedRow})`, ...writes]);
    const left = rooms ? Prisma.sql`(SELECT to_jsonb(room) FROM room)` : Prisma.sql`NULL::jsonb`;
    const [done] = await run<{ count: number; isUnfit: boolean; room: Room | null }>(Prisma.sql`
      WITH ${named} SELECT count(*)::int AS "count", ${unfit} AS "isUnfit", ${left} AS "room"
      FROM ${Prisma.raw(changed)}`);
    if (done?.count !== 0) return;
    if (done.isUnfit) throw notCompetent(caller, action);
    if (taker && done.room?.free === false) throw noRoom(done.room, limits, taker, clock.now());
    throw overtaken(await getTask(run, task.id), version, action);
  }

  function historyLine(task: TaskRow, caller: Caller, action: string, note: string | undefined): Prisma.Sql {
    const noteSealed = note === undefined ? null : sealer.seal(note);
    return Prisma.sql`
      INSERT INTO "TaskEvent" ("taskId", "at", "action", "actor", "onBehalfOf", "assignee", "noteSealed")
      SELECT "id", ${clock.now()}::timestamptz, ${action}, ${caller.subject}, ${absenteeOf(task, caller) ?? null},
        "assignee", ${noteSealed}::bytea FROM ${Prisma.raw(changed)}`;
  }
}

/** Whoever stands aside may have been the last. */
function whoIsLeft({ barred }: Changes): Prisma.Sql {
  if (barred === undefined) return Prisma.empty;
  return Prisma.sql`, "nobodyLeft" = ${nobodyIsLeftFor('Task', Prisma.sql`${JSON.stringify(barred)}::jsonb`)}`;
}

/** What somebody does with a task as one of its candidates, and not as a supervisor. */
const asCandidate: readonly TaskAction[] = ['claimTask', 'completeTask', 'returnDelegation', 'delegateTask'];

/** By the staff register, as it is when the row is written: whoever acts, and whoever is to have it from now on. */
function unfitFor(
  { candidate, standIn, region }: TaskRow,
  { subject }: Caller,
  action: TaskAction,
  { assignee }: Changes,
) {
  const actor = asCandidate.includes(action)
    ? isUnfit(Prisma.sql`${subject}`, Prisma.sql`${standIn ?? candidate}`, Prisma.sql`${region}`)
    : isInactive(Prisma.sql`${subject}`);
  return assignee ? Prisma.sql`(${actor} OR ${isInactive(Prisma.sql`${assignee}`)})` : actor;
}

function notCompetent({ subject }: Caller, action: TaskAction): DomainError {
  return new DomainError(
    'NOBODY_COMPETENT',
    `By the staff register ${action} is not for ${subject}, or for whom it names.`,
    {
      params: { subject, missing: ['active'] },
    },
  );
}

function overtaken(task: TaskRow, seen: number, action: TaskAction): DomainError {
  checkPermittedTaskAction(action, task);
  const { id, state, version } = task;
  return new DomainError('VERSION_CONFLICT', `The task is at version ${version}, not ${seen}: read it again.`, {
    params: { task: id, state, version },
  });
}
