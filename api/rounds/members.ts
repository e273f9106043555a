import { z } from 'zod';
import { handsOf, permits, type Caller } from '../../domain/access/access.ts';
import { maskIdentityNumber, maskName } from '../../domain/identity-number.ts';
import type { Verdict } from '../../domain/eligibility/verdict.ts';
import { inLanguage } from '../../domain/notices/names.ts';
import { knownValue } from '../../domain/policy/figure.ts';
import { getDisease } from '../../domain/policy/recognition.ts';
import { ballotForm } from '../../domain/rounds/ballot.ts';
import type { Prisma, PrismaClient } from '../../generated/engine/client.ts';
import { languageOf } from '../../platform/http/language.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { PersonDetails } from '../../store/cases/details.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { MemberState } from '../../store/rounds/figures.ts';
import { requirePermission } from '../http/authentication.ts';
import { decodeValues, encodeValues, pageBy } from '../http/cursor.ts';
import type { ApplicationReads } from '../cases/reads.ts';
import { askedOf } from '../../store/cases/case-access.ts';
import type { SayReason, Speaker } from '../http/speaker.ts';
import { ballotsAreOpen, codedBallot, codedMember, findRound, noSuchMember } from './round-rows.ts';
import type { assignmentCauses, assignmentStates, RoundName, RoundRow } from './round-rows.ts';
import { memberActions, memberTarget } from './member-standing.ts';
import { linkOf, summaryOf } from './rounds.ts';

interface Dependencies {
  prisma: PrismaClient;
  sealer: Sealer;
  policies: PolicyStore;
  speak: Speaker;
  applications: ApplicationReads;
}

const judged = {
  case: {
    select: {
      disease: true,
      region: true,
      institution: true,
      submission: { select: { applicantSealed: true, policyVersionId: true } },
    },
  },
  assignments: { orderBy: { ordinal: 'asc' }, include: { ballot: true } },
} satisfies Prisma.RoundMemberInclude;

type MemberRow = ReturnType<typeof codedMember<Prisma.RoundMemberGetPayload<{ include: typeof judged }>>>;

export type RoundMembers = ReturnType<typeof createRoundMembers>;

/** Who is judged in a round, each with its file. Experts have those whom they are asked to judge. */
export function createRoundMembers({ prisma, sealer, policies, speak, applications }: Dependencies) {
  return {
    async list(
      name: RoundName,
      state: MemberState | undefined,
      caller: Caller,
      limit: number,
      cursor: string | undefined,
    ) {
      const round = await findRound(prisma, name);
      requirePermission('readRoundMember', caller, { region: round.region, assignee: caller.subject });
      const all = permits('readRoundMember', caller, { region: round.region }).permitted;
      const [after] = cursor === undefined ? [] : decodeValues(cursor, z.tuple([z.uuid()]));
      const rows = await prisma.roundMember.findMany({
        where: {
          roundId: round.id,
          ...(state && { state }),
          ...(after && { caseId: { gt: after } }),
          ...(!all && { assignments: { some: askedOf(handsOf(caller, round.region)) } }),
        },
        include: judged,
        orderBy: { caseId: 'asc' },
        take: limit + 1,
      });
      const { items, next } = pageBy(rows, limit, ({ caseId }) => encodeValues([caseId]));
      return { items: items.map((row) => memberOf(codedMember(row), round, caller)), next };
    },

    /** The file that is judged. @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async get(name: RoundName, caseId: string, caller: Caller, language: string | undefined) {
      const round = await findRound(prisma, name);
      const row = await prisma.roundMember.findUnique({
        where: { roundId_caseId: { roundId: round.id, caseId } },
        include: judged,
      });
      if (!row) throw noSuchMember(name, caseId);
      const member = codedMember(row);
      requirePermission('readRoundMember', caller, memberTarget(member, round, caller));
      const {
        disease,
        submission: { policyVersionId },
      } = member.case;
      const [application, say, papers, open] = await Promise.all([
        applications.get(caseId, caller, language),
        speak(policyVersionId, disease, language),
        papersOf(caseId),
        openPoints(caseId),
      ]);
      return {
        ...memberOf(member, round, caller),
        application,
        papers,
        open: open.map((reason) => ({ ...reason, text: say(reason) })),
        reasons: member.reasons && member.reasons.map((reason) => ({ ...reason, text: say(reason) })),
        round: { ...summaryOf(round, caller), permittedActions: memberActions(member, round, caller) },
        criteria: await criteriaOf(policyVersionId, disease, language),
        ...judgingOf(member, round, caller, say),
        form,
      };
    },
  };

  function memberOf(member: MemberRow, round: RoundRow, caller: Caller) {
    const { caseId: applicationId, specialty, state, outcome, carriedBecause, assignments } = member;
    const { name, idNumber } = sealer.open(member.case.submission.applicantSealed) as PersonDetails;
    const opinions = assignments.flatMap(({ ballot }) => (ballot ? codedBallot(ballot).opinion : []));
    const approved = opinions.filter((opinion) => opinion === 'approved').length;
    return {
      applicationId,
      disease: member.case.disease,
      specialty,
      state,
      outcome,
      carriedBecause,
      applicant: { name: maskName(name), idNumber: maskIdentityNumber(idNumber) },
      ballots: ballotsAreOpen(round, caller, memberTarget(member, round, caller))
        ? { approved, notRecognised: opinions.length - approved }
        : null,
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
      ballot && (isOpen || ballot.subject === caller.subject) ? codedBallot(ballot) : [],
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

  async function papersOf(caseId: string) {
    const { disease, submission } = await prisma.applicationCase.findUniqueOrThrow({
      where: { id: caseId },
      select: { disease: true, submission: { select: { documents: { orderBy: { evidence: 'asc' } } } } },
    });
    const own = submission.documents.filter((paper) => paper.disease === disease);
    return own.map(({ evidence, documentId }) => ({
      evidence,
      documentId,
      links: { document: `/v1/documents/${documentId}` },
    }));
  }

  async function openPoints(caseId: string) {
    const last = await prisma.assessment.findFirst({
      where: { caseId },
      orderBy: { ordinal: 'desc' },
      select: { verdict: true },
    });
    const verdict = last?.verdict as Verdict | undefined;
    return verdict?.kind === 'handOver' ? verdict.open : [];
  }

  async function criteriaOf(policyVersionId: string, disease: string, acceptLanguage: string | undefined) {
    const language = languageOf(acceptLanguage);
    const criteria = knownValue(getDisease(await policies.get(policyVersionId), disease).criteria);
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
  readonly criteria: { readonly criterion: string; readonly met: boolean; readonly note?: string }[];
  readonly note?: string;
}

function judgeOf({ subject, cause, state }: MemberRow['assignments'][number]) {
  return {
    subject,
    cause: cause as (typeof assignmentCauses)[number],
    state: state as (typeof assignmentStates)[number],
  };
}
