import type { Caller } from '../../domain/access/access.ts';
import { checkPermittedCaseAction } from '../../domain/case/permitted-actions.ts';
import type { HandbookRecipient } from '../../domain/handbook/handbook.ts';
import type { Clock } from '../../platform/clock.ts';
import { languageOf } from '../../platform/http/language.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { AccessedCase, CaseReads } from '../../store/cases/case-reads.ts';
import type { PersonDetails } from '../../store/cases/details.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { dayOf } from '../../store/rows.ts';
import { requireCase } from '../cases/case-permission.ts';
import { contentsOf, type Recognised } from './contents.ts';
import type { HandOver } from './hand-over.ts';
import { handbookPdf } from './pdf.ts';

interface Dependencies {
  cases: Pick<CaseReads, 'accessed'>;
  sealer: Sealer;
  policies: PolicyStore;
  clock: Clock;
  handOver: HandOver;
}

export type HandbookDesk = ReturnType<typeof createHandbookDesk>;

/** 门特手册: printed from the record, and handed over once. */
export function createHandbookDesk({ cases, sealer, policies, clock, handOver }: Dependencies) {
  return {
    async print(id: string, caller: Caller, acceptLanguage: string | undefined): Promise<Buffer> {
      const row = await permitted(id, 'readHandbook', caller);
      const policy = await policies.get(row.submission.policyVersionId);
      return handbookPdf(contentsOf(policy, recognisedIn(row), languageOf(acceptLanguage)));
    },

    async handOut(id: string, to: HandbookRecipient, caller: Caller) {
      await permitted(id, 'handOutHandbook', caller);
      return handOver(id, to, caller.subject, clock.now());
    },
  };

  /** @throws DomainError NOT_FOUND, NOT_PERMITTED, STATE_CONFLICT where the case has no handbook */
  async function permitted(id: string, action: 'readHandbook' | 'handOutHandbook', caller: Caller) {
    const row = requireCase(await cases.accessed(id), action, caller);
    checkPermittedCaseAction(action, row);
    return row;
  }

  function recognisedIn(row: AccessedCase): Recognised {
    const { insuranceType, disease, institution, handbookNumber, benefitFrom, benefitUntil, filingNumber, filedOn } =
      row;
    return {
      insuranceType,
      disease,
      institution,
      holder: sealer.open(row.submission.applicantSealed) as PersonDetails,
      // A number is allotted once the recognition is filed.
      handbookNumber: handbookNumber!,
      filingNumber: filingNumber!,
      filedOn: dayOf(filedOn!),
      benefitFrom: dayOf(benefitFrom!),
      benefitUntil: benefitUntil && dayOf(benefitUntil),
    };
  }
}
