import type { Caller } from '../../domain/access/access.ts';
import { checkPermittedCaseAction } from '../../domain/case/permitted-actions.ts';
import { isDomainError } from '../../domain/errors.ts';
import { appealBy } from '../../domain/deadlines/deadlines.ts';
import { consequenceOf, type Consequence, type Handling } from '../../domain/sampling/check.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { Notices } from '../../store/notices/notices.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { CorrectionRecords } from '../../store/sampling/corrections.ts';
import { sampledRef, type DrawName } from '../../store/sampling/draws.ts';
import type { SampledDecision, SampledRecords } from '../../store/sampling/sampled.ts';
import { requireSampledAction, requireUninvolved } from './permitted.ts';

interface Dependencies {
  sampled: SampledRecords;
  corrections: CorrectionRecords;
  sealer: Sealer;
  clock: Clock;
  policies: PolicyStore;
  notices: Pick<Notices, 'refusalToldAt'>;
}

export type DisagreementDesk = ReturnType<typeof createDisagreementDesk>;

/**
 * What becomes of a disagreement. No decision is changed here: it stands until the procedure that there is for it ends
 * it.
 */
export function createDisagreementDesk({ sampled, corrections, sealer, clock, policies, notices }: Dependencies) {
  return {
    /**
     * By a supervisor who had no part in it.
     * @throws DomainError NOT_FOUND, NOT_PERMITTED, FOUR_EYES, STATE_CONFLICT
     */
    async handle(
      name: DrawName,
      caseId: string,
      { handling, reason }: { handling: Handling; reason: string },
      caller: Caller,
    ): Promise<void> {
      const seen = await sampled.get(name, caseId);
      requireSampledAction('handleDisagreement', seen, caller);
      const follows = handling === 'toBeCorrected' ? await consequence(seen) : null;
      const said = { handling, follows, by: caller.subject, at: clock.now(), reasonSealed: sealer.seal(reason) };
      await corrections.handle(sampledRef(name, caseId), (decision) => {
        requireSampledAction('handleDisagreement', decision, caller);
        const judges = decision.opinions.map(({ subject }) => subject);
        requireUninvolved(caller, { involved: [...decision.involved, ...judges] });
        return said;
      });
    },

    /**
     * What the office has done about a recognition that was found wrong. @throws DomainError NOT_FOUND, NOT_PERMITTED,
     * STATE_CONFLICT
     */
    async conclude(name: DrawName, caseId: string, note: string, caller: Caller): Promise<void> {
      await corrections.conclude(sampledRef(name, caseId), (decision) => {
        requireSampledAction('concludeCorrection', decision, caller);
        return { by: caller.subject, at: clock.now(), noteSealed: sealer.seal(note) };
      });
    },
  };

  async function consequence({ outcome, decidedAt, case: about }: SampledDecision): Promise<Consequence | null> {
    const same = about.outcome === outcome && about.decidedAt?.getTime() === decidedAt.getTime();
    const stands = same && (outcome === 'notRecognised' || about.holdsPlace);
    return consequenceOf(outcome, { stands, inTime: outcome === 'notRecognised' && (await mayAppeal(about)) });
  }

  async function mayAppeal(about: SampledDecision['case']): Promise<boolean> {
    try {
      checkPermittedCaseAction('appealCase', { ...about, appealed: about.messages.length > 0 });
      const until = appealBy(await policies.get(about.submission.policyVersionId), await notices.refusalToldAt(about));
      return until === null || clock.now() < until;
    } catch (error) {
      if (isDomainError(error)) return false;
      throw error;
    }
  }
}
