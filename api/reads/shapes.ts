import { z } from 'zod';
import { dataKinds } from '../../domain/reads/data-kinds.ts';
import { identityNumber } from '../../domain/identity-number.ts';
import { pageQuery } from '../http/cursor.ts';

const instant = z.iso.datetime();

const days = {
  from: z.iso.datetime({ offset: true }).optional().describe('Since when'),
  until: z.iso.datetime({ offset: true }).optional().describe('Before when'),
};

export const readQuery = z.object({
  person: z.uuid().optional().describe('Of whom, as other reads name them'),
  case: z.uuid().optional().describe('Of which application'),
  reader: z.string().min(1).max(200).optional().describe('By whom: subject of the token'),
  ...days,
  ...pageQuery,
});

/** By identity number, which belongs into no address. */
export const readSearch = z
  .strictObject({ idNumber: identityNumber, ...days, cursor: pageQuery.cursor, limit: pageQuery.limit })
  .meta({ id: 'ReadSearch' });

export const personalRead = z
  .object({
    id: z.string(),
    at: instant,
    reader: z.string().describe('Subject of the token; `temporal-ui` or `cli/…` where there is none'),
    roles: z.array(z.string()),
    onBehalfOf: z.array(z.string()).describe('Absent colleagues whose task it was'),
    operation: z.string().describe('operationId'),
    requestId: z.string(),
    kinds: z.array(z.enum(dataKinds)).describe('What was shown; nothing where it was refused'),
    refusal: z.string().nullable().describe('Code of the refusal; null: it was shown'),
    regions: z.array(z.string()),
    persons: z.array(z.uuid()),
    cases: z.array(z.uuid()),
    tasks: z.array(z.uuid()).describe('What for: tasks that the reader had in hand there'),
    contacts: z.array(z.uuid()),
    documents: z.array(z.uuid()),
  })
  .meta({ id: 'PersonalRead' });

export const readPage = z
  .object({ items: z.array(personalRead), next: z.string().nullable() })
  .meta({ id: 'ReadPage' });
