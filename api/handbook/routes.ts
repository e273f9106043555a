import { z } from 'zod';
import { handbookRecipients } from '../../domain/handbook/handbook.ts';
import { languageHeader } from '../../platform/http/language.ts';
import type { HandbookDesk } from './desk.ts';
import { disclosingAlways } from '../http/disclosing.ts';
import { route } from '../http/route.ts';

const params = z.object({ id: z.uuid() });

const pickup = z
  .object({ handbookNumber: z.string(), to: z.enum(handbookRecipients), at: z.iso.datetime() })
  .meta({ id: 'HandbookPickup' });

/** 门特手册 */
export function handbookRoutes({ desk }: { desk: HandbookDesk }) {
  return [
    route({
      method: 'get',
      path: '/v1/applications/{id}/handbook',
      operationId: 'readHandbook',
      summary: 'The handbook 门特手册 of an approved case, to print',
      description: 'The same record gives the same bytes.',
      tags: ['handbooks'],
      access: 'readHandbook',
      discloses: disclosingAlways('identity', 'diagnosis'),
      params,
      headers: languageHeader,
      replies: { 200: { description: 'The handbook', mediaType: 'application/pdf' } },
      async handle({ params: { id }, headers, caller }) {
        const body = await desk.print(id, caller, headers['accept-language']);
        return {
          status: 200,
          headers: { ...download, 'Content-Disposition': `inline; filename="handbook-${id}.pdf"` },
          body,
        };
      },
    }),

    route({
      method: 'post',
      path: '/v1/applications/{id}/handbook/pickup',
      operationId: 'handOutHandbook',
      summary: 'Record that the handbook was picked up 领取, and by whom; the same again is the same answer',
      tags: ['handbooks'],
      access: 'handOutHandbook',
      discloses: 'nothing',
      params,
      body: z
        .strictObject({ to: z.enum(handbookRecipients).describe('Who came for it') })
        .meta({ id: 'HandbookHandOver' }),
      replies: { 200: { description: 'Handed over, now or before', schema: pickup } },
      async handle({ params: { id }, body: { to }, caller }) {
        return { status: 200, body: await desk.handOut(id, to, caller) };
      },
    }),
  ];
}

const download = { 'X-Content-Type-Options': 'nosniff' };
