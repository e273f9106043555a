import type { RegistryEventActivities } from '../../activities/continuity/registry-event-activities.ts';
import type { RenewalActivities } from '../../activities/continuity/renewal-activities.ts';
import { effects, effectTable } from '../effects.ts';

export const registryEventEffects = effectTable<RegistryEventActivities>('settlement', {
  nextRegistryEvent: 'Take what was reported next 登记变更',
  tellOpenCase: 'Bring it to an application under way 登记变更',
  tellVisit: 'Bring it to a home visit 登记变更',
  reviveCase: 'Receive anew what a death ended that was none 恢复办理',
  recognitionsHeld: 'See what the person holds 待遇资格',
  applyToRecognition: 'Bring it to a recognition 待遇变动',
  closeRegistryEvent: 'Done with what was reported 办结',
  setRegistryEventAside: 'Raise an alarm: it cannot be carried out 告警',
});

export const renewalEffects = effectTable<RenewalActivities>('settlement', {
  findRenewalsDue: 'Read what comes to its end 到期',
  openRenewal: 'Open the renewal 复审',
  keepBenefit: 'Keep the benefit until it is decided 待遇延续',
  releaseBenefit: 'End what was kept 待遇终止',
  expireRecognition: 'End what has expired 到期',
  reportRenewalProblem: 'Raise an alarm: it cannot be carried out 告警',
});

export const registers = effects(registryEventEffects);
export const renewals = effects(renewalEffects);
