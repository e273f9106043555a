import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { offeredReasons, reasonsChosen } from '../../domain/eligibility/offered-reasons.ts';
import { openIn, type Reason } from '../../domain/eligibility/verdict.ts';
import { getDisease } from '../../domain/policy/recognition.ts';
import { knownValue } from '../../domain/policy/figure.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { ballotPointsLeft, checkBallot, type Ballot, type BallotForm } from '../../domain/rounds/ballot.ts';
import { nextJudges, panelOf, type Panel } from '../../domain/rounds/panel.ts';
import { nextCall, type BallotView } from '../../domain/rounds/tally.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { checkSettled, type PointLeft } from '../../domain/tasks/basis.ts';
import type { AskRulesAgain } from '../../store/cases/asked-again.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { Assignment, LockedMember } from '../../store/rounds/locked-member.ts';
import {
  assignmentBecomes,
  callJudges,
  castBallot,
  type CalledJudge,
  type MemberWrite,
} from '../../store/rounds/member-writes.ts';
import type { RoundLocks } from '../../store/rounds/round-locks.ts';
import type { RoundName } from '../../store/rounds/round-rows.ts';
import { requireVoter, type Voter } from './voter.ts';

interface Dependencies {
  locks: RoundLocks;
  sealer: Sealer;
  clock: Clock;
  policies: PolicyStore;
  askRulesAgain: AskRulesAgain;
}

/** `before`: it stood already, the same. */
export type Cast = { readonly castAt: Date; readonly before: boolean };

export type CastBallot = ReturnType<typeof createCasting>;

/**
 * 投票: a ballot is a row that never changes. The lock of the round keeps it from coming after the close, that of the
 * member lets whoever votes last call a further expert, once.
 * @throws DomainError NOT_FOUND, NOT_PERMITTED, FOUR_EYES, NOBODY_COMPETENT, STATE_CONFLICT, DECISION_INCOMPLETE
 */
export function createCasting({ locks, sealer, clock, policies, askRulesAgain }: Dependencies) {
  return async function cast(name: RoundName, caseId: string, given: BallotForm, caller: Caller): Promise<Cast> {
    const once = await attempt(name, caseId, given, caller);
    if ('castAt' in once) return once;
    // Outside the lock: the registers may take their time, and what they say lets the ballot through or does not.
    checkSettled(once.left, once.open, await askRulesAgain(caseId));
    return (await attempt(name, caseId, given, caller, { settled: true })) as Cast;
  };

  function attempt(
    name: RoundName,
    caseId: string,
    given: BallotForm,
    caller: Caller,
    { settled = false } = {},
  ): Promise<Cast | Unsettled> {
    return locks.member(name, caseId, async (member) => {
      const assignments = await member.assignments();
      const earlier = assignments.find(({ subject, castAt }) => subject === caller.subject && castAt !== null);
      const voter = earlier ? undefined : requireVoter('castBallot', member, assignments, caller);
      const policy = await policies.get(member.casePolicyVersionId);
      const { dossier, disease } = member;
      const open = openIn(dossier.verdict);
      const form = { ...given, reasons: reasonsChosen(given.reasons, offeredReasons(policy, disease, open)) };
      if (earlier) return repeated(earlier, form);
      checkBallot(form, criteriaOf(policy, disease));
      const left = form.opinion === 'approved' ? ballotPointsLeft(form, open, { policy, ...dossier }) : [];
      if (left.length > 0 && !settled) return { left, open };
      const panel = panelOf(await policies.get(member.policyVersionId));
      const castAt = clock.now();
      await member.change(castAt, writesOf({ member, assignments, voter: voter!, form }, panel));
      return { castAt, before: false };
    });
  }

  function repeated({ castAt, opinion, reasons, findingsSealed }: Assignment, form: Ballot): Cast {
    const stands = { opinion, reasons, ...(sealer.open(findingsSealed!) as object) };
    if (canonicalJson(stands) === canonicalJson(form)) return { castAt: castAt!, before: true };
    throw new DomainError('STATE_CONFLICT', 'Your ballot stands; it is never changed.', {
      params: { action: 'castBallot', state: 'cast' },
    });
  }
}

/** What neither records nor papers settle, and what was open. */
interface Unsettled {
  readonly left: readonly PointLeft[];
  readonly open: readonly Reason[];
}

interface Vote {
  readonly member: LockedMember;
  readonly assignments: readonly Assignment[];
  readonly voter: Voter;
  readonly form: Ballot;
}

function writesOf(vote: Vote, panel: Panel): MemberWrite[] {
  const { subject, onBehalfOf } = vote.voter;
  const inPlace: CalledJudge[] = onBehalfOf === null ? [] : [{ subject, cause: 'substitute', state: 'cast' }];
  return [
    onBehalfOf === null ? assignmentBecomes(subject, 'cast') : assignmentBecomes(onBehalfOf, 'replaced'),
    callJudges([...inPlace, ...furtherJudges(vote, panel)]),
    castBallot({ subject, onBehalfOf, form: vote.form }),
  ];
}

/** Those to be called at once because the ballots, this one with them, differ. */
function furtherJudges({ member, assignments, voter, form }: Vote, panel: Panel): CalledJudge[] {
  const ballots: BallotView[] = [
    ...assignments.flatMap(({ subject, opinion, reasons }) =>
      opinion === null ? [] : { subject, opinion, reasons: reasons ?? [] },
    ),
    { subject: voter.subject, opinion: form.opinion, reasons: form.reasons },
  ];
  const waiting = assignments.filter(
    ({ subject, state }) => state === 'waiting' && subject !== (voter.onBehalfOf ?? voter.subject),
  ).length;
  const count = nextCall(panel, { waiting, ballots });
  const called = [voter.subject, ...assignments.map(({ subject }) => subject)];
  return nextJudges(member, called, count).map((subject) => ({ subject, cause: 'further', state: 'waiting' }));
}

function criteriaOf(policy: Policy, disease: string): string[] {
  return knownValue(getDisease(policy, disease).criteria).map(({ code }) => code);
}
