import type { SubjectKind } from '../../domain/tasks/subjects.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import { firstBroken, type AuditLink } from '../../store/subjects/audit-chain.ts';
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

/** What the audit chain of a subject says, in order. @throws Error where it is not whole up to the subject's head */
export async function wholeChain(
  prisma: PrismaClient,
  subjectId: string,
): Promise<{ actor: string; action: string; data: unknown }[]> {
  const head = await prisma.subject.findUniqueOrThrow({ where: { id: subjectId } });
  const chain = await prisma.auditEntry.findMany({ where: { subjectId }, orderBy: { sequence: 'asc' } });
  const broken = firstBroken(chain as unknown as AuditLink[]);
  if (broken !== undefined) throw new Error(`The chain of ${subjectId} is broken at ${broken}.`);
  const { sequence, hash } = chain.at(-1)!;
  if (sequence !== head.auditSequence || hash !== head.auditHash)
    throw new Error(`The chain of ${subjectId} does not end at its head.`);
  return chain.map(({ actor, action, data }) => ({ actor, action, data }));
}
