import { z } from 'zod';
import type { AnswerGiven } from '../../domain/tasks/answer-given.ts';
import { permits, type Caller } from '../../domain/access/access.ts';
import { offeredReasons } from '../../domain/eligibility/offered-reasons.ts';
import { stated } from '../../domain/policy/figure.ts';
import type { Policy, StandIn } from '../../domain/policy/schema.ts';
import { answerJsonSchema } from '../../domain/tasks/answering.ts';
import type { Answer } from '../../domain/tasks/answers.ts';
import { mayRefuse, taskKindNames, type TaskKind } from '../../domain/tasks/kinds.ts';
import { actionsOn, mayWorkOn } from '../../domain/tasks/standing.ts';
import { standsAsInQueue, type TaskFilter } from '../../domain/tasks/task-filter.ts';
import type { Clock } from '../../platform/clock.ts';
import { languageOf } from '../../platform/http/language.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { appealIn, type DossierRow } from '../../store/cases/dossier.ts';
import type { Acknowledged, TaskDetails, TaskOnSubject } from '../../store/tasks/task-details.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { After, TaskList } from '../../store/tasks/task-list.ts';
import type { TaskRow } from '../../store/tasks/task-rows.ts';
import { dossierView, paperView, pointView, readableDossier } from '../cases/dossier-view.ts';
import { readerOf, type Reading } from '../reads/witness.ts';
import { requirePermission } from '../http/authentication.ts';
import { readingTarget } from './permission.ts';
import { decodeValues, encodeValues, pageBy } from '../http/cursor.ts';
import type { SayReason, Speaker } from '../http/speaker.ts';

const forms = Object.fromEntries(taskKindNames.map((kind) => [kind, answerJsonSchema(kind)])) as Record<
  TaskKind,
  ReturnType<typeof answerJsonSchema>
>;

/** Beyond it, a count says only that there are more. */
const countedExactly = 10_000;

export type TaskReads = ReturnType<typeof createTaskReads>;

interface Dependencies {
  /** @throws DomainError NOT_FOUND */
  getDetails(id: string, acknowledged?: Acknowledged): Promise<TaskDetails>;
  tasks: TaskList;
  sealer: Sealer;
  clock: Clock;
  policies: PolicyStore;
  speak: Speaker;
}

export function createTaskReads({ getDetails, tasks, sealer, clock, policies, speak }: Dependencies) {
  return {
    async list(filter: TaskFilter, caller: Caller, limit: number, cursor: string | undefined) {
      const inQueue = standsAsInQueue(filter);
      const after = cursor === undefined ? undefined : positionOf(cursor, inQueue);
      const rows = await tasks.rows(filter, caller, limit + 1, after);
      const { items, next } = pageBy(rows, limit, inQueue ? cursorInQueue : cursorByDue);
      return { items: items.map((row) => summaryOf(row, caller)), next };
    },

    async count(filter: TaskFilter, caller: Caller) {
      const count = await tasks.count(filter, caller, countedExactly + 1);
      return { count: Math.min(count, countedExactly), exact: count <= countedExactly };
    },

    /**
     * @throws DomainError NOT_FOUND, NOT_PERMITTED
     */
    async get(id: string, caller: Caller, language: string | undefined) {
      return shown(await getDetails(id), caller, language);
    },

    /** The same once the workflow has taken the answer: its message goes, and what is shown is put down, at once. */
    async getAnswered(id: string, given: AnswerGiven, reading: Reading, language: string | undefined) {
      const reader = readerOf(reading, clock.now());
      return shown(await getDetails(id, { given, reader }), reading.caller, language);
    },

    shown,
  };

  /** @throws DomainError NOT_PERMITTED */
  async function shown(row: TaskDetails, caller: Caller, language: string | undefined) {
    requirePermission('listTasks', caller, row);
    const say = await speak(row.policyVersionId, row.disease ?? '', language);
    const policy = await policies.get(row.policyVersionId);
    const mayRead = permits('readTask', caller, readingTarget(row)).permitted;
    const mayWork = mayRead && mayWorkOn(row, caller);
    // Only what may be opened as well is listed.
    const dossier = (row.dossier && mayWork && readableDossier(row.dossier, caller, row.assignee)) || null;
    const reader = { policy, language: languageOf(language), sealer, now: clock.now() };
    const rejection = row.rejection as { code: string; message: string } | null;
    return {
      appeal: dossier && row.kind === 'appealReview' ? appealView(dossier, say) : null,
      ...summaryOf(row, caller),
      open: mayRead ? row.open.map((reason) => pointView(reason, say, dossier && { policy, ...dossier })) : [],
      dossier: dossier && dossierView(dossier, reader),
      refusalReasons: mayWork && !isOver(row) ? reasonsOffered(row, policy, say) : null,
      form: isOver(row) ? null : forms[row.kind],
      follows: mayWork ? answerBefore(row) : null,
      stepsIn: row.state === 'ready' && row.nobodyLeft ? stepsInFor(row, policy) : null,
      rejection: rejection && { code: rejection.code, message: rejection.message },
    };
  }

  /** What is to be looked at again: why, with which papers, and what was decided, by whom as a role. */
  function appealView(dossier: DossierRow, say: SayReason) {
    const appeal = appealIn(dossier, sealer);
    if (!appeal) return null;
    const { decision } = dossier;
    return {
      grounds: appeal.grounds,
      at: appeal.at,
      papers: dossier.papers.filter(({ documentId }) => appeal.documentIds.includes(documentId)).map(paperView),
      decision: decision && {
        outcome: decision.outcome,
        decidedAt: new Date(decision.decidedAt).toISOString(),
        decidedBy: decision.decidedBy.kind,
        role: 'role' in decision.decidedBy ? decision.decidedBy.role : null,
        reasons: (decision.reasons ?? []).map((reason) => ({ ...reason, text: say(reason) })),
      },
    };
  }

  function stepsInFor({ candidate }: TaskDetails, { separationOfDuties }: Policy) {
    const named: Partial<Record<string, StandIn>> = stated(separationOfDuties.stepsIn) ?? {};
    return named[candidate] ?? null;
  }

  /** The answer that led to a task, with what was written in it: an opinion, or why it was sent back 退回. */
  function answerBefore({
    answeredKind: kind,
    answeredSealed,
    answeredBy: by,
    answeredFor: onBehalfOf,
    answeredRole: role,
    answeredAt,
  }: TaskDetails) {
    if (!kind || !answeredSealed || !by || !role || !answeredAt) return null;
    const { by: _by, ...answer } = sealer.open(answeredSealed) as Answer & { by: object };
    return { kind, by, onBehalfOf, role, at: answeredAt.toISOString(), answer };
  }
}

function reasonsOffered({ kind, disease, open }: TaskDetails, policy: Policy, say: SayReason) {
  if (disease === null || !mayRefuse(kind)) return null;
  return offeredReasons(policy, disease, open).map((reason) => ({ ...reason, text: say(reason) }));
}

function isOver({ state }: TaskRow): boolean {
  return state === 'completed' || state === 'cancelled';
}

const queuePosition = z.tuple([z.int(), z.int(), z.iso.datetime(), z.uuid()]);
const duePosition = z.tuple([z.iso.datetime(), z.uuid()]);

function positionOf(cursor: string, inQueue: boolean): After {
  if (!inQueue) {
    const [dueAt, id] = decodeValues(cursor, duePosition);
    return { due: [new Date(dueAt), id] };
  }
  const [major, minor, dueAt, id] = decodeValues(cursor, queuePosition);
  return { queue: [major, minor, new Date(dueAt), id] };
}

function cursorInQueue({ majorPriority, minorPriority, dueAt, id }: TaskRow): string {
  return encodeValues([majorPriority, minorPriority, dueAt.toISOString(), id]);
}

function cursorByDue({ dueAt, id }: TaskRow): string {
  return encodeValues([dueAt.toISOString(), id]);
}

export function summaryOf(row: TaskOnSubject, caller: Caller) {
  const applicationId = row.subjectKind === 'case' ? row.subjectId : null;
  const { id, kind, region, institution, candidate, specialty, state, assignee, delegator, version } = row;
  const { majorPriority: major, minorPriority: minor, completedBy, onBehalfOf, answer, standIn } = row;
  return {
    id,
    subject: { kind: row.subjectKind, id: row.subjectId },
    applicationId,
    kind,
    region,
    institution,
    candidate,
    specialty,
    state,
    assignee,
    delegator,
    version,
    priority: { major, minor },
    completedBy,
    onBehalfOf,
    answer,
    nobodyLeft: row.state === 'ready' && row.nobodyLeft,
    standIn,
    ...instants(row),
    permittedActions: actionsOn(row, caller),
    links: { self: `/v1/tasks/${id}`, application: applicationId && `/v1/applications/${applicationId}` },
  };
}

function instants({ createdAt, claimedAt, warnAt, dueAt, warnedAt, breachedAt, escalatedAt, completedAt }: TaskRow) {
  const text = (instant: Date | null) => instant?.toISOString() ?? null;
  return {
    createdAt: createdAt.toISOString(),
    dueAt: dueAt.toISOString(),
    claimedAt: text(claimedAt),
    warnAt: text(warnAt),
    warnedAt: text(warnedAt),
    breachedAt: text(breachedAt),
    escalatedAt: text(escalatedAt),
    completedAt: text(completedAt),
  };
}
