import { randomUUID } from 'node:crypto';
import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { evidenceCodes } from '../../domain/eligibility/dossier.ts';
import { absenteeOf, mayWorkOn } from '../../domain/tasks/standing.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { NewNote, Note, TaskNoteStore } from '../../store/tasks/task-notes.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { TaskDetails } from '../../store/tasks/task-details.ts';
import type { TaskRow } from '../../store/tasks/task-rows.ts';
import { requirePermission } from '../http/authentication.ts';
import type { RequireDocuments } from '../documents/require-documents.ts';
import { readingTarget, requireAction } from './permission.ts';

interface Dependencies {
  /** @throws DomainError NOT_FOUND */
  getTask(id: string): Promise<TaskRow>;
  /** The same with the file 案卷 of its case. */
  getDetails(id: string): Promise<TaskDetails>;
  policies: PolicyStore;
  store: TaskNoteStore;
  requireDocuments: RequireDocuments;
  sealer: Sealer;
  clock: Clock;
}

interface Attached {
  readonly documentId: string;
  readonly evidence?: string | undefined;
  readonly text?: string | undefined;
}

export type TaskNotes = ReturnType<typeof createTaskNotes>;

/** What reviewers write on a task and add to it, and its history. It changes nothing that another may be looking at. */
export function createTaskNotes({
  getTask,
  getDetails,
  policies,
  store,
  requireDocuments,
  sealer,
  clock,
}: Dependencies) {
  return {
    async comment(id: string, text: string, caller: Caller) {
      const task = await getTask(id);
      requireAction('commentTask', task, caller);
      return add(task, caller, { textSealed: sealer.seal(text) });
    },

    /**
     * @throws DomainError DOCUMENT_UNKNOWN unless the caller has uploaded it, INVALID_REQUEST for what is no evidence
     * of the disease
     */
    async attach(id: string, { documentId, evidence, text }: Attached, caller: Caller) {
      const task = await getDetails(id);
      requireAction('attachToTask', task, caller);
      await requireDocuments([{ documentId, where: '/body/documentId' }], caller);
      if (evidence !== undefined) await requireEvidence(evidence, task);
      return add(task, caller, {
        documentId,
        ...(evidence !== undefined && { evidence }),
        ...(text !== undefined && { textSealed: sealer.seal(text) }),
      });
    },

    /** All that was written at the steps of what the task is about, oldest first. */
    async notes(id: string, caller: Caller) {
      const { subjectId } = await readable(id, caller);
      return (await store.of(subjectId)).map(noteView);
    },

    /** Oldest first. */
    async events(id: string, caller: Caller) {
      await readable(id, caller);
      const events = await store.eventsOf(id);
      return events.map(({ at, action, actor, onBehalfOf, assignee, noteSealed }) => ({
        at: at.toISOString(),
        action,
        actor,
        onBehalfOf,
        assignee,
        note: noteSealed && (sealer.open(noteSealed) as string),
      }));
    },
  };

  async function requireEvidence(evidence: string, { policyVersionId, disease }: TaskDetails): Promise<void> {
    const codes = disease === null ? [] : evidenceCodes(await policies.get(policyVersionId), disease);
    if (codes.includes(evidence)) return;
    const hint = codes.join(', ') || 'leave it out';
    const findings = [{ where: '/body/evidence', problem: `${evidence} is no evidence of the disease`, hint }];
    throw new DomainError('INVALID_REQUEST', 'The disease does not ask for this.', { findings });
  }

  async function add(task: TaskRow, caller: Caller, said: Pick<NewNote, 'textSealed' | 'documentId' | 'evidence'>) {
    const by = {
      id: randomUUID(),
      subjectId: task.subjectId,
      taskId: task.id,
      at: clock.now(),
      author: caller.subject,
      onBehalfOf: absenteeOf(task, caller) ?? null,
    };
    return noteView(await store.add({ ...by, ...said }));
  }

  async function readable(id: string, caller: Caller): Promise<TaskRow> {
    const task = await getDetails(id);
    requirePermission('readTask', caller, readingTarget(task));
    if (mayWorkOn(task, caller)) return task;
    const params = { operation: 'readTaskNotes', reason: 'barred' };
    throw new DomainError('NOT_PERMITTED', 'What colleagues wrote is for those who may work on the task.', { params });
  }

  function noteView({ id, taskId, at, author, onBehalfOf, textSealed, documentId, evidence }: Note) {
    return {
      id,
      taskId,
      at: at.toISOString(),
      author,
      onBehalfOf,
      documentId,
      evidence,
      text: textSealed && (sealer.open(textSealed) as string),
    };
  }
}
