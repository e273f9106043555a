import type { Caller } from '../../domain/access.ts';
import { DomainError } from '../../domain/errors.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import type { SubmissionForm } from './form.ts';

/** Papers count only where whoever refers to them has uploaded them. @throws DomainError DOCUMENT_UNKNOWN */
export async function requireDocuments(prisma: PrismaClient, { diseases }: SubmissionForm, caller: Caller): Promise<void> {
  const named = diseases.flatMap(({ documents }, disease) =>
    documents.map(({ documentId }, index) => ({ documentId, where: `/body/diseases/${disease}/documents/${index}/documentId` })),
  );
  if (named.length === 0) return;
  const ids = named.map(({ documentId }) => documentId);
  const found = await prisma.document.findMany({ where: { id: { in: ids }, uploadedBy: caller.subject }, select: { id: true } });
  const known = new Set(found.map(({ id }) => id));
  const findings = named
    .filter(({ documentId }) => !known.has(documentId))
    .map(({ where }) => ({ where, problem: 'no such document of yours', mend: 'upload it first: POST /v1/documents' }));
  if (findings.length > 0) {
    throw new DomainError('DOCUMENT_UNKNOWN', 'The submission names documents that you have not uploaded.', { findings });
  }
}
