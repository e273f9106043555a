/**
 * 每月集中评审: every disease that is not decided at once is decided at least once a month [D3-P §二(二)1].
 * The case waits, visible and with its deadline running, for its region's next round.
 */
import type { Ruling } from '../../domain/case/decision.ts';
import type { CaseFile } from '../case-file.ts';
import { rulingOfAnotherProcedure } from './awaiting.ts';

export async function monthlyBatch(file: CaseFile): Promise<Ruling> {
  return rulingOfAnotherProcedure(file, 'awaitingBatch');
}
