import type { VisitActivities } from '../../activities/visits/visit-activities.ts';
import { effects, effectTable } from '../effects.ts';

export const visitEffects = effectTable<VisitActivities>('caseStore', {
  offerVisit: 'Offer a home visit 上门服务',
  planVisit: 'Record who comes, and when 安排上门',
  recordNotAtHome: 'Record that nobody was at home 未遇',
  endVisit: 'Record how the visit ended',
  endVisitAsTold: 'Record that nobody is to come 取消上门',
  endVisitOfCaseOver: 'Record that the case is over 取消上门',
  awaitVisit: 'Wait until the patient has been seen 待上门核实',
});

export const visits = effects(visitEffects);
