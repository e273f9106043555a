/**
 * 每月集中评审: every disease that is not decided at once is decided at least once a month [D3-P §二(二)1]. The case waits,
 * visible and with its deadline running, for its region's next round; meanwhile a county institution able to diagnose
 * may confirm a poor patient from existing records on any day [D3-P §二(二)2, PRACTICE #15].
 */
import { condition } from '@temporalio/workflow';
import type { Ruling } from '../../../domain/case/decision.ts';
import { acceptance, type Matter } from '../acceptance.ts';
import { assess } from '../assessment.ts';
import type { CaseFile, Ended, RuledByRound } from '../case-file.ts';
import { cases } from '../effects.ts';
import { tasks } from '../../tasks/effects.ts';
import type { CaseMessage } from '../../messages.ts';
import { requestForRound } from '../supplement.ts';
import { now } from '../../time.ts';
import { examinedInPerson, offerHomeVisit, type Seen } from '../../visits/visiting.ts';
import { until } from '../../tasks/ask-person.ts';
import { askPeople, endedBy, rulingIn } from '../asking.ts';

export async function monthlyBatch(file: CaseFile): Promise<Ruling | RuledByRound | Ended> {
  let waited = 0;
  for (;;) {
    const found = await assess(file, { mayApprove: false });
    offerHomeVisit(file, found);
    if (found.kind === 'ruled') return found.ruling;
    const matter = await acceptance(file, found);
    if (matter === 'supplied') continue;
    if ('ending' in matter) return matter;
    const seen = await examinedInPerson(file, matter);
    const heard = await ruledOrAsked(file, { ...matter, ...seen }, found.confirmableBy, waited);
    if (!('message' in heard)) return heard;
    const turned = await turnedBy(file, heard.message, matter);
    if (turned !== 'supplied') return turned;
    waited += 1;
  }
}

/** A ruling from existing records, or what the case is told while it waits for the round. */
async function ruledOrAsked(
  file: CaseFile,
  matter: Matter & Seen,
  confirmableBy: string | undefined,
  waited: number,
): Promise<Ruling | Told> {
  file.awaitsRound = true;
  const heard = confirmableBy ? await confirmationFromRecords(file, matter, confirmableBy) : undefined;
  const told = heard ?? (await waitForRound(file, matter, waited));
  file.awaitsRound = false;
  return told;
}

interface Told {
  readonly message: CaseMessage;
}

async function turnedBy(
  file: CaseFile,
  message: CaseMessage,
  { open }: Matter,
): Promise<RuledByRound | Ended | 'supplied'> {
  if (message.kind === 'roundRuled') return { round: message.round!, messageId: message.id };
  return message.kind === 'roundAsks' ? requestForRound(file, message, open) : endedBy(message);
}

/** Undefined when the institution leaves the case to the round, which may rule meanwhile; it refuses nobody. */
async function confirmationFromRecords(
  file: CaseFile,
  matter: Matter & Seen,
  institution: string,
): Promise<Ruling | Told | undefined> {
  const heard = await askPeople(file, { kind: 'recordConfirmation', stage: 'awaitingBatch', ...matter, institution });
  if ('message' in heard) return heard;
  const { answer } = heard;
  if (answer.outcome === 'approved') return rulingIn(answer);
  await tasks.recordAnswer({
    subject: file.subject,
    taskId: answer.taskId,
    outcome: answer.outcome,
    by: answer.by.subject,
    at: now(),
  });
  file.recorded(answer.taskId);
  return undefined;
}

/** However late the round comes; the deadline that passes meanwhile is recorded. */
async function waitForRound(file: CaseFile, { clock: { dueAt } }: Matter, ordinal: number): Promise<Told> {
  const { caseId, opening } = file;
  const told = () => file.leaving ?? file.heard('roundRuled', 'roundAsks');
  await cases.waitForRound({ caseId, opening, ordinal, dueAt, at: now() });
  file.waitsIn('awaitingBatch', dueAt);
  if (!(await condition(() => told() !== undefined, until(dueAt), { summary: `round due ${dueAt}` }))) {
    await cases.recordBreach({ caseId, opening, dueAt, at: now() });
    await condition(() => told() !== undefined);
  }
  return { message: told()! };
}
