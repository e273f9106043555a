/**
 * 待核: what a decision stands on has changed since the case was looked at, as an insurance that lapsed or an institution
 * that is designated no more. A handling officer settles it, or waits until it settles itself; of an appeal, somebody
 * who had no part in the refusal. Every decision is looked at so again (PRACTICE, Facts).
 */
import type { Unsettled } from '../../activities/case/deciding.ts';
import { assess } from './assessment.ts';
import { askPeople } from './asking.ts';
import type { CaseFile } from './case-file.ts';
import type { Over } from './recording.ts';
import { suppliedOrOver } from './supplement.ts';

export async function settle(file: CaseFile, { unsettled, clock }: Unsettled): Promise<Over> {
  const step =
    file.course.because === 'appealed'
      ? ({ kind: 'appealReview', stage: 'awaitingAppeal' } as const)
      : ({ kind: 'officerDecision', stage: 'awaitingOfficer' } as const);
  for (let matter = { open: unsettled, clock }; ;) {
    const heard = await askPeople(file, { ...step, ...matter });
    if (heard.kind === 'concluded') return heard;
    if (heard.kind === 'unsettled') {
      matter = { open: heard.unsettled, clock: heard.clock };
      continue;
    }
    if (heard.kind !== 'requested') throw new TypeError(`${heard.kind} settles nothing`);
    const supplied = await suppliedOrOver(file, heard);
    if (supplied !== 'supplied') return supplied;
    const found = await assess(file, { mayApprove: false, mayRefuse: false });
    matter = found.kind === 'ruled' ? { open: [], clock: matter.clock } : { open: found.open, clock: found.clock };
  }
}
