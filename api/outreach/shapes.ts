import { z } from 'zod';
import {
  contactActions,
  contactCauses,
  contactClosings,
  contactResults,
  contactStates,
  helperKinds,
  treatmentSources,
} from '../../domain/outreach/contact.ts';
import { recordKinds } from '../../domain/policy/schema.ts';
import { reason } from '../cases/shapes.ts';

const nameableOnly = 'null where the caller may not learn the diagnosis';

export const contactSummary = z
  .object({
    id: z.uuid(),
    region: z.string(),
    township: z.string().nullable(),
    cause: z.enum(contactCauses),
    disease: z.string().nullable().describe(nameableOnly),
    person: z.object({ name: z.string(), idNumber: z.string() }).describe('Masked'),
    helper: z.object({ subject: z.string(), kind: z.enum(helperKinds) }).nullable(),
    state: z.enum(contactStates),
    result: z.enum(contactResults).nullable().describe('What came of it last'),
    contactBy: z.iso.date().nullable().describe('By when whoever helps is to have been there'),
    againOn: z.iso.date().nullable(),
    closedBecause: z.enum(contactClosings).nullable(),
    openedAt: z.iso.datetime(),
    closedAt: z.iso.datetime().nullable(),
    version: z.int(),
    links: z.object({ self: z.string() }),
  })
  .meta({ id: 'ContactSummary' });

const evidence = z.object({
  code: z.string(),
  names: z.object({ zh: z.string(), en: z.string() }),
  kinds: z.array(z.enum(recordKinds)).readonly(),
  paperAccepted: z.boolean(),
});

const needed = z
  .object({
    reasons: z.array(
      reason.extend({ hint: z.string().describe('What can be done about it') }).meta({ id: 'RefusalReason' }),
    ),
    evidence: z.array(
      z.object({
        criterion: z.string(),
        required: z.array(evidence),
        alternatives: z.array(evidence).describe('One of them'),
      }),
    ),
  })
  .meta({ id: 'WhatWouldBeNeeded' });

export const contactDetail = contactSummary
  .extend({
    person: z
      .object({ name: z.string(), idNumber: z.string(), phone: z.string().nullable(), village: z.string().nullable() })
      .describe('The identity number always masked; name and telephone for whoever is to find the person'),
    helper: z
      .object({
        subject: z.string(),
        kind: z.enum(helperKinds),
        name: z.string(),
        phone: z.string().nullable(),
        toldAt: z.iso.datetime().nullable().describe('When word of it was sent to them; null in the first minutes'),
      })
      .nullable()
      .describe('Who helps'),
    guidance: z.string().describe('What it is about, in the language asked for'),
    found: z
      .object({
        source: z.enum(treatmentSources),
        kind: z.enum(recordKinds),
        institution: z.string(),
        on: z.iso.date(),
      })
      .nullable()
      .describe(`The latest record that shows it; ${nameableOnly}`),
    whatWouldBeNeeded: needed.nullable().describe(`After a refusal; ${nameableOnly}`),
    consent: z.object({ at: z.iso.datetime(), toDiagnosis: z.boolean() }).nullable(),
    application: z.string().nullable().describe('What came of it'),
    permittedActions: z.array(z.enum(contactActions)),
    events: z.array(
      z.object({ at: z.iso.datetime(), actor: z.string(), action: z.string(), note: z.string().nullable() }),
    ),
  })
  .meta({ id: 'ContactDetail' });

export const contactReceipt = z
  .object({ submissionId: z.uuid(), receivedAt: z.iso.datetime(), application: z.string() })
  .meta({ id: 'ContactReceipt', description: 'The same for every repeat' });

const count = z.int();

export const townshipResults = z
  .object({
    region: z.string(),
    township: z.string().nullable().describe('null where the register names none'),
    opened: count,
    open: count,
    unassigned: count.describe('Open, and nobody helps yet'),
    reached: count,
    wantsNone: count,
    diedOrMoved: count,
    died: count,
    recognisedElsewhere: count,
    applied: count,
    approved: count.describe('Of those that applied'),
    refused: count.describe('Of those that applied'),
  })
  .meta({ id: 'TownshipResults' });
