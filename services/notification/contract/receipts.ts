import { z } from 'zod';
import { Text } from './values.ts';

export const ReportStatus = z.enum(['delivered', 'undeliverable']);
export type ReportStatus = z.output<typeof ReportStatus>;

/** What the gateway learned after it had taken a message; in any order, as often as it likes. */
export const Receipts = z.strictObject({
  receipts: z
    .array(z.strictObject({ reference: Text.max(200), status: ReportStatus, at: z.iso.datetime({ offset: true }) }))
    .min(1)
    .max(500),
});
export const ReceiptsTaken = z.strictObject({
  taken: z.int().meta({ description: 'Told something that was not known' }),
  known: z.int(),
  unknown: z.int().meta({ description: 'References of no message' }),
});
