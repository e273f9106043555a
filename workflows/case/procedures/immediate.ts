/**
 * 即时办结: malignant tumour, dialysis, anti-rejection after transplant, severe mental disorder [D3-C §二, D3-P §二(二)1].
 * The rules approve at once where structured records meet the criteria; formal reasons refuse; whatever stays open
 * goes to one handling officer, due by the end of the working day (PRACTICE, Immediate, not automatic).
 */
import type { Ruling } from '../../../domain/case/decision.ts';
import { notAccepted, sayThatItHasArrived } from '../acceptance.ts';
import { assess } from '../assessment.ts';
import type { CaseFile, Ended } from '../case-file.ts';
import { requestSupplement } from '../supplement.ts';
import { examinedInPerson, offerHomeVisit } from '../../visits/visiting.ts';
import { askPeople, endedBy, rulingIn } from '../asking.ts';

export async function immediate(file: CaseFile): Promise<Ruling | Ended> {
  for (;;) {
    const found = await assess(file, { mayApprove: true });
    offerHomeVisit(file, found);
    if (found.kind === 'ruled') return found.ruling;
    await sayThatItHasArrived(file);
    const { open, clock } = found;
    const seen = await examinedInPerson(file, found);
    const heard = await askPeople(file, { kind: 'officerDecision', stage: 'awaitingOfficer', open, clock, ...seen });
    if ('message' in heard) return endedBy(heard.message);
    const { answer } = heard;
    if (answer.outcome === 'notAccepted') return notAccepted(answer);
    if (answer.outcome !== 'supplementRequested') return rulingIn(answer);
    const supplied = await requestSupplement(file, answer);
    if (supplied !== 'supplied') return supplied;
  }
}
