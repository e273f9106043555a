import { z } from 'zod';
import { outcomes } from '../../domain/case/decision.ts';
import { carriedReasons } from '../../domain/notices/round-notices.ts';
import { roundActions, roundStates } from '../../domain/rounds/standing.ts';
import { assignmentCauses, assignmentStates, memberStates, roundKinds } from '../../store/rounds/codes.ts';
import { applicationDetail, openPoint, reason } from '../cases/shapes.ts';

const instant = z.iso.datetime();
const afterClosing = 'null before the round is closed';

export const roundSummary = z
  .object({
    region: z.string(),
    code: z.string(),
    month: z.string().describe('Calendar month that it counts for, YYYY-MM'),
    kind: z.enum(roundKinds),
    state: z.enum(roundStates),
    cutOffAt: instant.describe('Who is complete by then is a member 截止'),
    remindAt: instant.describe('Silent experts are reminded'),
    substituteAt: instant.describe('Those still silent are replaced'),
    closesAt: instant,
    openedAt: instant,
    openedBy: z.string(),
    closedAt: instant.nullable(),
    signedAt: instant.nullable(),
    signedBy: z.string().nullable().describe('The chair 组长'),
    decidedAt: instant.nullable().describe('One date of decision for every member'),
    publishedAt: instant.nullable(),
    permittedActions: z.array(z.enum(roundActions)).describe('What the caller can do to the round now'),
    links: z.object({ self: z.string(), members: z.string() }),
  })
  .meta({ id: 'RoundSummary' });

const count = z.int();

export const roundDetail = roundSummary
  .extend({
    policy: z.object({ pack: z.string(), version: z.string(), id: z.string() }),
    reason: z.string().nullable().describe('Why it was opened by hand'),
    panel: z.object({
      experts: count.describe('Independent ballots on each member'),
      further: count.describe('Further experts where they differ'),
    }),
    figures: z.object({
      members: z.object({ judging: count, asked: count, ruled: count, carried: count, left: count }),
      ballots: z
        .object({ due: count, cast: count })
        .describe(
          'Of those that every member needs; ballots of further experts are counted in neither, ' +
            'since they would show a difference',
        ),
      splits: count.nullable().describe(`Members on whom the experts differed; ${afterClosing}`),
      outcomes: z.object({ approved: count, notRecognised: count }).nullable().describe(afterClosing),
      carried: z.partialRecord(z.enum(carriedReasons), count).describe('Left to a later round, by the reason'),
      decided: count.describe('Members whose case has taken what was ruled'),
    }),
    signingBarredBy: z.string().nullable().describe('The rule by which the caller is not the chair of this round'),
  })
  .meta({ id: 'Round' });

export const memberSummary = z
  .object({
    applicationId: z.uuid(),
    applicant: z.object({ name: z.string(), idNumber: z.string() }).describe('Masked'),
    disease: z.string(),
    specialty: z.string().nullable().describe('What its judges must know; null: any expert'),
    state: z.enum(memberStates),
    outcome: z.enum(outcomes).nullable().describe('What the panel ruled'),
    carriedBecause: z.enum(carriedReasons).nullable(),
    ballots: z
      .object({ approved: count, notRecognised: count })
      .nullable()
      .describe(`${afterClosing}, and where the caller may not read them`),
    links: z.object({ self: z.string(), application: z.string() }),
  })
  .meta({ id: 'RoundMember' });

const criterionFinding = z.object({ criterion: z.string(), met: z.boolean(), note: z.string().optional() });

export const ballotView = z
  .object({
    subject: z.string(),
    onBehalfOf: z.string().nullable().describe('The absent expert for whom it was cast'),
    opinion: z.enum(outcomes),
    criteria: z.array(criterionFinding),
    reasons: z.array(reason),
    note: z.string().nullable(),
    castAt: instant,
  })
  .meta({ id: 'BallotCast' });

export const memberDetail = memberSummary
  .extend({
    reasons: z.array(reason).nullable().describe('Of a refusal'),
    note: z.string().nullable().describe('Why the chair set it aside; for those who may read the ballots'),
    round: roundSummary,
    application: applicationDetail,
    criteria: z
      .array(
        z.object({
          code: z.string(),
          name: z.string(),
          evidence: z.array(z.object({ code: z.string(), name: z.string(), required: z.boolean() })),
        }),
      )
      .describe('Admission criteria 准入标准: a ballot answers each once'),
    open: z.array(openPoint).describe('What the rules left open, and which papers may settle it'),
    refusalReasons: z.array(reason).describe('What may be refused for; a ballot names code and params'),
    judges: z
      .array(z.object({ subject: z.string(), cause: z.enum(assignmentCauses), state: z.enum(assignmentStates) }))
      .nullable()
      .describe(`In the order in which they were called; ${afterClosing}`),
    ballots: z.array(ballotView).describe('Before the round is closed only the caller’s own'),
    form: z.record(z.string(), z.unknown()).describe('JSON Schema of a ballot'),
  })
  .meta({ id: 'RoundMemberFile' });

export const panelView = z
  .object({
    seed: z.string().nullable().describe('Drawn when the members are fixed'),
    experts: z.array(
      z.object({
        subject: z.string(),
        specialties: z.array(z.string()),
        institution: z.string().nullable(),
        department: z.string().nullable(),
        fallback: z.boolean().describe('City expert: judges only what nobody else may'),
        absent: z.boolean(),
        load: count.describe('Members judged in the rounds before, when it was drawn'),
        figures: z
          .object({
            called: count,
            cast: count,
            replaced: count,
            differed: count.describe('Ballots other than what was ruled'),
          })
          .nullable()
          .describe(afterClosing),
      }),
    ),
    links: z.object({ members: z.string() }),
  })
  .meta({ id: 'RoundPanel' });

export const drawView = z
  .object({
    seed: z.string(),
    drawnAt: instant,
    experts: count.describe('Who are called to each member; being among them is load for the next'),
    members: z.array(
      z.object({
        applicationId: z.uuid(),
        specialty: z.string().nullable(),
        institution: z.string().nullable(),
        department: z.string().nullable(),
        barred: z.array(z.string()).describe('Who entered it, treats the person, or had declared a conflict by then'),
        drawn: z.array(z.string()).describe('As recorded, in this order: who was called first'),
        reserve: z
          .array(z.string())
          .describe('Who may judge it too, in the order in which they take the place of another'),
        repeated: z.boolean().describe('The same seed, members and register give the same again'),
      }),
    ),
  })
  .meta({ id: 'RoundDraw' });

export const assignmentView = z
  .object({
    round: z.object({ region: z.string(), code: z.string(), state: z.enum(roundStates), closesAt: instant }),
    applicationId: z.uuid(),
    disease: z.string(),
    specialty: z.string().nullable(),
    subject: z.string().describe('Who is asked: the caller, or somebody for whom the caller stands in'),
    state: z.enum(assignmentStates),
    permittedActions: z.array(z.enum(roundActions)),
    links: z.object({ member: z.string(), ballot: z.string() }),
  })
  .meta({ id: 'BallotAssignment' });

export const castView = z.object({ castAt: instant }).meta({ id: 'BallotReceipt' });
