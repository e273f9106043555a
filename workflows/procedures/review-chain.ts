/**
 * 科室复核 → 审核确认: the hospital's department, then its confirming officer, within the pack's working days from
 * acceptance [D2 §一(七)]. The case waits, visible and with its deadline running, for the department.
 */
import type { Ruling } from '../../domain/case/decision.ts';
import type { CaseFile } from '../case-file.ts';
import { rulingOfAnotherProcedure } from './awaiting.ts';

export async function reviewChain(file: CaseFile): Promise<Ruling> {
  return rulingOfAnotherProcedure(file, 'awaitingReviewChain');
}
