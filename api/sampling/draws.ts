import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { knownValue, unstated } from '../../domain/policy/figure.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { drawingRule } from '../../domain/sampling/draw.ts';
import { localDay } from '../../domain/time-zone.ts';
import type { Prisma, PrismaClient, SamplingDraw } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { isUniqueViolation } from '../../store/rows.ts';
import { writeAtOnce } from '../../store/one-statement.ts';
import { drawOpening } from '../../store/sampling/opening.ts';
import { requirePermission } from '../http/authentication.ts';
import { decodeValues, encodeValues, pageBy } from '../http/cursor.ts';
import type { PublishedPolicies } from '../../store/policies/published-policies.ts';
import { regionsWithin } from '../http/regions.ts';
import { codedDraw, drawIdOf, findDraw, linkTo, type DrawName } from './sampled-rows.ts';

export interface ExtraDraw {
  readonly region: string;
  /** YYYY-MM */
  readonly month: string;
  readonly percent: number;
  /** As many as the region asks for, unless given. */
  readonly judges?: number | undefined;
  readonly reason: string;
}

export interface DrawFilter {
  readonly region?: string | undefined;
  readonly month?: string | undefined;
}

type NewExtraDraw = Omit<
  Prisma.SamplingDrawCreateManyInput,
  'code' | 'id' | 'idempotencyKey' | 'subjectId' | 'state'
> & {
  readonly idempotencyKey: string;
};

interface Dependencies {
  prisma: PrismaClient;
  sealer: Sealer;
  clock: Clock;
  policies: Pick<PublishedPolicies, 'openRegion'>;
}

export type SamplingDraws = ReturnType<typeof createSamplingDraws>;

/** 抽样: what was drawn from, and how to draw it again. */
export function createSamplingDraws({ prisma, sealer, clock, policies }: Dependencies) {
  return {
    /** Latest month first. */
    async list({ region, month }: DrawFilter, caller: Caller, limit: number, cursor: string | undefined) {
      const within = regionsWithin('readSampling', caller);
      const after = cursor === undefined ? undefined : decodeValues(cursor, z.tuple([z.string(), z.string()]));
      const rows = await prisma.samplingDraw.findMany({
        where: {
          AND: [within ? { region: { in: [...within] } } : {}, region ? { region } : {}, month ? { month } : {}],
          ...(after && { OR: [{ month: { lt: after[0] } }, { month: after[0], id: { gt: after[1] } }] }),
        },
        orderBy: [{ month: 'desc' }, { id: 'asc' }],
        take: limit + 1,
      });
      const { items, next } = pageBy(rows, limit, ({ month, id }) => encodeValues([month, id]));
      return { items: items.map(summaryOf), next };
    },

    /** @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async get(name: DrawName, caller: Caller) {
      const draw = await findDraw(prisma, name);
      requirePermission('readSampling', caller, { region: draw.region });
      const groups = await prisma.sampledCase.groupBy({ by: ['state'], where: { drawId: draw.id }, _count: true });
      const cases = { drawn: 0, judging: 0, agreed: 0, disagreed: 0, handled: 0, noJudge: 0 };
      for (const { state, _count } of groups) cases[state as keyof typeof cases] = _count;
      return {
        ...summaryOf(draw),
        cases,
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
      const { dueWorkingDays } = policy.sampling ?? {};
      const draw = {
        region,
        month,
        kind: 'extra',
        percent,
        judges: judges ?? judgesOf(policy),
        dueWorkingDays: typeof dueWorkingDays?.value === 'number' ? dueWorkingDays.value : null,
        seed: randomUUID(),
        openedAt: clock.now(),
        openedBy: caller.subject,
        idempotencyKey,
        reasonSealed: sealer.seal(reason),
      };
      const opened = await once(draw);
      requireSame(asked, opened);
      return { fresh: opened.seed === draw.seed, draw: summaryOf(opened) };
    },
  };

  /**
   * The one that came under the key before, or the next number of the month; whoever asks at the same time has the one
   * after.
   */
  async function once(draw: NewExtraDraw): Promise<SamplingDraw> {
    const { region, month, openedBy, idempotencyKey } = draw;
    const earlier = await prisma.samplingDraw.findUnique({
      where: { openedBy_idempotencyKey: { openedBy, idempotencyKey } },
    });
    if (earlier) return earlier;
    const number = 1 + (await prisma.samplingDraw.count({ where: { region, month, kind: 'extra' } }));
    const code = `${month}-x${number}`;
    try {
      const id = drawIdOf({ region, code });
      await writeAtOnce(prisma, drawOpening({ ...draw, id, code }));
      return await prisma.samplingDraw.findUniqueOrThrow({ where: { id } });
    } catch (error) {
      if (isUniqueViolation(error)) return once(draw);
      throw error;
    }
  }

  function requireSame(
    { region, month, percent, judges, reason }: ExtraDraw,
    { reasonSealed, ...opened }: SamplingDraw,
  ): void {
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

function judgesOf(policy: Policy): number {
  return knownValue(policy.sampling?.judges ?? unstated<number>(policy, 'sampling.judges'));
}

function summaryOf(row: SamplingDraw) {
  const { id, region, code, month, kind, state, percent, judges, dueWorkingDays, seed, population, populationHash } =
    codedDraw(row);
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
