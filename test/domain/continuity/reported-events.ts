/** What registers may report of one person, some of it corrected by what comes after, before, or never. */
import fc from 'fast-check';
import type { RegistryEvent } from '../../../domain/continuity/registry-event.ts';
import { addDays, type PlainDate } from '../../../domain/plain-date.ts';

export function eventsAround(day: PlainDate): fc.Arbitrary<RegistryEvent[]> {
  const on = fc.integer({ min: -20, max: 60 }).map((offset) => addDays(day, offset));
  const types = fc.constantFrom('resident', 'employee');
  const event = fc.oneof(
    fc.record({ kind: fc.constantFrom('died', 'retracted'), on }),
    fc.record({ kind: fc.constantFrom('insuranceLapsed', 'insuranceResumed'), on, insuranceType: types }),
    fc.record({ kind: fc.constant('insuranceTypeChanged'), on, from: types, to: types }),
  );
  return fc.array(fc.tuple(event, fc.option(fc.nat({ max: 8 }), { nil: undefined })), { maxLength: 8 }).map((all) =>
    all.map(([one, corrects], index) => ({
      id: `register/${index}`,
      region: 'rizhao',
      ...one,
      ...(corrects !== undefined && corrects !== index && { corrects: `register/${corrects}` }),
    })),
  );
}
