import type { ReconcileActivities } from '../../activities/upkeep/reconcile-activities.ts';
import { effects, effectTable } from '../effects.ts';

export const upkeepEffects = effectTable<ReconcileActivities>('caseStore', {
  compareCases: 'Compare the record with Temporal 核对',
  requeueUnderWay: 'Send again what was lost 补发',
  reportForeignMessage: 'Raise an alarm: a stranger speaks to this workflow 告警',
  anchorAudit: 'Anchor the audit chains 审计锚定',
});

export const upkeep = effects(upkeepEffects);
