import { createHash } from 'node:crypto';
import type { SubjectKind } from '../../domain/tasks/subjects.ts';
import { Prisma } from '../../generated/engine/client.ts';
import { insertInto } from '../one-statement.ts';

/** Those whose own ids are no UUIDs. */
export type NamedSubjectKind = Exclude<SubjectKind, 'case' | 'person'>;

/** The id of a subject that has a name: the same wherever and whenever it is asked, so that it needs no look-up. */
export function subjectIdOf(kind: NamedSubjectKind, name: string): string {
  const digest = createHash('sha256').update(`${kind}/${name}`).digest();
  digest[6] = (digest[6]! & 0x0f) | 0x80; // version 8: made by a rule of our own
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  const text = digest.subarray(0, 16).toString('hex');
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export interface NewSubject {
  readonly id: string;
  readonly kind: SubjectKind;
  readonly region: string | null;
  /** Head of its audit chain, where it begins with an entry. */
  readonly auditSequence?: number;
  readonly auditHash?: string;
}

/** @param subjects with the same fields each, not none. */
export function newSubjects(subjects: readonly NewSubject[]): Prisma.Sql {
  return insertInto(
    'Subject',
    subjects.map((subject) => ({ ...subject })),
  );
}

/** The same where they may be there already. */
export function subjectsOnce(subjects: readonly NewSubject[]): Prisma.Sql {
  return Prisma.sql`${newSubjects(subjects)} ON CONFLICT DO NOTHING`;
}
