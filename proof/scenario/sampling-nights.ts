import { msToNumber } from '@temporalio/common/lib/time.js';
import type { Pool } from 'pg';
import { addDays, addMonths, plainDate } from '../../domain/plain-date.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { instantAt, timeZone } from '../../domain/time-zone.ts';
import { passes } from './passes.ts';

interface SamplingBook {
  /** Something waits for the next run. */
  readonly isDue: boolean;
  /** When the first of those who could be replaced has been silent for too long. */
  readonly silentAt: Date | null;
  /** `region/2021-05` of each month in which something was decided and nothing drawn. */
  readonly undrawn: readonly string[];
}

/** When the sampling check 抽查复核, which runs every few minutes, finds something to do. */
export async function nextSampling(engine: Pool, policies: readonly Policy[], now: Date): Promise<Date | undefined> {
  const { rows } = await engine.query<SamplingBook>(book, [timeZone]);
  const { isDue, silentAt, undrawn } = rows[0]!;
  const drawn = policies
    .filter(isSampled)
    .flatMap(({ region }) =>
      undrawn.flatMap((name) =>
        name.startsWith(`${region.code}/`) ? drawnAt(name.slice(region.code.length + 1)) : [],
      ),
    );
  const runs = [...(isDue ? [now] : []), ...(silentAt ? [silentAt] : []), ...drawn].map(runAfter);
  return runs.filter((at) => at > now).toSorted((one, other) => one.getTime() - other.getTime())[0];
}

function isSampled({ sampling }: Policy): boolean {
  return typeof sampling?.percent.value === 'number' && typeof sampling.judges.value === 'number';
}

/** The month before is drawn from once its last day is a day old. */
function drawnAt(month: string): Date {
  return instantAt(addDays(addMonths(plainDate(`${month}-01`), 1), 1), '00:00');
}

/** The first run after this instant. */
function runAfter(instant: Date): Date {
  const [{ every, offset }] = passes.sampling.spec.intervals;
  const [between, first] = [msToNumber(every), msToNumber(offset)];
  return new Date((Math.floor((instant.getTime() - first) / between) + 1) * between + first);
}

const book = `
  SELECT
    EXISTS (SELECT FROM "SamplingDraw" WHERE "state" = 'announced') OR EXISTS (
      SELECT FROM "SampledCase" AS sampled WHERE "state" = 'drawn'
        OR "state" = 'judging' AND "wanted" > (SELECT count(*) FROM "SamplingOpinion" AS opinion
          WHERE opinion."drawId" = sampled."drawId" AND opinion."caseId" = sampled."caseId"
            AND opinion."state" IN ('waiting', 'given'))
        OR "state" = 'handled' AND "follows" IN ('appealInvited', 'reapplicationInvited')
          AND "followedAt" IS NULL) AS "isDue",
    (SELECT min("dueAt") FROM "SamplingOpinion" JOIN "SampledCase" AS sampled USING ("drawId", "caseId")
      WHERE "SamplingOpinion"."state" = 'waiting' AND sampled."state" = 'judging'
        AND "called" < cardinality("judges")) AS "silentAt",
    ARRAY(SELECT "region" || '/' || to_char("decidedAt" AT TIME ZONE $1, 'YYYY-MM') FROM "ApplicationCase"
      WHERE "decidedAt" IS NOT NULL
      EXCEPT SELECT "id" FROM "SamplingDraw") AS undrawn`;
