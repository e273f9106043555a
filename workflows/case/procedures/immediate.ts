/**
 * 即时办结: malignant tumour, dialysis, anti-rejection after transplant, severe mental disorder [D3-C §二, D3-P §二(二)1].
 * The rules approve at once where structured records meet the criteria; formal reasons refuse; whatever stays open
 * goes to one handling officer, due by the end of the working day (PRACTICE, Immediate, not automatic).
 */
import type { Ruling } from '../../../domain/case/decision.ts';
import { sayThatItHasArrived, suppliedOrConcluded } from '../acceptance.ts';
import type { Over } from '../recording.ts';
import { askPeople } from '../asking.ts';
import { assess } from '../assessment.ts';
import type { CaseFile } from '../case-file.ts';
import { examinedInPerson, offerHomeVisit } from '../../visits/visiting.ts';

export async function immediate(file: CaseFile): Promise<Ruling | Over> {
  for (;;) {
    const found = await assess(file, { mayApprove: true });
    offerHomeVisit(file, found);
    if (found.kind === 'ruled') return found.ruling;
    await sayThatItHasArrived(file);
    const { open, clock } = found;
    const seen = await examinedInPerson(file, found);
    const heard = await askPeople(file, { kind: 'officerDecision', stage: 'awaitingOfficer', open, clock, ...seen });
    const turned = await suppliedOrConcluded(file, heard);
    if (turned !== 'supplied') return turned;
  }
}
