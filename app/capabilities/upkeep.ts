import { createReconcileActivities } from '../../activities/upkeep/reconcile-activities.ts';
import { createPrismaLedger } from '../../store/outbox/ledger.ts';
import { takeReadAnchor } from '../../store/reads/anchors.ts';
import { takeAnchor } from '../../store/subjects/audit-anchors.ts';
import { createExecutionOf, createRoundExecutionOf } from '../../worker/executions.ts';
import { nightly, often } from '../../worker/schedules.ts';
import { serve } from '../../worker/served-effects.ts';
import { upkeepEffects } from '../../workflows/upkeep/effects.ts';
import type { Capability } from '../capability.ts';

/** The record held against Temporal, and its audit chains anchored. */
export const upkeep: Capability = {
  word: 'upkeep',
  workflows: ['reconcile', 'anchorAudit'],
  effects: (parts) => {
    const { prisma, temporal } = parts;
    const activities = createReconcileActivities({
      ...parts,
      ledger: createPrismaLedger(prisma),
      executionOf: createExecutionOf(temporal.client),
      executionOfRound: createRoundExecutionOf(temporal.client),
      takeAnchor: (day, takenAt) => takeAnchor(prisma, day, takenAt),
      takeReadAnchor: (day, takenAt) => takeReadAnchor(prisma, day, takenAt),
    });
    return [serve(upkeepEffects, activities)];
  },
  passes: { 'audit-anchor': nightly('anchorAudit', 0, 30), reconcile: often('reconcile') },
};
