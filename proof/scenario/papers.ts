import { readFileSync } from 'node:fs';
import { fromRoot } from '../../platform/project-root.ts';
import type { TokenClaims } from '../../stack/issuer.ts';
import type { Scene } from './scene.ts';

const paper = () =>
  new Uint8Array(readFileSync(fromRoot('examples', 'rizhao', 'documents', 'diagnosis-certificate.pdf')));

/** A paper of its own for each evidence; what stands on it is for people to read. */
export async function upload({ town }: Scene, caller: TokenClaims, evidence: readonly string[]) {
  const documents: { evidence: string; documentId: string }[] = [];
  for (const code of evidence) {
    const { status, body } = await town.call(caller, 'POST', '/v1/documents', paper(), {
      'content-type': 'application/pdf',
    });
    if (status !== 201) throw new Error(`uploading was answered ${status}: ${JSON.stringify(body)}`);
    documents.push({ evidence: code, documentId: (body as { id: string }).id });
  }
  return documents;
}
