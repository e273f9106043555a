import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { offeredReasons, reasonsChosen } from '../../domain/eligibility/offered-reasons.ts';
import { knownValue } from '../../domain/policy/figure.ts';
import { getDisease } from '../../domain/policy/recognition.ts';
import { checkBallot, type Ballot, type BallotForm } from '../../domain/rounds/ballot.ts';
import { conclusion } from '../../domain/sampling/check.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { sampledRef, type DrawName } from '../../store/sampling/draws.ts';
import type { Given, JudgeRecords, NewOpinion } from '../../store/sampling/judges.ts';
import { askedOf, type SampledDecision, type SampledOpinion } from '../../store/sampling/sampled.ts';
import type { declarableRules } from '../cases/conflicts.ts';
import { requirePermission } from '../http/authentication.ts';
import { requireSampledAction, requireUninvolved, targetOf } from './permitted.ts';

interface Dependencies {
  judges: JudgeRecords;
  sealer: Sealer;
  clock: Clock;
  policies: PolicyStore;
}

export type Judging = ReturnType<typeof createJudging>;

/** 抽查评判: one opinion of a judge on one decision, without knowing it. */
export function createJudging({ judges, sealer, clock, policies }: Dependencies) {
  return {
    /**
     * The last opinion concludes the check. @throws DomainError NOT_FOUND, NOT_PERMITTED, FOUR_EYES, STATE_CONFLICT,
     * DECISION_INCOMPLETE
     */
    give(name: DrawName, caseId: string, given: BallotForm, caller: Caller): Promise<Given> {
      return judges.give(sampledRef(name, caseId), caller.subject, async (decision) => {
        requirePermission('judgeSampled', caller, targetOf(decision, caller));
        const asked = askedOf(decision, caller.subject)!;
        const form = await withClauses(given, decision);
        if (asked.state === 'given') return requireSame(asked, form);
        requireSampledAction('judgeSampled', decision, caller);
        requireUninvolved(caller, decision);
        checkBallot(form, await criteriaOf(decision));
        return newOpinion(decision, form);
      });
    },

    /**
     * 回避: the conflict is kept, and the next judge is called. @throws DomainError NOT_FOUND, NOT_PERMITTED,
     * STATE_CONFLICT
     */
    standAside(name: DrawName, caseId: string, rule: (typeof declarableRules)[number], caller: Caller): Promise<void> {
      return judges.standAside(sampledRef(name, caseId), caller.subject, (decision) => {
        requireSampledAction('recuseFromSampled', decision, caller);
        if (askedOf(decision, caller.subject)!.state === 'given') throw alreadyGiven('recuseFromSampled');
        return { rule, at: clock.now() };
      });
    },
  };

  function requireSame({ opinion, reasons, findingsSealed }: SampledOpinion, form: Ballot): undefined {
    const stands = { opinion, reasons, ...(sealer.open(findingsSealed!) as object) };
    if (canonicalJson(stands) !== canonicalJson(form)) throw alreadyGiven('judgeSampled');
  }

  /** The judge does not know what the rules had found: only the criteria of the disease are there to refuse for. */
  async function withClauses(given: BallotForm, { case: { disease, submission } }: SampledDecision): Promise<Ballot> {
    const offered = offeredReasons(await policies.get(submission.policyVersionId), disease, []);
    return { ...given, reasons: reasonsChosen(given.reasons, offered) };
  }

  async function criteriaOf({ case: { disease, submission } }: SampledDecision): Promise<string[]> {
    return knownValue(getDisease(await policies.get(submission.policyVersionId), disease).criteria).map(
      ({ code }) => code,
    );
  }

  function newOpinion({ outcome, wanted, opinions }: SampledDecision, form: Ballot): NewOpinion {
    const { opinion, reasons, ...findings } = form;
    const earlier = opinions.flatMap((given) => given.opinion ?? []);
    const concludes = conclusion(outcome, wanted, [...earlier, opinion]);
    return { opinion, reasons, findingsSealed: sealer.seal(findings), givenAt: clock.now(), concludes };
  }
}

function alreadyGiven(action: string): DomainError {
  return new DomainError('STATE_CONFLICT', 'Your opinion stands; it is never changed.', {
    params: { action, state: 'given' },
  });
}
