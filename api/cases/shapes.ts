import { z } from 'zod';
import { caseStatuses, endings, stages } from '../../domain/case/stage.ts';
import { caseActions } from '../../domain/case/permitted-actions.ts';
import { outcomes } from '../../domain/case/decision.ts';
import { settlements } from '../../domain/eligibility/reason.ts';
import { visitStates } from '../../domain/visits/visit.ts';
import { channels, insuranceTypes, procedureNames, recordKinds } from '../../domain/policy/schema.ts';
import { dossierShape } from './dossier-view.ts';
import { applicationKinds } from './submission/form.ts';

const reasonParams = z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string()).readonly()]));

export const reason = z
  .object({ code: z.string(), clause: z.string(), params: reasonParams, text: z.string() })
  .meta({ id: 'Reason', description: 'Why, by which clause, and the same in the language asked for' });

export const openPoint = reason
  .extend({
    satisfiedBy: z.array(z.enum(settlements)).describe('What settles it; none = nobody can approve while it stands'),
    papers: z
      .array(z.uuid())
      .nullable()
      .describe('Papers of the case that may; null where the caller cannot read them'),
  })
  .meta({ id: 'OpenPoint', description: 'What is open, and what settles it' });

const reasonNoted = reason
  .extend({ note: z.string().nullable().describe('What whoever asked for it adds, in their own words') })
  .meta({ id: 'ReasonNoted', description: 'What is asked for, and why' });

export const decision = z
  .object({
    outcome: z.enum(outcomes),
    decidedAt: z.iso.datetime(),
    decidedBy: z.enum(['rules', 'person', 'panel']),
    reasons: z.array(reason).nullable().describe('null where the caller may not learn the diagnosis'),
    benefitFrom: z.iso.date().optional(),
    benefitUntil: z.iso.date().optional().describe('Last day; absent = long-term'),
  })
  .meta({ id: 'Decision' });

export const applicationSummary = z
  .object({
    id: z.uuid(),
    submissionId: z.uuid(),
    region: z.string(),
    applicant: z.object({ name: z.string(), idNumber: z.string() }).describe('Masked in lists'),
    disease: z.string().nullable().describe('null where the caller may not learn the diagnosis'),
    kind: z.enum(applicationKinds),
    procedure: z.enum(procedureNames),
    institution: z.string().nullable(),
    status: z.enum(caseStatuses),
    stage: z.enum(stages),
    outcome: z.enum(outcomes).nullable(),
    receivedAt: z.iso.datetime(),
    dueAt: z.iso.datetime().nullable(),
    breachedAt: z.iso.datetime().nullable(),
    links: z.object({ self: z.string() }),
  })
  .meta({ id: 'ApplicationSummary' });

const timelineEntry = z.object({
  sequence: z.int(),
  at: z.iso.datetime(),
  actor: z.string().describe('`system`, `rules`, or a subject; `person` where the caller need not know which'),
  action: z.string(),
  data: z.record(z.string(), z.unknown()).optional().describe('Left out where the caller may not learn the diagnosis'),
});

const assessment = z.object({
  ordinal: z.int(),
  assessedAt: z.iso.datetime(),
  verdict: z.record(z.string(), z.unknown()),
  trace: z
    .array(z.record(z.string(), z.unknown()))
    .describe('Every rule asked: what it saw, what it answered, its clause'),
});

const visit = z
  .object({
    id: z.uuid(),
    state: z.enum(visitStates),
    inPerson: z.boolean().describe('The decision waits for it'),
    attempts: z.int().describe('How often nobody was at home'),
    team: z.string().nullable(),
    slot: z.object({ from: z.iso.datetime(), until: z.iso.datetime() }).nullable(),
    dueAt: z.iso.datetime(),
    trigger: z.string().nullable().describe('Why it is offered; null where the caller may not learn the diagnosis'),
    report: z
      .object({
        findings: z.string(),
        answers: z.array(
          z.object({ point: z.int(), answer: z.enum(['satisfied', 'notSatisfied']), note: z.string().optional() }),
        ),
        signatureId: z.uuid(),
        photographIds: z.array(z.uuid()),
      })
      .nullable()
      .describe('null where the caller may not learn the diagnosis'),
  })
  .meta({ id: 'HomeVisit' });

const notice = z.object({
  template: z.string(),
  recipient: z.enum(['patient', 'agent']),
  messageId: z.string(),
  acceptedAt: z.iso.datetime(),
});

export const applicationDetail = applicationSummary
  .extend({
    channel: z.enum(channels),
    insuranceType: z.enum(insuranceTypes),
    policy: z.object({ pack: z.string(), version: z.string(), id: z.string() }),
    decision: decision.nullable(),
    entitlement: z
      .object({ filingNumber: z.string(), filedOn: z.iso.date(), from: z.iso.date(), until: z.iso.date().nullable() })
      .nullable(),
    permittedActions: z.array(z.enum(caseActions)),
    opening: z.int().describe('How often it was opened before: by a supplement after it lapsed, or by an appeal'),
    acceptedAt: z.iso.datetime().nullable().describe('受理; the clock runs from it'),
    waitingSince: z.iso.datetime().nullable().describe('Set while the clock stands still for the applicant'),
    supplyBy: z.iso.datetime().nullable(),
    missing: z
      .array(reasonNoted)
      .nullable()
      .describe('What the applicant has been asked for 一次性告知; null where the caller may not learn the diagnosis'),
    ending: z.enum(endings).nullable().describe('How it ended without a decision'),
    recognitionState: z
      .string()
      .nullable()
      .describe('suspended, replaced by another case, or ended; null while a recognition is simply in force'),
    handbookNumber: z.string().nullable(),
    visits: z.array(visit).describe('Home visits 上门服务'),
    messages: z.array(
      z.object({
        id: z.uuid(),
        kind: z.string(),
        sentAt: z.iso.datetime(),
        state: z.enum(['sent', 'taken', 'refused']),
        rejection: z.object({ code: z.string(), message: z.string() }).nullable(),
      }),
    ),
    timeline: z.array(timelineEntry),
    dossier: dossierShape.nullable().describe('null where the caller may not read the papers or learn the diagnosis'),
    assessments: z.array(assessment).nullable().describe('null where the caller may not read the trace'),
    notices: z.array(notice),
  })
  .meta({ id: 'Application' });

export const outlookShape = z
  .object({
    disease: z.string(),
    procedure: z.enum(procedureNames),
    verdict: z.enum(['approve', 'refuse', 'handOver']).describe('What the rules would say now'),
    held: z
      .array(z.object({ evidence: z.string(), kind: z.enum(recordKinds), institution: z.string(), on: z.iso.date() }))
      .describe('Need not be brought'),
    open: z.array(reason).describe('Still to be supplied or settled, or what it would be refused for'),
  })
  .meta({ id: 'Outlook' });

export const sentMessage = z
  .object({ messageId: z.uuid(), state: z.enum(['sent', 'taken']) })
  .meta({ id: 'SentMessage', description: 'Durable; `taken` once the case has acted on it' });

export const receiptShape = z
  .object({
    submissionId: z.uuid(),
    receivedAt: z.iso.datetime(),
    applications: z.array(
      z.object({
        id: z.uuid(),
        disease: z.string(),
        procedure: z.enum(procedureNames),
        status: z.enum(caseStatuses),
        stage: z.enum(stages),
        decision: decision.nullable(),
        links: z.object({ self: z.string() }),
      }),
    ),
  })
  .meta({ id: 'Receipt', description: 'Durable once it is returned' });
