import { z } from 'zod';
import type { Caller } from '../../domain/access/access.ts';
import type { SampledState } from '../../domain/sampling/check.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { DrawName, DrawRecords } from '../../store/sampling/draws.ts';
import type { SampledRef } from '../../store/sampling/port.ts';
import type { SampledDecision, SampledOpinion, SampledRecords } from '../../store/sampling/sampled.ts';
import { requirePermission } from '../http/authentication.ts';
import { decodeValues, encodeValues, pageBy } from '../http/cursor.ts';
import { regionsWithin } from '../http/regions.ts';
import type { SayReason, Speaker } from '../http/speaker.ts';
import { linkTo } from './names.ts';
import { actionsOn } from './permitted.ts';

interface Dependencies {
  records: DrawRecords;
  sampled: SampledRecords;
  sealer: Sealer;
  speak: Speaker;
}

export type SampledDecisions = ReturnType<typeof createSampledDecisions>;

/** Decisions that were looked at again, as supervisors see them. */
export function createSampledDecisions({ records, sampled, sealer, speak }: Dependencies) {
  return {
    async ofDraw(
      name: DrawName,
      state: SampledState | undefined,
      caller: Caller,
      limit: number,
      cursor: string | undefined,
    ) {
      const draw = await records.get(name);
      requirePermission('readSampling', caller, { region: draw.region });
      return pageOf(await sampled.ofDraw(draw.id, state, positionIn(cursor), limit + 1), caller, limit);
    },

    /** Recognitions that were found wrong, and about which the office has done nothing yet. */
    async corrections(caller: Caller, limit: number, cursor: string | undefined) {
      const regions = regionsWithin('concludeCorrection', caller);
      return pageOf(await sampled.corrections(regions, positionIn(cursor), limit + 1), caller, limit);
    },

    /** With what the judges found, once all have. @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async get(name: DrawName, caseId: string, caller: Caller, language: string | undefined) {
      const row = await sampled.get(name, caseId);
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

  function opinionOf(
    { subject, state, calledAt, dueAt, opinion, reasons, findingsSealed, givenAt }: SampledOpinion,
    concluded: boolean,
    say: SayReason,
  ) {
    const { criteria = null, note = null } =
      concluded && findingsSealed ? (sealer.open(findingsSealed) as Findings) : {};
    const said = concluded ? reasons : null;
    return {
      subject,
      state,
      calledAt: calledAt.toISOString(),
      dueAt: dueAt?.toISOString() ?? null,
      givenAt: givenAt?.toISOString() ?? null,
      opinion: concluded ? opinion : null,
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

function positionIn(cursor: string | undefined): SampledRef | undefined {
  if (cursor === undefined) return undefined;
  const [drawId, caseId] = decodeValues(cursor, z.tuple([z.string(), z.uuid()]));
  return { drawId, caseId };
}

function pageOf(rows: readonly SampledDecision[], caller: Caller, limit: number) {
  const { items, next } = pageBy(rows, limit, ({ drawId, caseId }) => encodeValues([drawId, caseId]));
  return { items: items.map((row) => summaryOf(row, caller)), next };
}

function summaryOf(row: SampledDecision, caller: Caller) {
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
