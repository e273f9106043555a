import type { Role } from '../../domain/access/grants.ts';
import type { AnswerGiven } from '../../domain/tasks/answer-given.ts';
import type { TaskKind } from '../../domain/tasks/kinds.ts';
import type { SubjectKind } from '../../domain/tasks/subjects.ts';
import { Prisma } from '../../generated/engine/client.ts';
import type { RunStatement } from '../../platform/database.ts';
import { dossierOf, dossierRow, type DossierRow, type RawDossier } from '../cases/dossier.ts';
import { answerOutOfOutbox } from '../outbox/outbox.ts';
import { readAfter, shownOfTasks, type Reader } from '../reads/reads.ts';
import { noSuchTask, taskColumns, type TaskRow } from './task-rows.ts';

/** A task, and what sort of thing it is about. */
export interface TaskOnSubject extends TaskRow {
  readonly subjectKind: SubjectKind;
}

/** A task with what its reader is told besides: of its case, and of the answer that led to it. */
export interface TaskDetails extends TaskOnSubject {
  /** Of a case. */
  readonly disease: string | null;
  readonly answeredKind: TaskKind | null;
  readonly answeredSealed: Uint8Array | null;
  readonly answeredBy: string | null;
  readonly answeredFor: string | null;
  readonly answeredRole: Role | null;
  readonly answeredAt: Date | null;
  /** 案卷 of a case. */
  readonly dossier: DossierRow | null;
}

/** As the statement returns it. */
export type RawDetails = Omit<TaskDetails, 'dossier'> & { readonly dossier: RawDossier | null };

export function taskDetails({ dossier, ...row }: RawDetails): TaskDetails {
  return { ...row, dossier: dossier && dossierRow(dossier) };
}

/** @param source of task rows: the table, or a part of the same statement that returns some. */
export function detailsFrom(source: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT ${taskColumns}, subject."kind" AS "subjectKind", "case"."disease", answered."kind" AS "answeredKind",
      answered."resultSealed" AS "answeredSealed", answered."completedBy" AS "answeredBy",
      answered."onBehalfOf" AS "answeredFor", answered."candidate" AS "answeredRole",
      answered."completedAt" AS "answeredAt", ${dossierOf(Prisma.sql`task."subjectId"`)} AS "dossier"
    FROM ${source} AS task JOIN "Subject" AS subject ON subject."id" = task."subjectId"
      LEFT JOIN "ApplicationCase" AS "case" ON "case"."id" = task."subjectId"
      LEFT JOIN "Task" AS answered ON answered."id" = task."follows"`;
}

/** The answer that the workflow has taken, and to whom its task is shown then. */
export interface Acknowledged {
  readonly given: AnswerGiven;
  readonly reader: Reader;
}

/**
 * @param acknowledged its message goes by the same statement, which puts down that the task is shown.
 * @throws DomainError NOT_FOUND
 */
export async function getTaskDetails(run: RunStatement, id: string, acknowledged?: Acknowledged): Promise<TaskDetails> {
  const details = Prisma.sql`${detailsFrom(Prisma.raw('"Task"'))} WHERE task."id" = ${id}::uuid`;
  const [row] = await run<RawDetails>(
    acknowledged === undefined ? details : Prisma.sql`WITH ${alongside(id, acknowledged)} ${details}`,
  );
  if (!row) throw noSuchTask(id);
  return taskDetails(row);
}

function alongside(id: string, { given, reader }: Acknowledged): Prisma.Sql {
  const answered = Prisma.sql`(SELECT * FROM "Task" WHERE "id" = ${id}::uuid)`;
  return Prisma.sql`sent AS (${answerOutOfOutbox(given)}),
    shown AS (${readAfter(reader, ['diagnosis'], shownOfTasks(answered))})`;
}
