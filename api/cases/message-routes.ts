import { z } from 'zod';
import type { CaseDesk, SentMessage } from './case-desk.ts';
import { sentMessage } from './shapes.ts';
import { route } from '../http/route.ts';
import { appealForm, supplementForm } from './submission/form.ts';
import { ownNumber } from '../../domain/identity-number.ts';
import { freeText } from '../../domain/written-text.ts';

const params = z.object({ id: z.uuid() });
const headers = z.object({
  'idempotency-key': ownNumber(z.string().min(1).max(200)).describe(
    'The same key is the same message; with another body a conflict',
  ),
});
const withdrawal = z
  .strictObject({ reason: freeText(500).optional().describe('Kept sealed') })
  .meta({ id: 'Withdrawal' });

const replies = {
  200: { description: 'The case has acted on it', schema: sentMessage },
  202: { description: 'Stored; the case acts on it as soon as it can', schema: sentMessage },
};

const declining = z
  .strictObject({ reason: freeText(500).optional().describe('Kept sealed') })
  .meta({ id: 'VisitDeclined' });

/** What the patient's side says to a case after its receipt. */
export function caseMessageRoutes({ desk }: { desk: CaseDesk }) {
  return [
    route({
      method: 'post',
      path: '/v1/applications/{id}/supplements',
      operationId: 'supplyCase',
      summary: 'Supply what was asked for 补正; a case that lapsed is opened again by it',
      tags: ['applications'],
      access: 'supplyCase',
      discloses: 'nothing',
      params,
      headers,
      body: supplementForm,
      replies,
      async handle({ params: { id }, headers: { 'idempotency-key': idempotencyKey }, body, caller }) {
        return reply(await desk.supply(id, body, { caller, idempotencyKey }));
      },
    }),

    route({
      method: 'post',
      path: '/v1/applications/{id}/withdrawal',
      operationId: 'withdrawCase',
      summary: 'Withdraw the application 撤回申请, as long as it is not decided',
      tags: ['applications'],
      access: 'withdrawCase',
      discloses: 'nothing',
      params,
      headers,
      body: withdrawal,
      replies,
      async handle({ params: { id }, headers: { 'idempotency-key': idempotencyKey }, body, caller }) {
        return reply(await desk.withdraw(id, body, { caller, idempotencyKey }));
      },
    }),

    route({
      method: 'post',
      path: '/v1/applications/{id}/appeals',
      operationId: 'appealCase',
      summary: 'Ask for another look at a refusal 异议复核, by people who had no part in it',
      tags: ['applications'],
      access: 'appealCase',
      discloses: 'nothing',
      params,
      headers,
      body: appealForm,
      replies,
      async handle({ params: { id }, headers: { 'idempotency-key': idempotencyKey }, body, caller }) {
        return reply(await desk.appeal(id, body, { caller, idempotencyKey }));
      },
    }),

    route({
      method: 'post',
      path: '/v1/applications/{id}/visits/{visitId}/decline',
      operationId: 'declineVisit',
      summary: 'Decline a home visit 上门服务; it makes no difference to the decision',
      tags: ['applications'],
      access: 'declineVisit',
      discloses: 'nothing',
      params: params.extend({ visitId: z.uuid() }),
      headers,
      body: declining,
      replies,
      async handle({ params: { id, visitId }, headers: { 'idempotency-key': idempotencyKey }, body, caller }) {
        return reply(await desk.declineVisit(id, visitId, body, { caller, idempotencyKey }));
      },
    }),
  ];
}

function reply(sent: SentMessage) {
  return { status: sent.state === 'taken' ? (200 as const) : (202 as const), body: sent };
}
