import type { SamplingActivities } from '../../activities/sampling/sampling-activities.ts';
import { effects, effectTable } from '../effects.ts';

export const samplingEffects = effectTable<SamplingActivities>('caseStore', {
  openDraws: 'Open the draw of the month 抽查复核',
  drawCases: 'Draw decisions by the seed 抽样',
  callJudges: 'Call judges, and replace the silent 抽取评判人',
  findInvitations: 'See who was wrongly refused 纠正',
  recordInvited: 'Record that they have been told 告知',
});

export const sampling = effects(samplingEffects);
