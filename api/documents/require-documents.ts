import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Uploads } from '../../store/documents/uploads.ts';

/** A paper that is referred to, and where in the request. */
export interface NamedDocument {
  readonly documentId: string;
  readonly where: string;
}

/** Papers count only where whoever refers to them has uploaded them. @throws DomainError DOCUMENT_UNKNOWN */
export type RequireDocuments = (named: readonly NamedDocument[], caller: Caller) => Promise<void>;

export function createDocumentCheck(uploads: Pick<Uploads, 'uploadedBy'>): RequireDocuments {
  return async (named, { subject }) => {
    if (named.length === 0) return;
    const ids = named.map(({ documentId }) => documentId);
    const known = await uploads.uploadedBy(subject, ids);
    const findings = named
      .filter(({ documentId }) => !known.has(documentId))
      .map(({ where }) => ({
        where,
        problem: 'no such document of yours',
        hint: 'upload it first: POST /v1/documents',
      }));
    if (findings.length > 0) {
      throw new DomainError('DOCUMENT_UNKNOWN', 'Documents are named that you have not uploaded.', { findings });
    }
  };
}

/** The papers under this place of a request, as `/body/diseases/0`. */
export function namedUnder(where: string, documents: readonly { readonly documentId: string }[]): NamedDocument[] {
  return documents.map(({ documentId }, index) => ({ documentId, where: `${where}/documents/${index}/documentId` }));
}
