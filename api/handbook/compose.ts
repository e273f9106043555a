import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { CaseReads } from '../../store/cases/case-reads.ts';
import type { CaseStore } from '../../store/cases/port.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { createHandbookDesk } from './desk.ts';
import { createHandOver } from './hand-over.ts';
import { handbookRoutes } from './routes.ts';

interface HandbookParts {
  caseReads: CaseReads;
  sealer: Sealer;
  clock: Clock;
  policies: PolicyStore;
  cases: CaseStore;
}

/** 门特手册 */
export function composeHandbook({ cases, caseReads, ...parts }: HandbookParts) {
  return handbookRoutes({ desk: createHandbookDesk({ ...parts, cases: caseReads, handOver: createHandOver(cases) }) });
}
