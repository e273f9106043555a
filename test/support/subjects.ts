import type { SubjectKind } from '../../domain/tasks/subjects.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import { subjectIdOf, type NamedSubjectKind } from '../../store/subjects/subject.ts';

/** A subject that a row put there by hand belongs to. */
export async function aSubject(
  prisma: PrismaClient,
  kind: SubjectKind,
  id: string,
  region = 'rizhao',
): Promise<string> {
  await prisma.subject.createMany({ data: { id, kind, region }, skipDuplicates: true });
  return id;
}

/** The same of one that is known by its name. */
export function aNamedSubject(prisma: PrismaClient, kind: NamedSubjectKind, name: string): Promise<string> {
  return aSubject(prisma, kind, subjectIdOf(kind, name));
}
