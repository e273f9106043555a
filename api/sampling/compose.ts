import type { PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { CaseStore } from '../../store/cases/port.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { PublishedPolicies } from '../../store/policies/published-policies.ts';
import { sampledDecisionRoutes } from './decision-routes.ts';
import { samplingDrawRoutes } from './draw-routes.ts';
import { samplingOpinionRoutes } from './opinion-routes.ts';
import type { Speaker } from '../http/speaker.ts';
import { createSampledDecisions } from './decisions.ts';
import { createSamplingDraws } from './draws.ts';
import { createBlindFiles } from './file.ts';
import { createSamplingFigures } from './figures.ts';
import { createDisagreementDesk } from './handling.ts';
import { createJudging } from './judging.ts';

interface SamplingParts {
  prisma: PrismaClient;
  sealer: Sealer;
  clock: Clock;
  policies: PolicyStore;
  published: Pick<PublishedPolicies, 'openRegion'>;
  speak: Speaker;
  cases: CaseStore;
}

/** 抽查复核: all that supervisors and judges work with. */
export function composeSampling({ published, ...parts }: SamplingParts) {
  const decisions = createSampledDecisions(parts);
  const draws = createSamplingDraws({ ...parts, policies: published });
  return [
    ...samplingDrawRoutes({ draws, decisions, figures: createSamplingFigures(parts.prisma) }),
    ...samplingOpinionRoutes({ files: createBlindFiles(parts), judging: createJudging(parts) }),
    ...sampledDecisionRoutes({ decisions, desk: createDisagreementDesk(parts) }),
  ];
}
