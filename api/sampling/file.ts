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
import type { Clock } from '../../platform/clock.ts';
import { languageOf } from '../../platform/http/language.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { PersonDetails } from '../../store/cases/details.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { DrawName } from '../../store/sampling/draws.ts';
import { askedOf, type SampledDecision, type SampledRecords } from '../../store/sampling/sampled.ts';
import { requirePermission } from '../http/authentication.ts';
import { decodeValues, encodeValues, pageBy } from '../http/cursor.ts';
import { linkTo } from './names.ts';
import { actionsOn, targetOf } from './permitted.ts';

interface Dependencies {
  sampled: SampledRecords;
  sealer: Sealer;
  clock: Clock;
  policies: PolicyStore;
}

export type BlindFiles = ReturnType<typeof createBlindFiles>;

/**
 * What a judge sees of a decision: the file as it was when it was decided. Neither outcome nor reasons, nor the verdict
 * and trace of the rules, nor who had it in hand.
 */
export function createBlindFiles({ sampled, sealer, clock, policies }: Dependencies) {
  return {
    /** What the caller is asked to judge, the longest asked first. */
    async mine(state: OpinionState, caller: Caller, limit: number, cursor: string | undefined) {
      const asked = await sampled.askedOf(caller.subject, state, positionIn(cursor), limit + 1);
      const { items, next } = pageBy(asked, limit, ({ calledAt, decision }) =>
        encodeValues([calledAt.toISOString(), decision.caseId]),
      );
      return { items: items.map(({ decision }) => askedView(decision, caller)), next };
    },

    /** @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async open(name: DrawName, caseId: string, caller: Caller, acceptLanguage: string | undefined) {
      const row = await sampled.get(name, caseId);
      requirePermission('judgeSampled', caller, targetOf(row, caller));
      const { kind, insuranceType, receivedAt, institution } = row.case;
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

  function askedView(row: SampledDecision, caller: Caller) {
    const { state, calledAt, dueAt, opinion } = askedOf(row, caller.subject)!;
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

  async function evidenceOf(row: SampledDecision) {
    const { factsSealed, visits } = await sampled.evidenceOf(row);
    const { papers = [], ...facts } = factsSealed ? (sealer.open(factsSealed) as Facts) : {};
    return {
      facts,
      papers: papers.map((paper) => ({ ...paper, links: { document: `/v1/documents/${paper.documentId}` } })),
      visits: visits.map(({ reportSealed, photographIds }) => {
        const { findings } = sealer.open(reportSealed) as { findings: string };
        return { findings, photographIds };
      }),
    };
  }

  async function criteriaOf({ case: { disease, submission } }: SampledDecision, language: Language) {
    const { criteria } = getDisease(await policies.get(submission.policyVersionId), disease);
    return knownValue(criteria).map((criterion) => ({ code: criterion.code, name: inLanguage(criterion, language) }));
  }
}

function positionIn(cursor: string | undefined) {
  if (cursor === undefined) return undefined;
  const [calledAt, caseId] = decodeValues(cursor, z.tuple([z.iso.datetime(), z.uuid()]));
  return { calledAt, caseId };
}

const form = z.toJSONSchema(ballotForm, { io: 'input' }) as Record<string, unknown>;
