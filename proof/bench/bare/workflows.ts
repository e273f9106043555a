/**
 * The engine's effects on bare Temporal, in the engine's order: no procedures, no checks, no timers, no search
 * attributes.
 */
import { condition, defineUpdate, proxyActivities, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import type { Applicant, BareEffects, Step } from './effects.ts';

const queued = proxyActivities<BareEffects>({ startToCloseTimeout: '30s' });
const local = proxyLocalActivities<BareEffects>({ startToCloseTimeout: '10s' });

export async function withActivities(caseId: string, applicant: Applicant): Promise<void> {
  await decidedAtOnce(queued, caseId, applicant);
}

export async function withLocalActivities(caseId: string, applicant: Applicant): Promise<void> {
  await decidedAtOnce(local, caseId, applicant);
}

async function decidedAtOnce(effects: BareEffects, caseId: string, applicant: Applicant): Promise<void> {
  const next = stepsOf(caseId);
  await effects.take(next());
  await effects.assess(next(), applicant.personId);
  await effects.decide(next());
  await effects.file(next(), applicant);
  await effects.tell(next(), 'approved');
}

export const answerTask = defineUpdate<void>('answerTask');

/**
 * Two people in turn, each with a task; whoever answers has their answer in the same workflow task as what follows from
 * it.
 */
export async function reviewWithLocalActivities(
  caseId: string,
  applicant: Applicant,
  tasks: readonly [string, string],
): Promise<void> {
  const next = stepsOf(caseId);
  let answered = 0;
  setHandler(answerTask, () => void (answered += 1));
  await local.take(next());
  await local.assess(next(), applicant.personId);
  await local.tell(next(), 'received');
  await local.openTask(next(), tasks[0], applicant);
  await condition(() => answered === 1);
  await local.recordAnswer(next(), tasks[0]);
  await local.openTask(next(), tasks[1], applicant);
  await condition(() => answered === 2);
  await local.decide(next(), tasks[1]);
  await local.file(next(), applicant);
  await local.allotHandbook(next());
  await local.tell(next(), 'approved');
}

/** Its receipt is the first entry of a case's chain. */
function stepsOf(caseId: string): () => Step {
  let sequence = 1;
  return () => ({ caseId, sequence: (sequence += 1) });
}
