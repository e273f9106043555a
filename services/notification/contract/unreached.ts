import { z } from 'zod';
import { Role } from './values.ts';

/** What a person made of a message that no channel could bring. */
export const Settled = z.enum(['handedOver', 'notReachable']);
export type Settled = z.output<typeof Settled>;

const cursor = z.string().regex(/^\S{1,100}$/);
export const UnreachedQuery = z.object({
  after: cursor.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** A message that a rule demands and no channel could bring: what a person needs to take it up. */
export const UnreachedMessage = z.strictObject({
  messageId: z.uuid(),
  key: z.string(),
  caseRef: z.string(),
  template: z.string(),
  role: Role,
  unreachedSince: z.iso.datetime(),
});
export const UnreachedPage = z.strictObject({ messages: z.array(UnreachedMessage), next: cursor.nullable() });

export const Settlement = z.strictObject({ as: Settled, at: z.iso.datetime() });
