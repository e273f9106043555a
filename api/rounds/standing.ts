import { peopleActedFor, type Caller, type Target } from '../../domain/access/access.ts';
import {
  checkPermittedRoundAction,
  permittedRoundActions,
  type RoundAction,
  type RoundStanding,
  type RoundState,
} from '../../domain/rounds/standing.ts';
import type { MemberState } from '../../store/rounds/codes.ts';
import { requirePermission } from '../http/authentication.ts';

/** @throws DomainError NOT_PERMITTED, or STATE_CONFLICT where the round stands otherwise. */
export function requireRoundAction(action: RoundAction, round: RoundStanding, caller: Caller, target: Target): void {
  requirePermission(action, caller, target);
  checkPermittedRoundAction(action, round);
}

/** What can be seen of ballots by others than who cast them: nothing before the round is closed. */
export function ballotsAreOpen(round: RoundStanding, caller: Caller, target: Target): boolean {
  return permittedRoundActions(round, caller, target).includes('readBallots');
}

interface MemberStanding {
  readonly state: MemberState;
  readonly judges: readonly string[];
  readonly case: { readonly institution: string | null };
  readonly assignments: readonly { readonly subject: string; readonly state: string }[];
}

interface RoundPlace {
  readonly region: string;
  readonly state: RoundState;
}

/** One member as the access table looks at it. */
export function memberTarget(
  member: Pick<MemberStanding, 'case' | 'assignments'>,
  { region }: RoundPlace,
  caller: Caller,
): Target {
  const mine = member.assignments.find(
    ({ subject, state }) => state !== 'replaced' && peopleActedFor(caller, region).includes(subject),
  );
  return { region, institution: member.case.institution, assignee: mine?.subject ?? null };
}

/** What the caller can do to one member now. */
export function memberActions(member: MemberStanding, round: RoundPlace, caller: Caller): RoundAction[] {
  const permitted = permittedRoundActions(round, caller, memberTarget(member, round, caller));
  return permitted.filter((action) => stands[action]?.(member, caller, round) ?? false);
}

const stands: Partial<Record<RoundAction, (member: MemberStanding, caller: Caller, round: RoundPlace) => boolean>> = {
  castBallot: mayJudge,
  recuseFromRound: (member, caller) => isAsked(member, caller),
  askFromRound: mayJudge,
  setAside: ({ state }) => state === 'ruled',
  readBallots: () => true,
};

function mayJudge(member: MemberStanding, caller: Caller, round: RoundPlace): boolean {
  return member.state === 'judging' && (isAsked(member, caller) || mayStandIn(member, caller, round));
}

function isAsked({ assignments }: MemberStanding, { subject }: Caller): boolean {
  return assignments.some((each) => each.subject === subject && each.state === 'waiting');
}

/** For an absent colleague, where the draw found the caller eligible too and nobody votes twice. */
function mayStandIn({ assignments, judges }: MemberStanding, caller: Caller, { region }: RoundPlace): boolean {
  const { subject } = caller;
  const absent = assignments.some(
    (each) => each.state === 'waiting' && peopleActedFor(caller, region).includes(each.subject),
  );
  return absent && judges.includes(subject) && assignments.every((each) => each.subject !== subject);
}
