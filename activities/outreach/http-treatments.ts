import type { TreatmentRecord } from '../../domain/outreach/treated.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import type { JsonClient, RequestOf } from '../../platform/http-client.ts';
import { TreatmentsFound, type TreatmentQuestion } from '../../services/settlement/contract/treatments.ts';
import type { SettledTreatments } from '../../store/outreach/port.ts';

/** What the settlement service knows of treatments by its claims. */
export function createHttpTreatments(client: JsonClient): SettledTreatments {
  return {
    async treatmentsOf({ personIds: personRefs, since, diagnoses }) {
      const byPerson = new Map<string, TreatmentRecord[]>();
      if (personRefs.length === 0 || diagnoses.length === 0) return byPerson;
      const question: RequestOf<typeof TreatmentQuestion> = {
        personRefs,
        since,
        diagnoses,
      };
      const { treatments } = await client.request('POST', '/v1/treatments/search', TreatmentsFound, question);
      for (const { personRef, icd10, institution, inpatient, servedOn } of treatments) {
        const record = {
          kind: inpatient ? 'inpatientStay' : 'treatment',
          institution,
          on: servedOn as PlainDate,
          icd10,
        } as const;
        byPerson.set(personRef, [...(byPerson.get(personRef) ?? []), record]);
      }
      return byPerson;
    },
  };
}
