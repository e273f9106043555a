/**
 * 即时办结: malignant tumour, dialysis, anti-rejection after transplant, severe mental disorder [D3-C §二, D3-P §二(二)1].
 * The rules approve at once where structured records meet the criteria; formal reasons refuse; whatever stays open
 * goes to one handling officer, due by the end of the working day (PRACTICE, Immediate, not automatic).
 */
import type { Ruling } from '../../domain/case/decision.ts';
import type { CaseFile } from '../case-file.ts';
import { cases } from '../effects.ts';
import { now } from '../time.ts';
import { rulingOfAPerson } from './awaiting.ts';

export async function immediate(file: CaseFile): Promise<Ruling> {
  const rules = { caseId: file.input.caseId, ordinal: 0, mayApprove: true, waitsIn: 'assessing', at: now() } as const;
  const assessed = await cases.assess(rules);
  if (assessed.kind === 'ruled') return assessed.ruling;
  const { open, dueAt } = assessed;
  return rulingOfAPerson(file, { stage: 'awaitingOfficer', candidate: 'handlingOfficer', open, dueAt });
}
