/**
 * 每月集中评审: every disease that is not decided at once is decided at least once a month [D3-P §二(二)1]. The case waits,
 * visible and with its deadline running, for its region's next round; meanwhile a county institution able to diagnose
 * may confirm a poor patient from existing records on any day [D3-P §二(二)2, PRACTICE #15].
 */
import { condition } from '@temporalio/workflow';
import type { Ruling } from '../../../domain/case/decision.ts';
import { acceptance, suppliedOrConcluded, type Matter } from '../acceptance.ts';
import type { Over } from '../recording.ts';
import { askPeople } from '../asking.ts';
import { assess } from '../assessment.ts';
import type { CaseFile } from '../case-file.ts';
import { cases } from '../effects.ts';
import { recordMessage, type Heard } from '../recording.ts';
import { heardBefore, now } from '../../time.ts';
import { examinedInPerson, offerHomeVisit, type Seen } from '../../visits/visiting.ts';

export async function monthlyBatch(file: CaseFile): Promise<Ruling | Over> {
  let waited = 0;
  for (;;) {
    const found = await assess(file, { mayApprove: false });
    offerHomeVisit(file, found);
    if (found.kind === 'ruled') return found.ruling;
    const matter = await acceptance(file, found);
    if (matter === 'supplied') continue;
    if ('conclusion' in matter) return matter;
    const seen = await examinedInPerson(file, matter);
    const heard = await ruledOrAsked(file, { ...matter, ...seen }, found.confirmableBy, waited);
    const turned = await suppliedOrConcluded(file, heard);
    if (turned !== 'supplied') return turned;
    waited += 1;
  }
}

/** How it was concluded, from existing records or by the round; or what an expert of the round asks for. */
async function ruledOrAsked(
  file: CaseFile,
  matter: Matter & Seen,
  institution: string | undefined,
  waited: number,
): Promise<Heard> {
  file.awaitsRound = true;
  const heard =
    institution === undefined
      ? undefined
      : await askPeople(file, { kind: 'recordConfirmation', stage: 'awaitingBatch', ...matter, institution });
  // An institution that leaves the case to the round refuses nobody.
  const ruled = heard && heard.kind !== 'answered' ? heard : await waitForRound(file, matter, waited);
  file.awaitsRound = false;
  return ruled;
}

/** However late the round comes; the deadline that passes meanwhile is recorded. */
async function waitForRound(file: CaseFile, { open, clock: { dueAt } }: Matter, ordinal: number): Promise<Heard> {
  const { caseId, opening } = file;
  const told = () => file.leaving ?? file.heard('roundRuled', 'roundAsks');
  await cases.waitForRound({ caseId, opening, ordinal, dueAt, at: now() });
  file.waitsIn('awaitingBatch', dueAt);
  for (let isLate = false; ;) {
    if (!isLate && !(await heardBefore(() => told() !== undefined, 'round due', dueAt))) {
      isLate = true;
      await cases.recordBreach({ caseId, opening, dueAt, at: now() });
    }
    await condition(() => told() !== undefined);
    const heard = await recordMessage(file, told()!, open);
    if (heard) return heard;
  }
}
