/**
 * 每月集中评审: every disease that is not decided at once is decided at least once a month [D3-P §二(二)1]. The case waits,
 * visible and with its deadline running, for its region's next round; meanwhile a county institution able to diagnose may
 * confirm a poor patient from existing records on any day [D3-P §二(二)2, PRACTICE #15].
 */
import { condition } from '@temporalio/workflow';
import type { Ruling } from '../../domain/case/decision.ts';
import { acceptance, type Matter } from '../acceptance.ts';
import { assess } from '../assessment.ts';
import type { CaseFile, Ended } from '../case-file.ts';
import { cases, steps } from '../effects.ts';
import { now } from '../time.ts';
import { examinedInPerson, offerHomeVisit, type Seen } from '../visiting.ts';
import { askPeople, endedBy, rulingIn, until } from '../waiting.ts';

export async function monthlyBatch(file: CaseFile): Promise<Ruling | Ended> {
  for (;;) {
    const found = await assess(file, { mayApprove: false });
    offerHomeVisit(file, found);
    if (found.kind === 'ruled') return found.ruling;
    const matter = await acceptance(file, found);
    if (matter === 'supplied') continue;
    if ('ending' in matter) return matter;
    const seen = await examinedInPerson(file, matter);
    const confirmed = found.confirmableBy ? await confirmationFromRecords(file, { ...matter, ...seen }, found.confirmableBy) : undefined;
    return confirmed ?? waitForRound(file, matter);
  }
}

/** Undefined when the institution leaves the case to the round; it refuses nobody. */
async function confirmationFromRecords(file: CaseFile, matter: Matter & Seen, institution: string): Promise<Ruling | Ended | undefined> {
  const heard = await askPeople(file, { kind: 'recordConfirmation', stage: 'awaitingBatch', ...matter, institution });
  if ('message' in heard) return endedBy(heard.message);
  const { answer } = heard;
  if (answer.outcome === 'approved') return rulingIn(answer);
  await steps.recordAnswer({ caseId: file.caseId, taskId: answer.taskId, outcome: answer.outcome, by: answer.by.subject, at: now() });
  file.recorded(answer.taskId);
  return undefined;
}

async function waitForRound(file: CaseFile, { clock: { dueAt } }: Matter): Promise<Ended> {
  const { caseId, opening } = file;
  await cases.waitForRound({ caseId, opening, dueAt, at: now() });
  file.waitsIn('awaitingBatch', dueAt);
  if (!(await condition(() => file.leaving !== undefined, until(dueAt), { summary: `round due ${dueAt}` }))) {
    await cases.recordBreach({ caseId, opening, dueAt, at: now() });
    await condition(() => file.leaving !== undefined);
  }
  return endedBy(file.leaving!);
}
