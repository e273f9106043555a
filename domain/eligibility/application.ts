import { localDay } from '../time-zone.ts';
import type { Application } from './verdict.ts';

/** The part of a case that the rules read. */
export function applicationOf(stored: Omit<Application, 'receivedOn'> & { readonly receivedAt: Date }): Application {
  const { region, disease, kind, insuranceType, channel, institution } = stored;
  return { region, disease, kind, insuranceType, channel, institution, receivedOn: localDay(stored.receivedAt) };
}
