import { z } from 'zod';
import { codeRules, consentGivers, consentWays } from '../../domain/access/consent.ts';

/** 同意书: what was signed, and of a guardian what shows the guardianship. */
export const paperConsent = z
  .strictObject({
    givenBy: z.enum(consentGivers),
    documentId: z.uuid().describe('The signed consent, uploaded by whoever has looked at it'),
    guardianshipId: z.uuid().optional().describe('What shows the guardianship; a guardian needs it'),
  })
  .refine(({ givenBy, guardianshipId }) => givenBy !== 'guardian' || guardianshipId !== undefined, {
    path: ['guardianshipId'],
    error: 'a guardian’s consent needs what shows the guardianship',
  })
  .meta({ id: 'PaperConsent' });

export type PaperConsent = z.output<typeof paperConsent>;

export const codeForm = z
  .strictObject({ code: z.string().regex(new RegExp(`^\\d{${codeRules.digits}}$`), `${codeRules.digits} digits`) })
  .meta({ id: 'ConsentCode' });

export const codeSent = z
  .object({
    codeId: z.uuid(),
    expiresAt: z.iso.datetime(),
    otherwise: z.string().describe('How else the person can agree'),
  })
  .meta({ id: 'ConsentCodeSent', description: 'The same whether or not the register holds a telephone' });

export const consentRecorded = z.object({ id: z.uuid() }).meta({ id: 'ConsentRecorded' });

export const consentShape = z
  .object({
    id: z.uuid(),
    givenBy: z.enum(consentGivers),
    how: z.enum(consentWays),
    givenAt: z.iso.datetime(),
    withdrawnAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Consent', description: 'That whoever acts for the person learns the diagnosis 单独同意' });
