import { z } from 'zod';
import type { ConsentGiver, ConsentWay } from '../../domain/access/consent.ts';
import { languageHeader, languageOf } from '../../platform/http/language.ts';
import { texts } from '../../platform/texts.ts';
import { disclosingAlways } from '../http/disclosing.ts';
import { route } from '../http/route.ts';
import type { ConsentDesk } from './desk.ts';
import { codeForm, codeSent, consentRecorded, consentShape, paperConsent } from './form.ts';

/** Where it stands, and how its operations are told apart. */
interface Place {
  readonly desk: ConsentDesk;
  /** Without the slash at its end; names the parameter `id`. */
  readonly path: string;
  readonly suffix: '' | 'OfContact';
  readonly tags: string[];
}

const params = z.object({ id: z.uuid() });
const recorded = { 201: { description: 'In force, now or before', schema: consentRecorded } };

/** 单独同意 about what stands at this place. */
export function consentRoutes({ desk, path, suffix, tags }: Place) {
  return [
    route({
      method: 'get',
      path: `${path}/consents`,
      operationId: `listConsents${suffix}`,
      summary: 'Who has agreed that the diagnosis is told to whoever acts for the person, and how',
      tags,
      access: 'readConsents',
      discloses: disclosingAlways('course'),
      params,
      replies: {
        200: {
          description: 'Oldest first',
          schema: z.object({ consents: z.array(consentShape) }).meta({ id: `Consents${suffix}` }),
        },
      },
      async handle({ params: { id }, caller }) {
        const rows = await desk.list(id, caller);
        const consents = rows.map(({ id: consent, givenBy, how, givenAt, withdrawnAt }) => ({
          id: consent,
          givenBy: givenBy as ConsentGiver,
          how: how as ConsentWay,
          givenAt: givenAt.toISOString(),
          withdrawnAt: withdrawnAt?.toISOString() ?? null,
        }));
        return { status: 200, body: { consents } };
      },
    }),

    route({
      method: 'post',
      path: `${path}/consents`,
      operationId: `recordConsent${suffix}`,
      summary: 'Record a consent on paper 同意书, after looking at it; nobody does so for themselves',
      tags,
      access: 'recordConsent',
      discloses: 'nothing',
      params,
      body: paperConsent,
      replies: recorded,
      async handle({ params: { id }, body, caller }) {
        return { status: 201, body: { id: await desk.record(id, body, caller) } };
      },
    }),

    route({
      method: 'post',
      path: `${path}/consents/{consentId}/withdrawal`,
      operationId: `withdrawConsent${suffix}`,
      summary: 'Withdraw a consent; whoever acts for the person learns of progress only, from now on',
      tags,
      access: 'withdrawConsent',
      discloses: 'nothing',
      params: params.extend({ consentId: z.uuid() }),
      replies: { 204: { description: 'Withdrawn, now or before' } },
      async handle({ params: { id, consentId }, caller }) {
        await desk.withdraw(id, consentId, caller);
        return { status: 204 };
      },
    }),

    route({
      method: 'post',
      path: `${path}/consent-codes`,
      operationId: `askConsentByCode${suffix}`,
      summary: 'Send the person a code 验证码, to the telephone that the register holds as theirs and to no other',
      tags,
      access: 'askConsentByCode',
      discloses: 'nothing',
      params,
      headers: languageHeader,
      replies: { 202: { description: 'On its way, if the register holds a telephone', schema: codeSent } },
      async handle({ params: { id }, headers, caller }) {
        const { codeId, expiresAt } = await desk.askByCode(id, caller);
        const otherwise = texts(languageOf(headers['accept-language'])).text('consent.otherwise');
        return { status: 202, body: { codeId, expiresAt: expiresAt.toISOString(), otherwise } };
      },
    }),

    route({
      method: 'post',
      path: `${path}/consent-codes/{codeId}/confirmation`,
      operationId: `confirmConsentCode${suffix}`,
      summary: 'What the person has read out: they agree',
      tags,
      access: 'askConsentByCode',
      discloses: 'nothing',
      params: params.extend({ codeId: z.uuid() }),
      body: codeForm,
      replies: recorded,
      async handle({ params: { id, codeId }, body: { code }, caller }) {
        return { status: 201, body: { id: await desk.confirm(id, codeId, code, caller) } };
      },
    }),
  ];
}

/** 本人同意, of one's own application. */
export function ownConsentRoute(desk: ConsentDesk, path: string, tags: string[]) {
  return route({
    method: 'post',
    path: `${path}/own-consent`,
    operationId: 'giveConsent',
    summary: 'Agree, as the person whom it is about, that whoever acts for them learns the diagnosis',
    tags,
    access: 'giveConsent',
    discloses: 'nothing',
    params,
    replies: recorded,
    async handle({ params: { id }, caller }) {
      return { status: 201, body: { id: await desk.give(id, caller) } };
    },
  });
}
