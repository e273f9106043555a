import { z } from 'zod';
import type { Caller } from '../../domain/access/access.ts';
import { identityNumber, requireBorn } from '../../domain/identity-number.ts';
import { localDay } from '../../domain/time-zone.ts';
import type { Clock } from '../../platform/clock.ts';
import type { JsonClient, RequestOf } from '../../platform/http-client.ts';
import { lookupId } from '../../platform/sealing.ts';
import {
  FactsKept,
  OfficeRecord,
  OfficeRecordEnd,
  officeRecordKinds,
} from '../../services/settlement/contract/facts.ts';
import { requirePermission } from '../http/authentication.ts';
import { route } from '../http/route.ts';

interface Dependencies {
  readonly settlementService: JsonClient;
  /** 32 bytes in base64, for keyed hashes. */
  readonly lookupKey: string;
  readonly clock: Clock;
}

const { region, number, from, until, reduction, householdRegion } = OfficeRecord.shape;
const { until: lastDay, reason } = OfficeRecordEnd.shape;

const ofRecord = z.strictObject({ region, kind: z.enum(officeRecordKinds), number });

const recordForm = z
  .strictObject({
    idNumber: identityNumber,
    from,
    until,
    reduction,
    householdRegion,
  })
  .meta({ id: 'OfficeRecordForm' });

const endForm = z.strictObject({ until: lastDay, reason }).meta({ id: 'OfficeRecordEndForm' });
const kept = z.strictObject({ kept: z.boolean() }).meta({ id: 'OfficeRecordKept' });
const replies = {
  200: { description: 'Kept; `kept` is false where it was before', schema: kept },
};

/** 经办记录: what an office has decided or filed of a person, kept where claims are settled by it. */
export function officeRecordRoutes({ settlementService, lookupKey, clock }: Dependencies) {
  const pathOf = (record: z.output<typeof ofRecord>) =>
    `/v1/office-records/${encodeURIComponent(`${record.region}:${record.kind}:${record.number}`)}`;

  /** @throws DomainError NOT_PERMITTED, IDEMPOTENCY_CONFLICT, REDUCTION_TOO_LARGE, NOT_FOUND */
  function told(path: string, body: unknown, of: { region: string }, caller: Caller) {
    requirePermission('keepOfficeRecords', caller, { region: of.region });
    return settlementService.request('PUT', path, FactsKept, body);
  }

  return [
    route({
      method: 'put',
      path: '/v1/office-records/{region}/{kind}/{number}',
      operationId: 'keepOfficeRecord',
      summary: 'Assistance granted, residence elsewhere, hardship or household of a person 经办记录',
      description: "Under the office's own number once; claims are settled by it for the days on which it holds.",
      tags: ['registers'],
      access: 'keepOfficeRecords',
      discloses: 'nothing',
      params: ofRecord,
      body: recordForm,
      replies,
      async handle({ params, body: { idNumber, ...held }, caller }) {
        requireBorn(idNumber, localDay(clock.now()), '/body/idNumber');
        const personRef = lookupId(lookupKey, idNumber);
        const record: RequestOf<typeof OfficeRecord> = { ...params, ...held, personRef, by: caller.subject };
        return { status: 200, body: await told(pathOf(params), record, params, caller) };
      },
    }),

    route({
      method: 'put',
      path: '/v1/office-records/{region}/{kind}/{number}/end',
      operationId: 'endOfficeRecord',
      summary: 'It ends with a day, or was a mistake and never held',
      tags: ['registers'],
      access: 'keepOfficeRecords',
      discloses: 'nothing',
      params: ofRecord,
      body: endForm,
      replies,
      async handle({ params, body, caller }) {
        const end: RequestOf<typeof OfficeRecordEnd> = { ...body, by: caller.subject };
        return { status: 200, body: await told(`${pathOf(params)}/end`, end, params, caller) };
      },
    }),
  ];
}
