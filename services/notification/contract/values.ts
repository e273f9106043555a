import { z } from 'zod';

export const Text = z.string().min(1);
export const CaseRef = Text.max(100);
export const TemplateName = z.string().regex(/^[\w.-]{1,100}$/);
export const Version = z.string().regex(/^[\w.-]{1,64}$/);
export const Role = z.enum(['patient', 'agent']);
export type Role = z.output<typeof Role>;

const Key = Text.max(200).meta({ description: "The caller's idempotency key" });
export const KeyParams = z.strictObject({ key: Key });
