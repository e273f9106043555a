import { z } from 'zod';
import { identityNumber } from '../../domain/identity-number.ts';
import { insuranceTypes } from '../../domain/policy/schema.ts';

const insuranceType = z.enum(insuranceTypes);
const code = z.string().regex(/^[\w.-]{1,64}$/);

const common = {
  id: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .describe("The sender's own number of the event; each counts once"),
  region: code.describe('Region whose register reports it'),
  idNumber: identityNumber,
  on: z.iso
    .date()
    .describe('Day of death; first day without the insurance, or with it again; first day in, or out of, the category'),
};

/** 登记变更: what another department's register reports of a person. */
export const registryEventForm = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('died'), ...common }),
    z.strictObject({ kind: z.enum(['insuranceLapsed', 'insuranceResumed']), ...common, insuranceType }),
    z.strictObject({ kind: z.literal('insuranceTypeChanged'), ...common, from: insuranceType, to: insuranceType }),
    z.strictObject({ kind: z.enum(['categoryGained', 'categoryLost']), ...common, category: code }),
  ])
  .meta({ id: 'RegistryEvent' });

export type RegistryEventForm = z.output<typeof registryEventForm>;

export const registryEventReceipt = z
  .strictObject({ id: z.string(), receivedAt: z.iso.datetime() })
  .meta({ id: 'RegistryEventReceipt' });
