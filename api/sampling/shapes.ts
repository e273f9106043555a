import { z } from 'zod';
import { decidedByKinds, outcomes } from '../../domain/case/decision.ts';
import { insuranceTypes } from '../../domain/policy/schema.ts';
import { consequences, handlings, opinionStates, sampledActions, sampledStates } from '../../domain/sampling/check.ts';
import { drawKinds, drawStates } from '../../domain/sampling/draw.ts';
import { reason } from '../cases/shapes.ts';
import { applicationKinds } from '../cases/submission/form.ts';
import { freeText } from '../../domain/written-text.ts';

const instant = z.iso.datetime();
const count = z.int();

export const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'YYYY-MM');

export const drawSummary = z
  .object({
    region: z.string(),
    code: z.string(),
    month: z.string().describe('Month in which the decisions were made, YYYY-MM'),
    kind: z.enum(drawKinds),
    state: z.enum(drawStates).describe('announced: its cases are drawn within minutes'),
    percent: z.number(),
    judges: count.describe('Opinions on each decision'),
    dueWorkingDays: count.nullable().describe('Time for an opinion; null: nobody has said'),
    seed: z.string(),
    population: count.nullable().describe('Decisions of the month'),
    populationHash: z.string().nullable().describe('SHA-256 over the ids of their cases in order, one a line'),
    openedAt: instant,
    openedBy: z.string(),
    drawnAt: instant.nullable(),
    links: z.object({ self: z.string(), cases: z.string() }),
  })
  .meta({ id: 'SamplingDrawSummary' });

export const drawDetail = drawSummary
  .extend({
    rule: z.string().describe('How anybody draws the same cases again'),
    reason: z.string().nullable().describe('Why an extra draw was made'),
    cases: z.object({ drawn: count, judging: count, agreed: count, disagreed: count, handled: count, noJudge: count }),
  })
  .meta({ id: 'SamplingDraw' });

export const extraDrawForm = z
  .strictObject({
    region: z.string().min(1),
    month,
    percent: z.number().gt(0).max(100),
    judges: z.int().min(1).max(9).optional().describe('As many as the region asks for, unless given'),
    reason: freeText(500),
  })
  .meta({ id: 'ExtraDraw', title: 'Extra draw 追加抽样' });

export const sampledSummary = z
  .object({
    region: z.string(),
    code: z.string(),
    applicationId: z.uuid(),
    disease: z.string(),
    institution: z.string().nullable(),
    outcome: z.enum(outcomes).describe('As it was decided'),
    decidedAt: instant,
    decidedBy: z.enum(decidedByKinds),
    deciders: z.array(z.string()).describe('The officer, or the experts who were for it'),
    state: z.enum(sampledStates),
    wanted: count.describe('Opinions that it takes'),
    given: count,
    concludedAt: instant.nullable(),
    handling: z.enum(handlings).nullable(),
    follows: z.enum(consequences).nullable().describe('How a decision found wrong is put right; it stands until then'),
    handledBy: z.string().nullable(),
    handledAt: instant.nullable(),
    followedBy: z.string().nullable(),
    followedAt: instant.nullable(),
    permittedActions: z.array(z.enum(sampledActions)).describe('What the caller can do to it now'),
    links: z.object({ self: z.string(), application: z.string() }),
  })
  .meta({ id: 'SampledDecision' });

const afterwards = 'null before all have been given';

export const sampledDetail = sampledSummary
  .extend({
    opinions: z.array(
      z.object({
        subject: z.string(),
        state: z.enum(opinionStates),
        calledAt: instant,
        dueAt: instant.nullable(),
        givenAt: instant.nullable(),
        opinion: z.enum(outcomes).nullable().describe(afterwards),
        reasons: z.array(reason).nullable().describe(afterwards),
        criteria: z
          .array(z.object({ criterion: z.string(), met: z.boolean(), note: z.string().optional() }))
          .nullable()
          .describe(afterwards),
        note: z.string().nullable().describe(afterwards),
      }),
    ),
    handledReason: z.string().nullable(),
    followedNote: z.string().nullable(),
  })
  .meta({ id: 'SampledDecisionDetail' });

export const askedSummary = z
  .object({
    region: z.string(),
    code: z.string(),
    applicationId: z.uuid(),
    disease: z.string(),
    state: z.enum(opinionStates),
    opinion: z.enum(outcomes).nullable().describe("The caller's own"),
    calledAt: instant,
    dueAt: instant.nullable(),
    overdue: z.boolean(),
    permittedActions: z.array(z.enum(sampledActions)),
    links: z.object({ file: z.string(), opinion: z.string() }),
  })
  .meta({ id: 'OpinionAsked' });

const asRecorded = z.record(z.string(), z.unknown());

export const blindFile = askedSummary
  .extend({
    applicant: z.object({ name: z.string(), idNumber: z.string() }).describe('Masked'),
    kind: z.enum(applicationKinds),
    insuranceType: z.enum(insuranceTypes),
    institution: z.string().nullable(),
    receivedAt: instant,
    facts: asRecorded.describe(
      'What registries and hospitals said when it was decided: person, insurance, categories, records, recognised',
    ),
    papers: z.array(
      z.object({ evidence: z.string(), documentId: z.uuid(), links: z.object({ document: z.string() }) }),
    ),
    visits: z
      .array(z.object({ findings: z.string(), photographIds: z.array(z.uuid()) }))
      .describe('Home visits done by then'),
    criteria: z
      .array(z.object({ code: z.string(), name: z.string() }))
      .describe('Admission criteria 准入标准: an opinion answers each once'),
    form: asRecorded.describe('JSON Schema of an opinion'),
  })
  .meta({
    id: 'BlindFile',
    description: 'The file as it was, without outcome, verdict, reasons, or who had it in hand',
  });

export const samplingFigures = z
  .object({
    region: z.string(),
    month: z.string().nullable(),
    institution: z.string().nullable(),
    expert: z
      .string()
      .nullable()
      .describe('Who decided; null also where the rules did, and where it is not grouped by'),
    drawn: count,
    judged: count,
    agreed: count,
    disagreed: count,
    handled: count.describe('Disagreements that a supervisor has handled'),
    toBeCorrected: count,
  })
  .meta({ id: 'SamplingFigures' });
