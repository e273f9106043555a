import { z } from 'zod';
import type { Caller } from '../../domain/access/access.ts';
import type { Outcome } from '../../domain/case/decision.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import type { OpinionState, SampledState } from '../../domain/sampling/check.ts';
import type { Prisma, PrismaClient } from '../../generated/engine/client.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { requirePermission } from '../http/authentication.ts';
import { decodeValues, encodeValues, pageBy } from '../http/cursor.ts';
import { regionsWithin } from '../http/regions.ts';
import type { SayReason, Speaker } from '../http/speaker.ts';
import {
  actionsOn,
  codedSampled,
  findDraw,
  findSampled,
  linkTo,
  sampledWhole,
  type DrawName,
  type WholeSampled,
} from './sampled-rows.ts';

interface Dependencies {
  prisma: PrismaClient;
  sealer: Sealer;
  speak: Speaker;
}

export type SampledDecisions = ReturnType<typeof createSampledDecisions>;

/** Decisions that were looked at again, as supervisors see them. */
export function createSampledDecisions({ prisma, sealer, speak }: Dependencies) {
  return {
    async ofDraw(
      name: DrawName,
      state: SampledState | undefined,
      caller: Caller,
      limit: number,
      cursor: string | undefined,
    ) {
      const { id: drawId, region } = await findDraw(prisma, name);
      requirePermission('readSampling', caller, { region });
      return page({ drawId, ...(state && { state }) }, caller, limit, cursor);
    },

    /** Recognitions that were found wrong, and about which the office has done nothing yet. */
    async corrections(caller: Caller, limit: number, cursor: string | undefined) {
      const regions = regionsWithin('concludeCorrection', caller);
      const where = {
        follows: 'recognitionBeforeOffice',
        followedAt: null,
        ...(regions && { draw: { region: { in: [...regions] } } }),
      };
      return page(where, caller, limit, cursor);
    },

    /** With what the judges found, once all have. @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async get(name: DrawName, caseId: string, caller: Caller, language: string | undefined) {
      const row = await findSampled(prisma, name, caseId);
      requirePermission('readSampling', caller, { region: row.draw.region });
      const say = await speak(row.case.submission.policyVersionId, row.case.disease, language);
      return {
        ...summaryOf(row, caller),
        opinions: row.opinions.map((opinion) => opinionOf(opinion, row.concludedAt !== null, say)),
        handledReason: row.handlingSealed && (sealer.open(row.handlingSealed) as string),
        followedNote: row.followedSealed && (sealer.open(row.followedSealed) as string),
      };
    },
  };

  async function page(where: Prisma.SampledCaseWhereInput, caller: Caller, limit: number, cursor: string | undefined) {
    const after = cursor === undefined ? undefined : decodeValues(cursor, z.tuple([z.string(), z.uuid()]));
    const rows = await prisma.sampledCase.findMany({
      where: {
        AND: [
          where,
          after ? { OR: [{ drawId: { gt: after[0] } }, { drawId: after[0], caseId: { gt: after[1] } }] } : {},
        ],
      },
      include: sampledWhole,
      orderBy: [{ drawId: 'asc' }, { caseId: 'asc' }],
      take: limit + 1,
    });
    const { items, next } = pageBy(rows, limit, ({ drawId, caseId }) => encodeValues([drawId, caseId]));
    return { items: items.map((row) => summaryOf(codedSampled(row), caller)), next };
  }

  function opinionOf(
    { subject, state, calledAt, dueAt, opinion, reasons, findingsSealed, givenAt }: WholeSampled['opinions'][number],
    concluded: boolean,
    say: SayReason,
  ) {
    const { criteria = null, note = null } =
      concluded && findingsSealed ? (sealer.open(findingsSealed) as Findings) : {};
    const said = concluded ? (reasons as readonly Reason[] | null) : null;
    return {
      subject,
      state: state as OpinionState,
      calledAt: calledAt.toISOString(),
      dueAt: dueAt?.toISOString() ?? null,
      givenAt: givenAt?.toISOString() ?? null,
      opinion: concluded ? (opinion as Outcome | null) : null,
      reasons: said && said.map((reason) => ({ ...reason, text: say(reason) })),
      criteria,
      note,
    };
  }
}

interface Findings {
  readonly criteria: { readonly criterion: string; readonly met: boolean; readonly note?: string }[];
  readonly note?: string;
}

function summaryOf(row: WholeSampled, caller: Caller) {
  const {
    caseId: applicationId,
    draw,
    outcome,
    decidedBy,
    deciders,
    institution,
    wanted,
    state,
    handling,
    follows,
    handledBy,
    followedBy,
  } = row;
  return {
    region: draw.region,
    code: draw.code,
    applicationId,
    disease: row.case.disease,
    institution,
    outcome,
    decidedAt: row.decidedAt.toISOString(),
    decidedBy,
    deciders,
    wanted,
    state,
    given: row.opinions.filter((opinion) => opinion.state === 'given').length,
    concludedAt: row.concludedAt?.toISOString() ?? null,
    handling,
    follows,
    handledBy,
    handledAt: row.handledAt?.toISOString() ?? null,
    followedBy,
    followedAt: row.followedAt?.toISOString() ?? null,
    permittedActions: actionsOn(row, caller),
    links: { self: linkTo(row.drawId, applicationId), application: `/v1/applications/${applicationId}` },
  };
}
