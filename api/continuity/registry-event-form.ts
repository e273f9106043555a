import { z } from 'zod';
import { registryEventKinds } from '../../domain/continuity/registry-event.ts';
import { identityNumber, ownNumber } from '../../domain/identity-number.ts';
import { insuranceTypes } from '../../domain/policy/schema.ts';

const insuranceType = z.enum(insuranceTypes);
const code = z.string().regex(/^[\w.-]{1,64}$/);

const common = {
  id: ownNumber(code).describe("The sender's own number of the event; each counts once"),
  region: code.describe('Region whose register reports it'),
  corrects: code
    .optional()
    .describe("The sender's own number of an event of the same person that was wrong; this one stands in its place"),
  idNumber: identityNumber,
};

const on = z.iso
  .date()
  .describe('Day of death; first day without the insurance, or with it again; first day in, or out of, the category');

/** 登记变更: what another department's register reports of a person. */
export const registryEventForm = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('died'), ...common, on }),
    z.strictObject({ kind: z.enum(['insuranceLapsed', 'insuranceResumed']), ...common, on, insuranceType }),
    z.strictObject({ kind: z.literal('insuranceTypeChanged'), ...common, on, from: insuranceType, to: insuranceType }),
    z.strictObject({ kind: z.enum(['categoryGained', 'categoryLost']), ...common, on, category: code }),
    z.strictObject({ kind: z.literal('retracted'), ...common, corrects: code }),
  ])
  .meta({ id: 'RegistryEvent' });

export type RegistryEventForm = z.output<typeof registryEventForm>;

export const eventStates = ['waiting', 'carriedOut', 'refused', 'undone'] as const;

/** What became of one, without whom it is about. */
export const registryEventView = z
  .strictObject({
    id: z.string().describe("The sender's own number"),
    source: z.string(),
    kind: z.enum(registryEventKinds),
    region: z.string(),
    on: z.iso.date(),
    insuranceType: insuranceType.optional(),
    from: insuranceType.optional(),
    to: insuranceType.optional(),
    category: z.string().optional(),
    corrects: z.string().nullable().describe('The event in whose place it stands'),
    correctedBy: z.string().nullable(),
    receivedAt: z.iso.datetime(),
    state: z
      .enum(eventStates)
      .describe('refused: it cannot be carried out as yet, and is tried again; undone: another stands in its place'),
    problem: z.string().nullable().describe('Why it cannot be carried out: the code of an error'),
  })
  .meta({ id: 'RegistryEventState' });

export const registryEventReceipt = z
  .strictObject({ id: z.string(), receivedAt: z.iso.datetime() })
  .meta({ id: 'RegistryEventReceipt' });
