import type { Role } from '../../domain/access/grants.ts';
import type { Outcome } from '../../domain/case/decision.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import type { SampledState } from '../../domain/sampling/check.ts';
import { judgingRoles } from '../../domain/sampling/draw.ts';
import type { ConflictRule } from '../../domain/tasks/conflict-rules.ts';
import { localDay } from '../../domain/time-zone.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import { insertInto } from '../one-statement.ts';
import { dateOf } from '../rows.ts';
import { keepConflict } from '../subjects/conflicts.ts';
import type { Called, Sampled, SampledRef, Sampling } from './port.ts';
import { askedOf } from './sampled.ts';
import {
  changedDecision,
  changedOpinion,
  lockDecision,
  writeAbout,
  type LockedDecision,
  type Decide,
} from './locked.ts';

/** 抽查评判 of one judge; it is never changed. */
export interface NewOpinion {
  readonly opinion: Outcome;
  readonly reasons: readonly Reason[];
  readonly findingsSealed: Uint8Array<ArrayBuffer>;
  readonly givenAt: Date;
  /** Where it is the last that was awaited. */
  readonly concludes: SampledState | undefined;
}

/** `before` = it stood already, the same. */
export interface Given {
  readonly givenAt: Date;
  readonly before: boolean;
}

export interface NewRecusal {
  readonly rule: ConflictRule;
  readonly at: Date;
}

export type JudgeRecords = ReturnType<typeof judgeRecords>;

/** How far back opinions count as work that somebody has had. */
const loadDays = 90;

/** Who judges what was drawn, and what they say of it. */
export function judgeRecords(prisma: PrismaClient) {
  return {
    async wanting(at, after, limit) {
      const beyond = after
        ? Prisma.sql`AND ("drawId", "caseId") > (${after.drawId}, ${after.caseId}::uuid)`
        : Prisma.empty;
      const opinions = Prisma.sql`FROM "SamplingOpinion" AS opinion
        WHERE opinion."drawId" = sampled."drawId" AND opinion."caseId" = sampled."caseId"`;
      return prisma.$queryRaw<SampledRef[]>`
        SELECT "drawId", "caseId" FROM "SampledCase" AS sampled
        WHERE ("state" = 'drawn' OR "state" = 'judging' AND (
            (SELECT count(*) ${opinions} AND opinion."state" IN ('waiting', 'given')) < "wanted"
            OR "called" < cardinality("judges") AND EXISTS (
              SELECT ${opinions} AND opinion."state" = 'waiting' AND opinion."dueAt" <= ${at}::timestamptz)))
          ${beyond} ORDER BY 1, 2 LIMIT ${limit}`;
    },

    async candidates(region, at) {
      const since = new Date(at.getTime() - loadDays * 86_400_000);
      const today = dateOf(localDay(at));
      const rows = await prisma.$queryRaw<
        { subject: string; roles: Role[]; specialties: string[]; institution: string | null; load: number }[]
      >`
        SELECT "subject", "roles", "specialties", "institution",
          (SELECT count(*)::int FROM "SamplingOpinion" WHERE "subject" = member."subject"
            AND "state" IN ('waiting', 'given') AND "calledAt" >= ${since}::timestamptz) AS "load"
        FROM "StaffMember" AS member
        WHERE "active" AND "roles" && ${[...judgingRoles]}::text[] AND "regions" && ${[region, '*']}::text[]
          AND NOT EXISTS (SELECT FROM "Absence" WHERE "subject" = member."subject" AND "endedAt" IS NULL
            AND ${today}::date BETWEEN "from" AND "until")`;
      return rows;
    },

    async call(ref, at, decide) {
      await prisma.$transaction(async (transaction) => {
        const decision = await lockDecision(transaction, ref);
        if (decision.state !== 'drawn' && decision.state !== 'judging') return;
        const calls = await decide(asJudged(decision, at));
        const { called, replaced, wanted, state } = calls;
        const isChange = called.length > 0 || replaced.length > 0 || wanted !== decision.wanted;
        if (!isChange && state === decision.state) return;
        const effect = { at, actor: 'system', action: 'judgesCalled', result: { called, replaced, wanted } };
        await writeAbout(transaction, decision, turnOf(decision), effect, callWrites(decision, calls, at));
      });
    },

    /** The opinion of one who was asked; nothing is written where `decide` says that it stands already. */
    async give(ref: SampledRef, judge: string, decide: Decide<NewOpinion | undefined>): Promise<Given> {
      return prisma.$transaction(async (transaction) => {
        const decision = await lockDecision(transaction, ref);
        const given = await decide(decision);
        if (!given) return { givenAt: askedOf(decision, judge)!.givenAt!, before: true };
        const { givenAt, opinion, concludes, ...said } = given;
        const result = { opinion, ...(concludes && { concludes }) };
        const effect = { at: givenAt, actor: judge, action: 'opinionGiven', result };
        await writeAbout(transaction, decision, `opinion:${judge}`, effect, [
          changedOpinion(ref, judge, { ...said, opinion, state: 'given', givenAt }),
          ...(concludes ? [changedDecision(ref, { state: concludes, concludedAt: givenAt })] : []),
        ]);
        return { givenAt, before: false };
      });
    },

    /** 回避: the conflict is kept, and the next judge is called. */
    async standAside(ref: SampledRef, judge: string, decide: Decide<NewRecusal>): Promise<void> {
      await prisma.$transaction(async (transaction) => {
        const decision = await lockDecision(transaction, ref);
        const { rule, at } = await decide(decision);
        const conflict = { subjectId: ref.caseId, staff: judge, rule, declaredBy: judge, declaredAt: at };
        const effect = { at, actor: judge, action: 'recused', result: { rule } };
        await writeAbout(transaction, decision, `recusal:${judge}`, effect, [
          keepConflict(conflict),
          changedOpinion(ref, judge, { state: 'recused' }),
        ]);
      });
    },
  } satisfies Pick<Sampling, 'wanting' | 'candidates' | 'call'> & Record<string, unknown>;
}

/** Which call it is, as a key in the chain: each changes one of these. */
function turnOf({ opinions, wanted }: LockedDecision): string {
  const gone = opinions.filter(({ state }) => state === 'replaced' || state === 'recused');
  return `call:${opinions.length}:${gone.length}:${wanted}`;
}

/** As the rules of calling see it. */
function asJudged({ draw, case: about, opinions, ...row }: LockedDecision, at: Date): Sampled {
  return {
    drawId: row.drawId,
    caseId: row.caseId,
    seed: draw.seed,
    region: draw.region,
    dueWorkingDays: draw.dueWorkingDays,
    disease: about.disease,
    policyVersionId: about.submission.policyVersionId,
    institution: row.institution,
    judges: row.judges,
    called: row.called,
    wanted: row.wanted,
    state: row.state,
    outcome: row.outcome,
    involved: row.involved,
    asked: opinions.map(({ subject, state, dueAt }) => ({
      subject,
      state,
      overdue: dueAt !== null && dueAt <= at,
    })),
    opinions: opinions.flatMap(({ opinion }) => opinion ?? []),
  };
}

function callWrites(decision: LockedDecision, calls: Called, at: Date): Prisma.Sql[] {
  const { drawId, caseId, opinions } = decision;
  const { judges, called, replaced, wanted, state, dueAt } = calls;
  const last = called.at(-1);
  const rows = called.map((subject, index) => ({
    drawId,
    caseId,
    subject,
    ordinal: opinions.length + index,
    state: 'waiting',
    calledAt: at,
    dueAt,
  }));
  const columns = {
    judges: Prisma.sql`${[...judges]}::text[]`,
    wanted,
    state,
    called: last === undefined ? decision.called : judges.indexOf(last) + 1,
    ...(state !== 'judging' && { concludedAt: at }),
  };
  return [
    ...replaced.map((judge) => changedOpinion(decision, judge, { state: 'replaced' })),
    ...(rows.length > 0 ? [insertInto('SamplingOpinion', rows)] : []),
    changedDecision(decision, columns),
  ];
}
