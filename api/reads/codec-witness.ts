import { randomUUID } from 'node:crypto';
import type { Payload } from '@temporalio/common';
import type { Clock } from '../../platform/clock.ts';
import type { PersonalReads } from '../../store/reads/reads.ts';
import { notWritten } from './witness.ts';

interface Dependencies {
  reads: Pick<PersonalReads, 'add'>;
  clock: Clock;
}

/** Whoever has the address of the codec endpoint; Temporal UI does not say who sits before it. */
export const temporalUi = 'temporal-ui';

const uuid = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g;

/** Puts down whose payloads are decoded: the cases, tasks and people whose ids stand in them. */
export function createCodecWitness({ reads, clock }: Dependencies) {
  return async (decoded: readonly Payload[]): Promise<void> => {
    if (decoded.length === 0) return;
    const ids = decoded.flatMap(
      ({ data }) =>
        Buffer.from(data ?? [])
          .toString('utf8')
          .match(uuid) ?? [],
    );
    const reader = {
      reader: temporalUi,
      roles: [],
      absentees: [],
      operation: 'decodePayloads',
      requestId: randomUUID(),
      at: clock.now(),
    };
    await reads.add(reader, { any: [...new Set(ids)], kinds: ['payload'] }).catch((cause: unknown) => {
      throw notWritten(cause);
    });
  };
}
