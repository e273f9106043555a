import type { Handled } from '../../domain/sampling/check.ts';
import type { CaseStore } from '../../store/cases/port.ts';

/** Key `sampling:<draw>`. Returns what stands in the case's audit: whoever was first. */
export function createHandlingRecord(store: CaseStore) {
  return (caseId: string, drawId: string, handled: Handled): Promise<Handled> =>
    store.effect<Handled>(caseId, `sampling:${drawId}`, () => ({
      at: new Date(handled.at),
      actor: handled.by,
      action: 'samplingHandled',
      result: handled,
    }));
}
