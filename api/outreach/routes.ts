import { z } from 'zod';
import { contactCauses, contactStates } from '../../domain/outreach/contact.ts';
import { decodeCursor, pageQuery } from '../http/cursor.ts';
import { languageHeader } from '../../platform/http/language.ts';
import type { ApplyFromContact } from './applying.ts';
import type { ContactReads } from './contacts.ts';
import type { OutreachDesk } from './desk.ts';
import { ofContact, ofContacts } from './disclosed.ts';
import { assignmentForm, contactApplicationForm, reportForm } from './form.ts';
import type { LookAheadFromContact } from './outlook.ts';
import { contactDetail, contactReceipt, contactSummary, townshipResults } from './shapes.ts';
import { plainDate } from '../../domain/plain-date.ts';
import type { OpenedBetween, TownshipResults } from '../../store/outreach/results.ts';
import { regionsWithin } from '../http/regions.ts';
import { outlookShape } from '../cases/shapes.ts';
import { disclosingAlways } from '../http/disclosing.ts';
import { route } from '../http/route.ts';

interface Dependencies {
  reads: ContactReads;
  desk: OutreachDesk;
  lookAhead: LookAheadFromContact;
  apply: ApplyFromContact;
  results: (which: OpenedBetween) => Promise<TownshipResults[]>;
}

const params = z.object({ id: z.uuid() });
const tags = ['outreach'];
const asItStands = { 200: { description: 'As it stands', schema: contactDetail } };

/** 主动办: people who were treated and never recognised, or were refused, and whom somebody seeks out. */
export function outreachRoutes({ reads, desk, lookAhead, apply, results }: Dependencies) {
  return [
    route({
      method: 'get',
      path: '/v1/outreach/contacts',
      operationId: 'listContacts',
      summary: 'Whom to seek out 联系任务, longest open first',
      tags,
      access: 'listContacts',
      discloses: ofContacts,
      query: z.object({
        region: z.string().optional(),
        township: z.string().optional(),
        state: z.enum(contactStates).optional(),
        cause: z.enum(contactCauses).optional(),
        helper: z.string().optional(),
        unassigned: z.stringbool().optional(),
        ...pageQuery,
      }),
      replies: {
        200: {
          description: 'One page',
          schema: z.object({ items: z.array(contactSummary), next: z.string().nullable() }).meta({ id: 'ContactPage' }),
        },
      },
      async handle({ query: { cursor, limit, ...filter }, caller }) {
        return {
          status: 200,
          body: await reads.list(filter, caller, limit, cursor ? decodeCursor(cursor) : undefined),
        };
      },
    }),

    route({
      method: 'get',
      path: '/v1/outreach/contacts/{id}',
      operationId: 'getContact',
      summary: 'One contact: whom to find, who helps, and after a refusal what would be needed',
      tags,
      access: 'listContacts',
      discloses: ofContact,
      params,
      headers: languageHeader,
      replies: asItStands,
      async handle({ params: { id }, headers, caller }) {
        return { status: 200, body: await reads.get(id, caller, headers['accept-language']) };
      },
    }),

    route({
      method: 'get',
      path: '/v1/outreach/contacts/{id}/outlook',
      operationId: 'lookAheadFromContact',
      summary: 'What is held already for an application, and what would be missing 预填; stores nothing',
      tags,
      access: 'readContactDiagnosis',
      discloses: disclosingAlways('diagnosis'),
      params,
      headers: languageHeader,
      replies: { 200: { description: 'As the registries stand now', schema: outlookShape } },
      async handle({ params: { id }, headers, caller }) {
        return { status: 200, body: await lookAhead(id, caller, headers['accept-language']) };
      },
    }),

    route({
      method: 'post',
      path: '/v1/outreach/contacts/{id}/assignment',
      operationId: 'assignContact',
      summary:
        'Name who helps: village committee, first secretary, resident cadre, person responsible for help, ' +
        'family doctor',
      description: 'Consent that was given to another helper is void.',
      tags,
      access: 'assignContact',
      discloses: ofContact,
      params,
      headers: languageHeader,
      body: assignmentForm,
      replies: asItStands,
      async handle({ params: { id }, headers, body, caller }) {
        await desk.assign(id, body, caller);
        return { status: 200, body: await reads.get(id, caller, headers['accept-language']) };
      },
    }),

    route({
      method: 'post',
      path: '/v1/outreach/contacts/{id}/report',
      operationId: 'reportContact',
      summary: 'Say what came of it 联系结果, with the consent of the person where they gave it',
      tags,
      access: 'reportContact',
      discloses: ofContact,
      params,
      headers: languageHeader,
      body: reportForm,
      replies: asItStands,
      async handle({ params: { id }, headers, body, caller }) {
        await desk.report(id, body, caller);
        return { status: 200, body: await reads.get(id, caller, headers['accept-language']) };
      },
    }),

    route({
      method: 'post',
      path: '/v1/outreach/contacts/{id}/application',
      operationId: 'applyFromContact',
      summary: 'Apply for the person who has agreed, filled in from what is held 主动办',
      description: 'Once a contact; a repeat of the same caller is answered the same.',
      tags,
      access: 'applyFromContact',
      discloses: 'nothing',
      params,
      body: contactApplicationForm,
      replies: { 202: { description: 'Received', schema: contactReceipt } },
      async handle({ params: { id }, body, caller }) {
        const { submissionId, receivedAt, caseId } = await apply(id, body, caller);
        return {
          status: 202,
          body: { submissionId, receivedAt: receivedAt.toISOString(), application: `/v1/applications/${caseId}` },
        };
      },
    }),

    route({
      method: 'get',
      path: '/v1/outreach/results',
      operationId: 'readOutreachResults',
      summary: 'What came of the contacts opened in a period, by township',
      tags,
      access: 'readOutreachResults',
      discloses: 'nothing',
      query: z.object({
        region: z.string().optional(),
        from: z.iso.date().describe('First day on which they were opened'),
        until: z.iso.date().describe('Last day'),
      }),
      replies: {
        200: {
          description: 'A line a township',
          schema: z.object({ items: z.array(townshipResults) }).meta({ id: 'OutreachResults' }),
        },
      },
      async handle({ query: { region, from, until }, caller }) {
        const regions = regionsWithin('readOutreachResults', caller);
        const which = { regions, region, from: plainDate(from), until: plainDate(until) };
        return { status: 200, body: { items: await results(which) } };
      },
    }),
  ];
}
