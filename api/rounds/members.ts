import { z } from 'zod';
import { peopleActedFor, permits, type Caller } from '../../domain/access/access.ts';
import type { Outcome } from '../../domain/case/decision.ts';
import { maskIdentityNumber, maskName } from '../../domain/identity-number.ts';
import { inLanguage } from '../../domain/notices/names.ts';
import { offeredReasons } from '../../domain/eligibility/offered-reasons.ts';
import { knownValue } from '../../domain/policy/figure.ts';
import { getDisease } from '../../domain/policy/recognition.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { ballotForm } from '../../domain/rounds/ballot.ts';
import { openIn } from '../../domain/eligibility/verdict.ts';
import { languageOf } from '../../platform/http/language.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { CaseReads } from '../../store/cases/case-reads.ts';
import type { PersonDetails } from '../../store/cases/details.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { MemberState } from '../../store/rounds/codes.ts';
import type { MemberRow, MemberRows } from '../../store/rounds/member-rows.ts';
import { noSuchMember, type RoundName, type RoundRow, type RoundRows } from '../../store/rounds/round-rows.ts';
import { pointView } from '../cases/dossier-view.ts';
import type { ApplicationReads } from '../cases/reads.ts';
import { requirePermission } from '../http/authentication.ts';
import { decodeValues, encodeValues, pageBy } from '../http/cursor.ts';
import type { SayReason, Speaker } from '../http/speaker.ts';
import { linkOf, summaryOf } from './rounds.ts';
import { ballotsAreOpen, memberActions, memberTarget } from './standing.ts';

interface Dependencies {
  rounds: RoundRows;
  members: MemberRows;
  sealer: Sealer;
  policies: PolicyStore;
  speak: Speaker;
  applications: ApplicationReads;
  cases: Pick<CaseReads, 'dossier'>;
}

export type RoundMembers = ReturnType<typeof createRoundMembers>;

/** Who is judged in a round, each with its file. Experts have those whom they are asked to judge. */
export function createRoundMembers({ rounds, members, sealer, policies, speak, applications, cases }: Dependencies) {
  return {
    async list(
      name: RoundName,
      state: MemberState | undefined,
      caller: Caller,
      limit: number,
      cursor: string | undefined,
    ) {
      const round = await rounds.get(name);
      requirePermission('readRoundMember', caller, { region: round.region, assignee: caller.subject });
      const all = permits('readRoundMember', caller, { region: round.region }).permitted;
      const [after] = cursor === undefined ? [] : decodeValues(cursor, z.tuple([z.uuid()]));
      const askedOfAny = all ? undefined : peopleActedFor(caller, round.region);
      const rows = await members.page(round.id, { state, askedOfAny }, after, limit + 1);
      const { items, next } = pageBy(rows, limit, ({ caseId }) => encodeValues([caseId]));
      return { items: items.map((row) => memberOf(row, round, caller)), next };
    },

    /** The file that is judged. @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async get(name: RoundName, caseId: string, caller: Caller, language: string | undefined) {
      const round = await rounds.get(name);
      const member = await members.find(round.id, caseId);
      if (!member) throw noSuchMember(name, caseId);
      requirePermission('readRoundMember', caller, memberTarget(member, round, caller));
      const {
        disease,
        submission: { policyVersionId },
      } = member.case;
      const [application, say, dossier, policy] = await Promise.all([
        applications.get(caseId, caller, language),
        speak(policyVersionId, disease, language),
        cases.dossier(caseId),
        policies.get(policyVersionId),
      ]);
      const open = openIn(dossier.verdict);
      const offered = offeredReasons(policy, disease, open);
      return {
        ...memberOf(member, round, caller),
        application,
        open: open.map((reason) => pointView(reason, say, application.dossier && { policy, ...dossier })),
        reasons: member.reasons && member.reasons.map((reason) => ({ ...reason, text: say(reason) })),
        round: { ...summaryOf(round, caller), permittedActions: memberActions(member, round, caller) },
        criteria: criteriaOf(policy, disease, language),
        refusalReasons: offered.map((reason) => ({ ...reason, text: say(reason) })),
        ...judgingOf(member, round, caller, say),
        form,
      };
    },
  };

  function memberOf(member: MemberRow, round: RoundRow, caller: Caller) {
    const { caseId: applicationId, specialty, state, outcome, carriedBecause } = member;
    const { name, idNumber } = sealer.open(member.case.submission.applicantSealed) as PersonDetails;
    return {
      applicationId,
      disease: member.case.disease,
      specialty,
      state,
      outcome,
      carriedBecause,
      applicant: { name: maskName(name), idNumber: maskIdentityNumber(idNumber) },
      ballots: ballotsAreOpen(round, caller, memberTarget(member, round, caller)) ? opinionsIn(member) : null,
      links: { self: `${linkOf(round)}/members/${applicationId}`, application: `/v1/applications/${applicationId}` },
    };
  }

  /** Before the round is closed nobody learns of another's ballot, nor from the judges called that others differed. */
  function judgingOf(
    { assignments, noteSealed, ...member }: MemberRow,
    round: RoundRow,
    caller: Caller,
    say: SayReason,
  ) {
    const isOpen = ballotsAreOpen(round, caller, memberTarget({ assignments, ...member }, round, caller));
    const seen = assignments.flatMap(({ ballot }) =>
      ballot && (isOpen || ballot.subject === caller.subject) ? ballot : [],
    );
    return {
      note: isOpen && noteSealed ? (sealer.open(noteSealed) as string) : null,
      judges: isOpen ? assignments.map(judgeOf) : null,
      ballots: seen.map(({ subject, onBehalfOf, opinion, reasons, findingsSealed, castAt }) => {
        const { criteria, note = null } = sealer.open(findingsSealed) as Findings;
        const said = reasons.map((reason) => ({ ...reason, text: say(reason) }));
        return { subject, onBehalfOf, opinion, criteria, note, reasons: said, castAt: castAt.toISOString() };
      }),
    };
  }

  function criteriaOf(policy: Policy, disease: string, acceptLanguage: string | undefined) {
    const language = languageOf(acceptLanguage);
    const criteria = knownValue(getDisease(policy, disease).criteria);
    return criteria.map((criterion) => ({
      code: criterion.code,
      name: inLanguage(criterion, language),
      evidence: [
        ...criterion.required.map((each) => ({ code: each.code, name: inLanguage(each, language), required: true })),
        ...criterion.alternatives.map((each) => ({
          code: each.code,
          name: inLanguage(each, language),
          required: false,
        })),
      ],
    }));
  }
}

const form = z.toJSONSchema(ballotForm, { io: 'input' }) as Record<string, unknown>;

interface Findings {
  readonly criteria: {
    readonly criterion: string;
    readonly met: boolean;
    readonly papers?: string[];
    readonly note?: string;
  }[];
  readonly note?: string;
}

function judgeOf({ subject, cause, state }: MemberRow['assignments'][number]) {
  return { subject, cause, state };
}

/** How many ballots say which. */
export function opinionsIn({ assignments }: Pick<MemberRow, 'assignments'>) {
  const count = (opinion: Outcome) => assignments.filter(({ ballot }) => ballot?.opinion === opinion).length;
  return { approved: count('approved'), notRecognised: count('notRecognised') };
}
