import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { getDisease } from '../../domain/policy/recognition.ts';
import { knownValue } from '../../domain/policy/figure.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { checkBallot, type BallotForm } from '../../domain/rounds/ballot.ts';
import { panelOf, type Panel } from '../../domain/rounds/panel.ts';
import { nextCall, type BallotView } from '../../domain/rounds/tally.ts';
import type { Prisma, PrismaClient } from '../../generated/engine/client.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { insertInto, writeAtOnce } from '../../store/one-statement.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { assignmentBecomes, assignmentsOf, callJudges, lockMember, nextJudges } from './locked-member.ts';
import type { Assignment, CalledJudge, LockedMember } from './locked-member.ts';
import type { RoundName } from './round-rows.ts';
import { requireVoter, type Voter } from './voter.ts';

interface Dependencies {
  prisma: PrismaClient;
  sealer: Sealer;
  clock: Clock;
  policies: PolicyStore;
}

/** `before`: it stood already, the same. */
export type Cast = { readonly castAt: Date; readonly before: boolean };

export type CastBallot = ReturnType<typeof createCasting>;

/**
 * 投票: a ballot is a row that never changes. The lock of the round keeps it from coming after the close, that of the
 * member lets whoever votes last call a further expert, once.
 * @throws DomainError NOT_FOUND, NOT_PERMITTED, FOUR_EYES, NOBODY_COMPETENT, STATE_CONFLICT, DECISION_INCOMPLETE
 */
export function createCasting({ prisma, sealer, clock, policies }: Dependencies) {
  return function cast(name: RoundName, caseId: string, form: BallotForm, caller: Caller): Promise<Cast> {
    return prisma.$transaction(async (transaction) => {
      const member = await lockMember(transaction, name, caseId);
      const assignments = await assignmentsOf(transaction, member);
      const earlier = assignments.find(({ subject, castAt }) => subject === caller.subject && castAt !== null);
      if (earlier) return repeated(earlier, form);
      const voter = requireVoter('castBallot', member, assignments, caller);
      checkBallot(form, criteriaOf(await policies.get(member.casePolicyVersionId), member.disease));
      const panel = panelOf(await policies.get(member.policyVersionId));
      const castAt = clock.now();
      await writeAtOnce(transaction, writesOf({ member, assignments, voter, form, castAt }, panel));
      return { castAt, before: false };
    });
  };

  function repeated({ castAt, opinion, reasons, findingsSealed }: Assignment, form: BallotForm): Cast {
    const stands = { opinion, reasons, ...(sealer.open(findingsSealed!) as object) };
    if (canonicalJson(stands) === canonicalJson(form)) return { castAt: castAt!, before: true };
    throw new DomainError('STATE_CONFLICT', 'Your ballot stands; it is never changed.', {
      params: { action: 'castBallot', state: 'cast' },
    });
  }

  function writesOf({ member, assignments, voter, form, castAt }: Vote, panel: Panel): Prisma.Sql[] {
    const { subject, onBehalfOf } = voter;
    const { opinion, reasons, ...findings } = form;
    const { roundId, caseId } = member;
    const inPlace: CalledJudge[] = onBehalfOf === null ? [] : [{ subject, cause: 'substitute', state: 'cast' }];
    const replaced =
      onBehalfOf === null
        ? assignmentBecomes(member, subject, 'cast')
        : assignmentBecomes(member, onBehalfOf, 'replaced');
    const further = furtherJudges({ member, assignments, voter, form }, panel);
    const ballot = {
      roundId,
      caseId,
      subject,
      onBehalfOf,
      opinion,
      reasons,
      findingsSealed: sealer.seal(findings),
      castAt,
    };
    return [
      replaced,
      ...callJudges(member, [...inPlace, ...further], castAt),
      insertInto('Ballot', [ballot as unknown as Prisma.BallotCreateManyInput]),
    ];
  }
}

interface Vote {
  readonly member: LockedMember;
  readonly assignments: readonly Assignment[];
  readonly voter: Voter;
  readonly form: BallotForm;
  readonly castAt: Date;
}

/** Those to be called at once because the ballots, this one with them, differ. */
function furtherJudges({ member, assignments, voter, form }: Omit<Vote, 'castAt'>, panel: Panel): CalledJudge[] {
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
  const taken = { ...member, judges: member.judges.filter((judge) => judge !== voter.subject) };
  return nextJudges(taken, assignments, count).map((subject) => ({ subject, cause: 'further', state: 'waiting' }));
}

function criteriaOf(policy: Policy, disease: string): string[] {
  return knownValue(getDisease(policy, disease).criteria).map(({ code }) => code);
}
