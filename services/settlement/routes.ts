import { declareRoutes } from '../../platform/http/route.ts';
import {
  Changed,
  ChangeRequest,
  EntitlementsOnDay,
  EntitlementWithHistory,
  Filing,
  FilingParams,
  KeyParams,
  OnDay,
  Registration,
} from './contract/entitlements.ts';
import { PersonParams } from './contract/persons.ts';
import { requireFileable, requireTreating } from './fileable.ts';
import type { Policies } from './policies.ts';
import type { Entry, Register } from './register.ts';
import { inForceOn, standingOf } from './standing.ts';
import type { Caller, Operation } from './permissions.ts';

const route = declareRoutes<Operation, Caller>();

export function entitlementRoutes(register: Register, policies: Policies) {
  const registerEntitlement = route({
    method: 'put',
    path: '/v1/entitlements/{key}',
    operationId: 'registerEntitlement',
    access: 'registerEntitlement',
    summary: 'Register an entitlement 备案',
    description:
      'The first call gives a filing number; a repeat answers the same, another body under the key is refused. ' +
      'So is what would have every claim refused: a disease, type of insurance or institution that the pack has not.',
    tags: ['entitlements'],
    params: KeyParams,
    body: Registration,
    replies: {
      200: { description: 'It was registered under this key before', schema: Filing },
      201: { description: 'Registered', schema: Filing },
    },
    async handle({ params, body }) {
      await register.requireNew(params.key, () => requireFileable(body, policies));
      const { fresh, filingNumber } = await register.register(params.key, body);
      const { filedOn, from, until = null } = body;
      const filing = { filingNumber, filedOn, state: 'inForce', from, until, version: 1 } as const;
      return { status: fresh ? 201 : 200, body: filing };
    },
  });

  const changeEntitlement = route({
    method: 'post',
    path: '/v1/entitlements/{filingNumber}/changes',
    operationId: 'changeEntitlement',
    summary: 'Change, extend, suspend, resume, end or restate an entitlement',
    access: 'changeEntitlement',
    description:
      'Under one key once. What the state does not permit, and what would reach behind the change ' +
      'before it, is refused; an end may reach back, since a death becomes known after the fact. A restatement ' +
      'replaces all that registers had made of it, an end included.',
    tags: ['entitlements'],
    params: FilingParams,
    body: ChangeRequest,
    replies: {
      200: { description: 'It was changed under this key before', schema: Changed },
      201: { description: 'Changed', schema: Changed },
    },
    async handle({ params: { filingNumber }, body }) {
      const { fresh, standing } = await register.change(filingNumber, body, ({ region, disease }) =>
        requireTreating({ region, disease, institution: body.institution, from: body.from }, policies),
      );
      return { status: fresh ? 201 : 200, body: { filingNumber, ...standing } };
    },
  });

  const getEntitlement = route({
    method: 'get',
    path: '/v1/entitlements/{filingNumber}',
    operationId: 'getEntitlement',
    access: 'getEntitlement',
    summary: 'One entitlement with its history',
    tags: ['entitlements'],
    params: FilingParams,
    replies: { 200: { description: 'The entitlement', schema: EntitlementWithHistory } },
    handle: async ({ params }) => ({ status: 200, body: withHistory(await register.get(params.filingNumber)) }),
  });

  const listInForce = route({
    method: 'get',
    path: '/v1/persons/{personRef}/entitlements',
    operationId: 'listEntitlementsInForce',
    access: 'listEntitlementsInForce',
    summary: 'What a person is entitled to on a day',
    tags: ['entitlements'],
    params: PersonParams,
    query: OnDay,
    replies: { 200: { description: 'Those in force on that day, suspended ones left out', schema: EntitlementsOnDay } },
    async handle({ params, query: { on } }) {
      const entries = await register.ofPerson(params.personRef);
      return { status: 200, body: { on, entitlements: entries.flatMap((entry) => onDay(entry, on)) } };
    },
  });

  return [registerEntitlement, changeEntitlement, getEntitlement, listInForce];
}

function withHistory(entry: Entry) {
  const { filingNumber, personRef, region, disease, filedOn, decidedAt, changes } = entry;
  return {
    filingNumber,
    personRef,
    region,
    disease,
    filedOn,
    decidedAt: decidedAt.toISOString(),
    ...standingOf(entry),
    history: changes.map(({ version, kind, from, until, institution, insuranceType, reason, steps, recordedAt }) => ({
      version,
      kind,
      from,
      until,
      institution,
      insuranceType,
      reason,
      steps,
      recordedAt: recordedAt.toISOString(),
    })),
  };
}

function onDay(entry: Entry, day: string) {
  const inForce = inForceOn(entry, day);
  if (!inForce) return [];
  const { filingNumber, region, disease } = entry;
  const { from, until } = standingOf(entry);
  return [{ filingNumber, region, disease, ...inForce, from, until }];
}
