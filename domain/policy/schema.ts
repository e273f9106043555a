import { z } from 'zod';
import { departments } from '../access/departments.ts';
import { roles, tasksAreTakenBy } from '../access/grants.ts';
import { timeZone } from '../time-zone.ts';
import { assistance, benefits, enrolment, group, offSite, settlement } from './benefits-schema.ts';
import { disease, institution, insuranceTypes, procedureNames, recordKinds } from './disease-schema.ts';
import type { criterion, evidence } from './disease-schema.ts';
import { clause, code, figure, names, plainDate, positiveInt, slug, timeOfDay } from './vocabulary.ts';

export { insuranceTypes, procedureNames, recordKinds };
export const channels = ['online', 'mobile', 'window', 'hospital', 'assisted', 'proxy', 'proactive'] as const;

const population = z.strictObject({
  names,
  poor: z.boolean().describe('Belongs to the poor groups: outreach, helpers, higher priority (PRACTICE #4)'),
  listKeptBy: figure(z.enum(departments)).describe('Whose register says who belongs to it: nobody else reports it'),
  diseases: z.array(code).min(1).optional().describe('Whoever applies for one of these belongs to it, listed or not'),
  clause,
});

const takers = roles.filter(tasksAreTakenBy);

const standIn = z.strictObject({
  role: z.enum(takers),
  where: z.enum(['sameInstitution', 'otherInstitution', 'region']).describe('Whose people of this role'),
});

export type StandIn = z.output<typeof standIn>;

const panel = z.strictObject({
  experts: positiveInt.describe('Who judge each member independently'),
  further: z.int().min(0).describe('Who are asked as well when these differ'),
  specialties: z.record(code, z.array(code).min(1)).describe('Specialty → diseases that only its experts judge'),
});

const procedures = z.strictObject({
  immediate: z
    .strictObject({
      officerDue: figure(z.enum(['endOfWorkingDay'])).describe('Deadline of a case that the rules hand over'),
      officeHours: figure(z.strictObject({ from: timeOfDay, to: timeOfDay })),
    })
    .optional(),
  reviewChain: z
    .strictObject({
      workingDays: figure(positiveInt).describe('From acceptance, its day not counted'),
      steps: figure(z.array(code).min(1)),
      handbook: figure(z.boolean()).describe('Whether a handbook 门特手册 is handed out after approval'),
    })
    .optional(),
  monthlyBatch: z
    .strictObject({
      roundsPerMonth: figure(positiveInt).describe('Completed rounds in each calendar month, at least'),
      roundDay: figure(z.union([z.int().min(1).max(31), z.literal('lastWorkingDay')])).describe(
        'On which the round closes',
      ),
      dayOff: figure(z.enum(['workingDayBefore', 'workingDayAfter']))
        .optional()
        .describe('Where a round day goes that is a day off; never out of its month'),
      votingWorkingDays: figure(positiveInt)
        .optional()
        .describe('Who is complete by the end of the day so many working days before the closing day is in the round'),
      closingTime: figure(timeOfDay).optional().describe('At which a round closes'),
      remindHoursBefore: figure(positiveInt)
        .optional()
        .describe('How long before the closing silent experts are reminded'),
      substituteHoursBefore: figure(positiveInt).optional().describe('How long before it they are replaced'),
      extraRoundWorkingDays: figure(positiveInt).optional().describe('An extra round closes so many working days on'),
      alarmWorkingDaysBefore: figure(positiveInt)
        .optional()
        .describe('A month without a round raises an alarm so many working days before its last one'),
      panel: figure(panel).optional(),
    })
    .optional(),
});

export const packSchema = z
  .strictObject({
    pack: slug,
    version: slug,
    // One zone for all: figures over several regions, as those of the view `task_figures`, count days and months in it.
    region: z.strictObject({ code: slug, names, timeZone: z.literal(timeZone) }),
    sources: z.record(
      z.string().regex(/^D\d(-[A-Z])?$/),
      z.strictObject({ title: z.string(), number: z.string().nullable(), issuedOn: plainDate.nullable() }),
    ),
    inForceFrom: figure(plainDate).describe(
      'First day; a version of which no document states it holds since ever, and there is one such at most',
    ),
    insuranceTypes: figure(z.array(z.enum(insuranceTypes)).min(1)),
    channels: figure(z.array(z.enum(channels)).min(1)),
    populations: z.record(code, population),
    acceptance: z.strictObject({
      answerWorkingDays: figure(positiveInt).describe('No answer within these counts as accepted on receipt'),
      supplementDays: figure(positiveInt).describe('Time the applicant has to supply what is missing'),
      remindDaysBefore: figure(positiveInt).describe('How long before its end the applicant is reminded'),
    }),
    procedures,
    benefitStart: figure(z.enum(['nextCalendarDayAfterDecision', 'dayOfDecision'])),
    refusal: z.strictObject({
      reasonRequired: figure(z.boolean()),
      noticeDays: figure(positiveInt).describe('Time in which the person is told'),
      appealDays: figure(positiveInt).describe('Time to ask for 异议复核, from the notice'),
      appealWorkingDays: figure(positiveInt).describe('Time in which 异议复核 is answered'),
      practicePublishedAt: figure(names).describe(
        'Where the office publishes its handling practice 办理规程: a refusal that no document requires names it',
      ),
    }),
    queues: z.strictObject({
      majorPriority: figure(z.strictObject({ raised: positiveInt, ordinary: positiveInt })).describe(
        'Place by the category of the person, smaller first (PRACTICE #4)',
      ),
      minorPriority: figure(
        z.strictObject({ immediate: positiveInt, reviewChain: positiveInt, monthlyBatch: positiveInt }),
      ).describe('Place among equals, by procedure'),
      warnHoursBefore: figure(positiveInt).describe('How long before its deadline a task is shown as about to be late'),
      escalateHoursAfter: figure(positiveInt).describe(
        'How long after its deadline a task is the concern of the supervisors',
      ),
    }),
    registers: z
      .strictObject({
        deaths: figure(z.array(z.enum(departments)).min(1)).describe('Who reports that somebody has died'),
        insurance: figure(z.array(z.enum(departments)).min(1)).describe('Who reports changes of insurance'),
      })
      .describe('Who reports what, beside the lists of populations'),
    separationOfDuties: z.strictObject({
      stepsIn: figure(z.partialRecord(z.enum(takers), standIn)).describe(
        'Who does a step 不相容岗位分离 where nobody of the role at its place may',
      ),
    }),
    continuity: z.strictObject({
      carriesOverBetweenInsuranceTypes: figure(z.boolean()).describe(
        'Whether a recognition moves along between employee and resident insurance',
      ),
    }),
    homeVisit: z.strictObject({
      triggers: figure(z.array(code).min(1)),
      deadlineDays: figure(positiveInt),
    }),
    outreach: z.strictObject({ inpatientLookbackYears: figure(positiveInt) }),
    sampling: z
      .strictObject({
        percent: figure(z.number().gt(0).max(100)).describe('Of the cases decided in a month'),
        judges: figure(positiveInt).describe('Who look at each again, independently'),
        dueWorkingDays: figure(positiveInt).describe('Time for an opinion; who is silent longer is replaced'),
      })
      .optional()
      .describe('抽查复核: a sample of decisions is looked at again, blindly'),
    legacyCategories: figure(z.record(z.string(), z.enum(['chronic', 'special']))).describe(
      'Earlier terms of the region (PRACTICE #11)',
    ),
    diseases: figure(z.record(code, disease)).describe(
      'The listed diseases; a pack may leave the rest of the list to the overlay',
    ),
    institutions: figure(z.array(institution).min(1)),
    benefits,
    enrolment: figure(enrolment),
    settlement: figure(settlement),
    offSite: figure(offSite),
    assistance: figure(assistance),
    dataExchange: z.strictObject({
      feeds: figure(z.record(code, z.array(code).min(1))).describe('Partner → what it sends'),
      frequency: figure(z.string()),
    }),
    further: z.record(code, figure(z.unknown())).describe('Stated figures that no part of the engine uses'),
  })
  .meta({ id: 'PolicyPack', title: 'manteban policy pack' });

/**
 * What an operator supplies where a document is silent: paths of the pack with their values. A path must exist in
 * the pack and be `null` there, or be a new disease or institution; a stated figure is never overridden.
 */
export const overlaySchema = z
  .strictObject({
    overlay: slug,
    version: slug,
    pack: slug,
    packVersion: slug,
    basis: z
      .string()
      .min(1)
      .describe('Shown wherever one of its figures is: a local document, or that it is an example only'),
    example: z.boolean(),
    inForceFrom: plainDate.describe('First day on which it completes its pack'),
    inForceUntil: plainDate.optional().describe('Last day; left out: until the next overlay of the pack begins'),
    figures: z
      .record(z.string(), z.unknown())
      .describe('Dotted path in the pack → value; each checked by the schema of that path'),
    diseases: z.record(code, disease).optional(),
    institutions: z.array(institution).min(1).optional(),
    byGroup: z
      .record(code, group)
      .optional()
      .describe("Further groups of benefits.byGroup, for populations of the pack; after the pack's own"),
  })
  .meta({ id: 'PolicyOverlay', title: 'manteban operator overlay' });

export type PackFile = z.infer<typeof packSchema>;
export type OverlayFile = z.infer<typeof overlaySchema>;

/** A figure of a loaded policy: it knows where it stands, so that its absence can be named. */
export interface Figure<T> {
  readonly value: T | 'none' | null;
  /** For an overlay's figure the basis of the overlay. */
  readonly clause: string;
  readonly note?: string;
  /** As `diseases.malignantTumor.validity`. */
  readonly path: string;
  readonly pack: string;
  readonly origin: 'pack' | 'overlay' | 'example';
}

type Loaded<T> = T extends { value: infer V; clause: string }
  ? Figure<Loaded<Exclude<V, null | 'none'>>>
  : T extends readonly (infer I)[]
    ? readonly Loaded<I>[]
    : T extends object
      ? { readonly [K in keyof T]: Loaded<T[K]> }
      : T;

/** Pack and overlay as one, each figure located. `id` is the SHA-256 over both texts. */
export type Policy = Omit<Loaded<PackFile>, 'diseases'> & {
  readonly diseases: Figure<Readonly<Record<string, Disease>>>;
  readonly id: string;
};
export type Disease = Loaded<z.infer<typeof disease>> & { readonly code: string };
export type Criterion = Loaded<z.infer<typeof criterion>>;
export type Evidence = Loaded<z.infer<typeof evidence>>;
export type Institution = Loaded<z.infer<typeof institution>>;
export type InsuranceType = (typeof insuranceTypes)[number];
export type ProcedureName = (typeof procedureNames)[number];
export type Channel = (typeof channels)[number];
export type RecordKind = (typeof recordKinds)[number];
