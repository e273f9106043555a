import { z } from 'zod';
import type { Caller } from '../../domain/access/access.ts';
import type { Facts } from '../../domain/eligibility/verdict.ts';
import { maskIdentityNumber, maskName } from '../../domain/identity-number.ts';
import { inLanguage } from '../../domain/notices/names.ts';
import type { Language } from '../../domain/notices/text.ts';
import { knownValue } from '../../domain/policy/figure.ts';
import { getDisease } from '../../domain/policy/recognition.ts';
import { ballotForm } from '../../domain/rounds/ballot.ts';
import type { OpinionState } from '../../domain/sampling/check.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import { languageOf } from '../../platform/http/language.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { coded } from '../../store/cases/coded.ts';
import type { PersonDetails } from '../../store/cases/details.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { requirePermission } from '../http/authentication.ts';
import { decodeValues, encodeValues, pageBy } from '../http/cursor.ts';
import {
  actionsOn,
  askedOf,
  codedSampled,
  findSampled,
  linkTo,
  sampledWhole,
  targetOf,
  type DrawName,
  type WholeSampled,
} from './sampled-rows.ts';

interface Dependencies {
  prisma: PrismaClient;
  sealer: Sealer;
  clock: Clock;
  policies: PolicyStore;
}

export type BlindFiles = ReturnType<typeof createBlindFiles>;

/**
 * What a judge sees of a decision: the file as it was when it was decided. Neither outcome nor reasons, nor the verdict
 * and trace of the rules, nor who had it in hand.
 */
export function createBlindFiles({ prisma, sealer, clock, policies }: Dependencies) {
  return {
    /** What the caller is asked to judge, the longest asked first. */
    async mine(state: OpinionState, caller: Caller, limit: number, cursor: string | undefined) {
      const after = cursor === undefined ? undefined : decodeValues(cursor, z.tuple([z.iso.datetime(), z.uuid()]));
      const beyond = after && {
        OR: [{ calledAt: { gt: after[0] } }, { calledAt: after[0], caseId: { gt: after[1] } }],
      };
      const rows = await prisma.samplingOpinion.findMany({
        where: { subject: caller.subject, state, ...beyond },
        include: { sampled: { include: sampledWhole } },
        orderBy: [{ calledAt: 'asc' }, { caseId: 'asc' }],
        take: limit + 1,
      });
      const { items, next } = pageBy(rows, limit, ({ calledAt, caseId }) =>
        encodeValues([calledAt.toISOString(), caseId]),
      );
      return { items: items.map(({ sampled }) => askedView(codedSampled(sampled), caller)), next };
    },

    /** @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async open(name: DrawName, caseId: string, caller: Caller, acceptLanguage: string | undefined) {
      const row = await findSampled(prisma, name, caseId);
      requirePermission('judgeSampled', caller, targetOf(row, caller));
      const { kind, insuranceType, receivedAt, institution } = coded(row.case);
      const { name: person, idNumber } = sealer.open(row.case.submission.applicantSealed) as PersonDetails;
      return {
        ...askedView(row, caller),
        kind,
        insuranceType,
        institution,
        receivedAt: receivedAt.toISOString(),
        applicant: { name: maskName(person), idNumber: maskIdentityNumber(idNumber) },
        ...(await evidenceOf(row)),
        criteria: await criteriaOf(row, languageOf(acceptLanguage)),
        form,
      };
    },
  };

  function askedView(row: WholeSampled, caller: Caller) {
    const { state, calledAt, dueAt, opinion } = askedOf(row, caller)!;
    return {
      region: row.draw.region,
      code: row.draw.code,
      applicationId: row.caseId,
      disease: row.case.disease,
      state,
      opinion,
      calledAt: calledAt.toISOString(),
      dueAt: dueAt?.toISOString() ?? null,
      overdue: state === 'waiting' && dueAt !== null && dueAt <= clock.now(),
      permittedActions: actionsOn(row, caller),
      links: { file: `${linkTo(row.drawId, row.caseId)}/file`, opinion: `${linkTo(row.drawId, row.caseId)}/opinion` },
    };
  }

  /** As the last assessment before the decision saw it, with what a home visit had found by then. */
  async function evidenceOf({ caseId, decidedAt }: WholeSampled) {
    const [assessment, visits] = await Promise.all([
      prisma.assessment.findFirst({ where: { caseId, assessedAt: { lte: decidedAt } }, orderBy: { ordinal: 'desc' } }),
      prisma.homeVisit.findMany({
        where: { caseId, state: 'done', endedAt: { lte: decidedAt } },
        orderBy: { endedAt: 'asc' },
      }),
    ]);
    const { papers = [], ...facts } = assessment ? (sealer.open(assessment.factsSealed) as Facts) : {};
    return {
      facts,
      papers: papers.map((paper) => ({ ...paper, links: { document: `/v1/documents/${paper.documentId}` } })),
      visits: visits.map(({ reportSealed, photographIds }) => {
        const { findings } = sealer.open(reportSealed!) as { findings: string };
        return { findings, photographIds };
      }),
    };
  }

  async function criteriaOf({ case: { disease, submission } }: WholeSampled, language: Language) {
    const { criteria } = getDisease(await policies.get(submission.policyVersionId), disease);
    return knownValue(criteria).map((criterion) => ({ code: criterion.code, name: inLanguage(criterion, language) }));
  }
}

const form = z.toJSONSchema(ballotForm, { io: 'input' }) as Record<string, unknown>;
