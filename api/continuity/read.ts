import type { z } from 'zod';
import { permits, type Caller } from '../../domain/access/access.ts';
import { notFound } from '../../domain/errors.ts';
import type { RegistryEventReads } from '../../store/registers/registry-event-reads.ts';
import type { eventStates, registryEventView } from './registry-event-form.ts';

export type ReadRegistryEvent = ReturnType<typeof createEventReader>;

/** Whoever may not read one learns nothing of it, not even that there is one. */
export function createEventReader(events: RegistryEventReads) {
  return async (source: string, number: string, caller: Caller): Promise<z.input<typeof registryEventView>> => {
    const id = `${source}/${number}`;
    const found = await events.find(id);
    const target = found && { region: found.event.region, submitter: found.source };
    if (!found || !permits('readRegistryEvent', caller, target!).permitted) throw notFound('registry event', id);
    const { event, correctedBy, waits, problem, receivedAt } = found;
    const { id: _id, corrects, ...said } = event;
    const standing: (typeof eventStates)[number] = problem === null ? 'carriedOut' : 'refused';
    const state = correctedBy !== null ? 'undone' : waits ? 'waiting' : standing;
    return {
      ...said,
      id: number,
      source,
      corrects: corrects === undefined ? null : ownNumber(source, corrects),
      correctedBy: correctedBy && ownNumber(source, correctedBy),
      receivedAt: receivedAt.toISOString(),
      state,
      problem: state === 'refused' ? problem : null,
    };
  };
}

/** As the sender calls it. */
function ownNumber(source: string, id: string): string {
  return id.slice(source.length + 1);
}
