import { z } from 'zod';
import { Code, Day, Reason } from './values.ts';

const Key = z.string().min(1).max(200).meta({ description: "The caller's idempotency key", example: '0b7c…:file:0' });

/**
 * `extend` sets the last day anew, or takes it away: a renewal, or the time until one is decided. `restate` says all
 * that registers make of it once more, since what they said before was wrong or came out of order.
 */
export const changeKinds = ['change', 'extend', 'suspend', 'resume', 'end', 'restate'] as const;
export type ChangeKind = (typeof changeKinds)[number];

export const FilingNumber = z
  .string()
  .regex(/^[A-Z0-9._-]+-\d{4}-\d{8,}$/)
  .meta({ description: '备案号', example: 'RIZHAO-2026-00000001' });

/** Why registers change an entitlement; what was changed for one of these is what a restatement replaces. */
export const registerReasons = ['died', 'insuranceLapsed', 'insuranceResumed', 'insuranceTypeChanged'] as const;

const lastDay = 'Last day, included; absent: without end';
const newLastDay = 'Last day, included; absent: without end where extended, else as before';

/** `from` and `until` are both included. */
export const Registration = z
  .strictObject({
    personRef: z.uuid(),
    region: Code,
    disease: Code,
    insuranceType: Code,
    institution: Code.optional(),
    from: Day,
    until: Day.optional().meta({ description: lastDay }),
    decidedAt: z.iso.datetime({ offset: true }).regex(/^2\d{3}-/, 'must be from 2000-01-01 on'),
    filedOn: Day,
  })
  .refine(({ from, until }) => !until || from <= until, { path: ['until'], error: 'is before from' });

const RestatedStep = z.strictObject({
  kind: z.enum(['suspend', 'resume', 'change', 'end']),
  from: Day,
  insuranceType: Code.optional(),
  reason: z.enum(registerReasons),
});

export type RestatedStep = z.output<typeof RestatedStep>;

export const ChangeRequest = z
  .strictObject({
    key: Key,
    kind: z.enum(changeKinds),
    from: Day.meta({
      description: 'First day on which the change holds; of an end: the first day without entitlement',
    }),
    until: Day.optional().meta({ description: newLastDay }),
    institution: Code.optional(),
    insuranceType: Code.optional().meta({ description: 'Where the person is insured otherwise from now on 险种转换' }),
    reason: Reason,
    steps: z.array(RestatedStep).optional().meta({
      description: 'Of a restatement, and only of one: all that registers make of it, in the order of its days',
    }),
  })
  .refine(({ kind, steps }) => (kind === 'restate') === (steps !== undefined), {
    path: ['steps'],
    error: 'go with a restatement, and it with them',
  });

export type Registration = z.output<typeof Registration>;
export type ChangeRequest = z.output<typeof ChangeRequest>;

const State = z.enum(['inForce', 'suspended', 'ended']);
export type State = z.output<typeof State>;

export const Filing = z.strictObject({
  filingNumber: FilingNumber,
  filedOn: Day,
  state: State,
  from: Day,
  until: Day.nullable(),
  version: z.int(),
});

export const Changed = z.strictObject({
  filingNumber: FilingNumber,
  state: State,
  from: Day,
  until: Day.nullable(),
  institution: z.string().nullable(),
  insuranceType: z.string(),
  version: z.int(),
});

const Subject = { personRef: z.uuid(), region: z.string(), disease: z.string() };

export const EntitlementWithHistory = z.strictObject({
  ...Changed.shape,
  ...Subject,
  filedOn: Day,
  decidedAt: z.iso.datetime(),
  history: z.array(
    z.strictObject({
      version: z.int(),
      kind: z.enum(changeKinds),
      from: Day,
      until: Day.nullable(),
      institution: z.string().nullable(),
      insuranceType: z.string().nullable(),
      reason: z.string(),
      steps: z.array(RestatedStep).nullable(),
      recordedAt: z.iso.datetime(),
    }),
  ),
});

export const EntitlementsOnDay = z.strictObject({
  on: Day,
  entitlements: z.array(
    z.strictObject({
      filingNumber: FilingNumber,
      region: z.string(),
      disease: z.string(),
      insuranceType: z.string(),
      institution: z.string().nullable(),
      from: Day,
      until: Day.nullable(),
    }),
  ),
});

export const KeyParams = z.strictObject({ key: Key });
export const FilingParams = z.strictObject({ filingNumber: FilingNumber });
export const OnDay = z.strictObject({ on: Day });
