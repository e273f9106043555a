import type { Assessed } from '../../activities/case/assessment.ts';
import type { CaseFile } from './case-file.ts';
import { cases } from './effects.ts';
import { now } from '../time.ts';

/** 规则审核: what the rules say of the case as it stands now; they may approve only where the procedure lets them. */
export async function assess(
  file: CaseFile,
  { mayApprove, mayRefuse = true }: { mayApprove: boolean; mayRefuse?: boolean },
): Promise<Assessed> {
  const { caseId, opening, acceptedAt, waits } = file;
  const course = { ...(acceptedAt && { acceptedAt }), waits };
  return cases.assess({ caseId, opening, ordinal: file.nextAssessment(), mayApprove, mayRefuse, course, at: now() });
}
