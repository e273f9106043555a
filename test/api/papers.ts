/** Papers as patients and reviewers bring them, and answers that rest on them. */
import type { Caller } from '../../domain/access/access.ts';
import { papers } from '../../examples/office/papers.ts';
import type { App } from './calls.ts';

/** Uploads one. Returns its id. */
export async function upload(app: Pick<App, 'as'>, caller: Caller): Promise<string> {
  const { body } = await app.as(caller)('POST', '/v1/documents', papers['discharge-summary.pdf'], {
    'content-type': 'application/pdf',
  });
  return body.id;
}

/** An application for the disease with a paper for the evidence, uploaded by whoever applies. */
export async function withPaper(
  app: Pick<App, 'as'>,
  caller: Caller,
  asked: object,
  evidence: string,
): Promise<{ diseases: object[] }> {
  return { diseases: [{ ...asked, documents: [{ evidence, documentId: await upload(app, caller) }] }] };
}

interface Open {
  readonly papers: readonly string[] | null;
}

/** Every point satisfied, by whatever papers the task lists for it. */
export function satisfied(open: readonly Open[], note?: string) {
  return open.map(({ papers: shown }, point) => ({
    point,
    answer: 'satisfied' as const,
    ...(shown && shown.length > 0 && { papers: [...shown] }),
    ...(note !== undefined && { note }),
  }));
}

interface Task {
  readonly id: string;
  readonly open: readonly (Open & {
    readonly satisfiedBy: readonly string[];
    readonly params: Readonly<Record<string, unknown>>;
  })[];
}

/**
 * The same at a task that its caller holds: what the file lacks, the patient has brought to the counter, and whoever
 * holds the task puts it into the file.
 */
export async function settled(app: Pick<App, 'as'>, caller: Caller, { id, open }: Task) {
  const answers = [];
  for (const [point, { papers: shown, satisfiedBy, params }] of open.entries()) {
    const names = [...(shown ?? [])];
    if (satisfiedBy.includes('paper') && names.length === 0) {
      const { required = [], alternatives = [] } = params as Record<string, string[]>;
      for (const evidence of [...required, ...alternatives.slice(0, 1)]) {
        const documentId = await upload(app, caller);
        await app.as(caller)('POST', `/v1/tasks/${id}/attachments`, { documentId, evidence });
        names.push(documentId);
      }
    }
    answers.push({ point, answer: 'satisfied' as const, ...(names.length > 0 && { papers: names }) });
  }
  return answers;
}
