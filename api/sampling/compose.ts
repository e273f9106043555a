import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { EngineDatabase } from '../../store/database.ts';
import { createNotices } from '../../store/notices/notices.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { PublishedPolicies } from '../../store/policies/published-policies.ts';
import { correctionRecords } from '../../store/sampling/corrections.ts';
import { drawRecords } from '../../store/sampling/draws.ts';
import { samplingFigures } from '../../store/sampling/figures.ts';
import { judgeRecords } from '../../store/sampling/judges.ts';
import { sampledRecords } from '../../store/sampling/sampled.ts';
import type { Speaker } from '../http/speaker.ts';
import { sampledDecisionRoutes } from './decision-routes.ts';
import { createSampledDecisions } from './decisions.ts';
import { samplingDrawRoutes } from './draw-routes.ts';
import { createSamplingDraws } from './draws.ts';
import { createBlindFiles } from './file.ts';
import { createDisagreementDesk } from './handling.ts';
import { createJudging } from './judging.ts';
import { samplingOpinionRoutes } from './opinion-routes.ts';

interface SamplingParts extends Pick<EngineDatabase, 'prisma'> {
  sealer: Sealer;
  clock: Clock;
  policies: PolicyStore;
  published: Pick<PublishedPolicies, 'openRegion'>;
  speak: Speaker;
}

/** 抽查复核: all that supervisors and judges work with. */
export function composeSampling({ prisma, published, ...common }: SamplingParts) {
  const sampled = sampledRecords(prisma);
  const records = drawRecords(prisma);
  const parts = { ...common, sampled };
  const decisions = createSampledDecisions({ ...parts, records });
  const draws = createSamplingDraws({ ...parts, records, policies: published });
  const judging = createJudging({ ...parts, judges: judgeRecords(prisma) });
  const desk = createDisagreementDesk({
    ...parts,
    corrections: correctionRecords(prisma),
    notices: createNotices(prisma),
  });
  return [
    ...samplingDrawRoutes({ draws, decisions, figures: (groupBy, which) => samplingFigures(prisma, groupBy, which) }),
    ...samplingOpinionRoutes({ files: createBlindFiles(parts), judging }),
    ...sampledDecisionRoutes({ decisions, desk }),
  ];
}
