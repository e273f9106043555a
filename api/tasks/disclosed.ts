/** What answers about tasks show of people: a task tells what is open in its case, and what was said of it. */
import type { Shown } from '../../domain/reads/data-kinds.ts';
import { disclosing, disclosingAlways } from '../http/disclosing.ts';

export const ofTask = disclosingAlways('diagnosis');
export const ofTaskNotes = disclosing<{ items: readonly object[] }>(({ items }, { params }) => {
  const { id } = params as { id: string };
  return items.length === 0 ? undefined : { tasks: [id], kinds: ['notes'] };
});

interface BulkAnswer {
  readonly results: readonly { readonly id: string; readonly problem: { status: number; code: string } | null }[];
}

const forbidden = 403;

/** Nothing is shown; but whoever tries tasks that are not theirs leaves a trace. */
export const ofBulk = disclosing<BulkAnswer>(({ results }): Shown | undefined => {
  const refused = results.filter(({ problem }) => problem?.status === forbidden);
  const [first] = refused;
  return first && { tasks: refused.map(({ id }) => id), kinds: [], refusal: first.problem!.code };
});
