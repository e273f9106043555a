/** The engine's effects on bare Temporal, in the engine's order: no procedures, no messages, no search attributes. */
import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Applicant, BareEffects } from './effects.ts';

const queued = proxyActivities<BareEffects>({ startToCloseTimeout: '30s' });
const local = proxyLocalActivities<BareEffects>({ startToCloseTimeout: '10s' });

export async function withActivities(caseId: string, applicant: Applicant): Promise<void> {
  await allEffects(queued, caseId, applicant);
}

export async function withLocalActivities(caseId: string, applicant: Applicant): Promise<void> {
  await allEffects(local, caseId, applicant);
}

async function allEffects(effects: BareEffects, caseId: string, applicant: Applicant): Promise<void> {
  await effects.take(caseId);
  await effects.assess(caseId, applicant.personId);
  await effects.decide(caseId);
  await effects.file(caseId, applicant);
  await effects.tell(caseId);
}
