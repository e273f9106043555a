import { z } from 'zod';
import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { knownValue, stated, unstated } from '../../domain/policy/figure.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { drawingRule } from '../../domain/sampling/draw.ts';
import { localDay } from '../../domain/time-zone.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { PublishedPolicies } from '../../store/policies/published-policies.ts';
import type { Draw, DrawFilter, DrawName, DrawRecords } from '../../store/sampling/draws.ts';
import { requirePermission } from '../http/authentication.ts';
import { decodeValues, encodeValues, pageBy } from '../http/cursor.ts';
import { regionsWithin } from '../http/regions.ts';
import { linkTo } from './names.ts';

export interface ExtraDraw {
  readonly region: string;
  /** YYYY-MM */
  readonly month: string;
  readonly percent: number;
  /** As many as the region asks for, unless given. */
  readonly judges?: number | undefined;
  readonly reason: string;
}

interface Dependencies {
  records: DrawRecords;
  sealer: Sealer;
  clock: Clock;
  policies: Pick<PublishedPolicies, 'openRegion'>;
}

export type SamplingDraws = ReturnType<typeof createSamplingDraws>;

/** 抽样: what was drawn from, and how to draw it again. */
export function createSamplingDraws({ records, sealer, clock, policies }: Dependencies) {
  return {
    /** Latest month first. */
    async list(filter: Omit<DrawFilter, 'regions'>, caller: Caller, limit: number, cursor: string | undefined) {
      const regions = regionsWithin('readSampling', caller);
      const after = cursor === undefined ? undefined : decodeValues(cursor, position);
      const rows = await records.page({ ...filter, regions }, after && { month: after[0], id: after[1] }, limit + 1);
      const { items, next } = pageBy(rows, limit, ({ month, id }) => encodeValues([month, id]));
      return { items: items.map(summaryOf), next };
    },

    /** @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async get(name: DrawName, caller: Caller) {
      const draw = await records.get(name);
      requirePermission('readSampling', caller, { region: draw.region });
      return {
        ...summaryOf(draw),
        cases: { ...noCases, ...(await records.casesByState(draw.id)) },
        rule: drawingRule,
        reason: draw.reasonSealed && (sealer.open(draw.reasonSealed) as string),
      };
    },

    /**
     * A draw besides that of the month, once a key of the caller; its cases are drawn within minutes.
     * @throws DomainError NOT_PERMITTED, PACK_UNKNOWN, INVALID_REQUEST, PARAMETER_NOT_CONFIGURED, IDEMPOTENCY_CONFLICT
     */
    async open(asked: ExtraDraw, idempotencyKey: string, caller: Caller) {
      const { region, month, percent, judges, reason } = asked;
      requirePermission('drawSample', caller, { region });
      const { policy } = policies.openRegion(region);
      requireMonthOver(month);
      const { fresh, draw } = await records.openExtra({
        region,
        month,
        percent,
        judges: judges ?? judgesOf(policy),
        dueWorkingDays: stated(policy.sampling?.dueWorkingDays) ?? null,
        openedAt: clock.now(),
        openedBy: caller.subject,
        idempotencyKey,
        reasonSealed: sealer.seal(reason),
      });
      requireSame(asked, draw);
      return { fresh, draw: summaryOf(draw) };
    },
  };

  function requireSame({ region, month, percent, judges, reason }: ExtraDraw, { reasonSealed, ...opened }: Draw): void {
    const isSame =
      opened.region === region &&
      opened.month === month &&
      opened.percent === percent &&
      (judges ?? opened.judges) === opened.judges;
    if (isSame && sealer.open(reasonSealed!) === reason) return;
    throw new DomainError('IDEMPOTENCY_CONFLICT', 'This Idempotency-Key came before with another body.', {
      params: { draw: opened.id },
    });
  }

  function requireMonthOver(month: string): void {
    if (month < localDay(clock.now()).slice(0, 7)) return;
    const findings = [
      { where: '/body/month', problem: `${month} is not over`, hint: 'draw from a month whose decisions are all made' },
    ];
    throw new DomainError('INVALID_REQUEST', 'The month is not over.', { findings });
  }
}

const position = z.tuple([z.string(), z.string()]);

const noCases = { drawn: 0, judging: 0, agreed: 0, disagreed: 0, handled: 0, noJudge: 0 };

function judgesOf(policy: Policy): number {
  return knownValue(policy.sampling?.judges ?? unstated<number>(policy, 'sampling.judges'));
}

function summaryOf(row: Draw) {
  const { id, region, code, month, kind, state, percent, judges, dueWorkingDays, seed, population, populationHash } =
    row;
  return {
    region,
    code,
    month,
    kind,
    state,
    percent,
    judges,
    dueWorkingDays,
    seed,
    population,
    populationHash,
    openedAt: row.openedAt.toISOString(),
    openedBy: row.openedBy,
    drawnAt: row.drawnAt?.toISOString() ?? null,
    links: { self: linkTo(id), cases: `${linkTo(id)}/cases` },
  };
}
