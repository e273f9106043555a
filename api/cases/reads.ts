import { permits, type Caller, type Operation } from '../../domain/access/access.ts';
import { permittedActions, type CaseStanding } from '../../domain/case/permitted-actions.ts';
import { DomainError } from '../../domain/errors.ts';
import { maskIdentityNumber, maskName } from '../../domain/identity-number.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import type { Channel } from '../../domain/policy/schema.ts';
import type { Answer } from '../../domain/tasks/answers.ts';
import {
  Prisma,
  type ApplicationCase,
  type HomeVisit,
  type PrismaClient,
  type Submission,
} from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RunStatement } from '../../platform/database.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { coded, type Coded } from '../../store/cases/coded.ts';
import { codedVisit, type CodedVisit } from '../../store/visits/coded.ts';
import type { PersonDetails } from '../../store/cases/details.ts';
import { dayOf } from '../../store/rows.ts';
import { requirePermission } from '../http/authentication.ts';
import { pageOf, type Position } from '../http/cursor.ts';
import type { SayReason, Speaker } from '../http/speaker.ts';
import { casesWithin, consentIn, judgedCase, targetOf } from './reach-filter.ts';

export interface ListFilter {
  region?: string | undefined;
  status?: string | undefined;
  stage?: string | undefined;
  outcome?: string | undefined;
  procedure?: string | undefined;
  disease?: string | undefined;
  submissionId?: string | undefined;
  overdue?: boolean | undefined;
}

const detail = {
  ...judgedCase,
  submission: { include: { policyVersion: { select: { id: true, pack: true, version: true } } } },
  subject: { select: { tasks: { select: { assignee: true } }, audit: { orderBy: { sequence: 'asc' } } } },
  assessments: { orderBy: { ordinal: 'asc' } },
  notices: { orderBy: { acceptedAt: 'asc' } },
  messages: { orderBy: { sentAt: 'asc' } },
  visits: { orderBy: { dueAt: 'asc' } },
} satisfies Prisma.ApplicationCaseInclude;

type Json = Record<string, unknown>;
type Accessed = Parameters<typeof targetOf>[0] & { readonly submission: Pick<Submission, 'clientId' | 'agentSealed'> };
type StandingRow = Coded<ApplicationCase> &
  Pick<Submission, 'clientId' | 'agentSealed' | 'policyVersionId'> & { readonly assignees: readonly (string | null)[] };
type SummaryRow = Coded<Prisma.ApplicationCaseGetPayload<{ include: typeof judgedCase }>>;
type VisitRow = CodedVisit<HomeVisit>;
type DetailRow = Coded<Prisma.ApplicationCaseGetPayload<{ include: typeof detail }>>;

export type ApplicationReads = ReturnType<typeof createApplicationReads>;

interface Dependencies {
  prisma: PrismaClient;
  run: RunStatement;
  sealer: Sealer;
  clock: Clock;
  speak: Speaker;
}

/** What people see of cases, cut to what each caller may know. */
export function createApplicationReads({ prisma, run, sealer, clock, speak }: Dependencies) {
  return {
    /** Newest first. A disease filter finds only cases whose diagnosis the caller may learn. */
    async list(filter: ListFilter, caller: Caller, limit: number, after: Position | undefined) {
      const { overdue, ...equal } = filter;
      const rows = await prisma.applicationCase.findMany({
        where: {
          AND: [
            equal as Prisma.ApplicationCaseWhereInput,
            casesWithin('listCases', caller),
            equal.disease ? casesWithin('readDiagnosis', caller) : {},
            overdue ? { status: { not: 'decided' }, dueAt: { lt: clock.now() } } : {},
            after ? { OR: [{ receivedAt: { lt: after.at } }, { receivedAt: after.at, id: { lt: after.id } }] } : {},
          ],
        },
        include: judgedCase,
        orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
        take: limit + 1,
      });
      const { items, next } = pageOf(rows, limit, ({ receivedAt, id }) => ({ at: receivedAt, id }));
      return { items: items.map((row) => summaryOf(coded(row), caller)), next };
    },

    /** @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async get(id: string, caller: Caller, language: string | undefined) {
      const row = await prisma.applicationCase.findUnique({ where: { id }, include: detail });
      if (!row) throw new DomainError('NOT_FOUND', `There is no application ${id}.`, { params: { application: id } });
      requirePermission('readCase', caller, targetOf(row, caller, consentIn(row, sealer)));
      const say = await speak(row.submission.policyVersionId, row.disease, language);
      return detailOf(coded(row), caller, say);
    },

    /**
     * Where each case of a submission stands, for its receipt; whoever named the disease learns no more of it by that.
     */
    async standing(submissionId: string, caller: Caller, language: string | undefined) {
      const rows = await run<StandingRow>(casesOf(submissionId));
      return Promise.all(
        rows.map(async (row) => {
          const { id, disease, procedure, status, stage, clientId, agentSealed, policyVersionId, assignees } = row;
          const say = await speak(policyVersionId, disease, language);
          const links = { self: `/v1/applications/${id}` };
          const accessed = {
            ...row,
            submission: { clientId, agentSealed },
            subject: { tasks: assignees.map((assignee) => ({ assignee })) },
          };
          const decision = decisionView(row, may('readDiagnosis', accessed, caller), say);
          return { id, disease, procedure, status, stage, decision, links };
        }),
      );
    },
  };

  function may(operation: Operation, row: Accessed, caller: Caller): boolean {
    return permits(operation, caller, targetOf(row, caller, consentIn(row, sealer))).permitted;
  }

  function summaryOf(row: SummaryRow, caller: Caller) {
    return {
      ...plainOf(row),
      applicant: masked(personOf(row)),
      disease: may('readDiagnosis', row, caller) ? row.disease : null,
    };
  }

  function visitView(visit: VisitRow, diagnosis: boolean) {
    const { id, state, inPerson, attempts, team, slotFrom, slotUntil, dueAt, trigger } = visit;
    return {
      id,
      state,
      inPerson,
      attempts,
      team,
      dueAt: dueAt.toISOString(),
      slot: slotFrom && slotUntil && { from: slotFrom.toISOString(), until: slotUntil.toISOString() },
      trigger: diagnosis ? trigger : null,
      report: diagnosis ? reportIn(visit) : null,
    };
  }

  function reportIn({ reportSealed, signatureId, photographIds }: VisitRow) {
    if (!reportSealed || !signatureId) return null;
    const { findings, answers } = sealer.open(reportSealed) as Answer<'visited'>;
    return { findings, answers, signatureId, photographIds };
  }

  /** Rather than having submitted it: which colleague did what is not for applicants. */
  function worksOn(row: SummaryRow, caller: Caller): boolean {
    const target = targetOf(row, caller, consentIn(row, sealer));
    return permits('readCase', caller, { ...target, owner: null }).permitted;
  }

  function personOf({ submission }: Pick<SummaryRow, 'submission'>): PersonDetails {
    return sealer.open(submission.applicantSealed) as PersonDetails;
  }

  function detailOf(row: DetailRow, caller: Caller, say: SayReason) {
    const diagnosis = may('readDiagnosis', row, caller);
    const person = personOf(row);
    const among = worksOn(row, caller);
    return {
      ...summaryOf(row, caller),
      applicant: may('readFullIdentity', row, caller)
        ? { name: person.name, idNumber: person.idNumber }
        : masked(person),
      channel: row.submission.channel as Channel,
      insuranceType: row.insuranceType,
      policy: row.submission.policyVersion,
      decision: decisionView(row, diagnosis, say),
      entitlement: entitlementView(row),
      permittedActions: permittedActions(standingOf(row), caller, targetOf(row, caller, consentIn(row, sealer))),
      ...courseOf(row, diagnosis, say),
      visits: row.visits.map((visit) => visitView(codedVisit(visit), diagnosis)),
      messages: row.messages.filter(({ sentBy }) => among || sentBy === caller.subject).map(messageView),
      timeline: row.subject.audit.map(({ sequence, at, actor, action, data }) => ({
        sequence,
        at: at.toISOString(),
        actor: among || actor === caller.subject || ours.includes(actor) ? actor : 'person',
        action,
        ...(diagnosis ? { data: data as Json } : {}),
      })),
      assessments: may('readTrace', row, caller) ? row.assessments.map(assessmentView) : null,
      notices: may('readNotices', row, caller) ? row.notices.map(noticeView) : [],
    };
  }
}

/** One plain statement, for every receipt ends with it. */
function casesOf(submissionId: string): Prisma.Sql {
  return Prisma.sql`
    SELECT "case".*, "clientId", "agentSealed", "policyVersionId",
      ARRAY(SELECT "assignee" FROM "Task" WHERE "subjectId" = "case"."id") AS "assignees"
    FROM "ApplicationCase" AS "case" JOIN "Submission" AS submission ON submission."id" = "case"."submissionId"
    WHERE "case"."submissionId" = ${submissionId}::uuid ORDER BY "case"."ordinal"`;
}

function standingOf(row: DetailRow): CaseStanding {
  return {
    ...row,
    visits: row.visits.map(codedVisit),
    appealed: row.messages.some(({ kind }) => kind === 'appealed'),
    assessed: row.assessments.length > 0,
  };
}

/** Acceptance, and what the applicant has been asked for since. */
function courseOf(row: DetailRow, diagnosis: boolean, say: SayReason) {
  const { opening, acceptedAt, waitingSince, supplyBy, ending, subject, recognitionState, handbookNumber } = row;
  const request = subject.audit.find(({ effect }) => effect === `supplement:${opening}`)?.data as
    { missing: readonly Reason[] } | undefined;
  const missing = waitingSince || ending === 'lapsed' ? (request?.missing ?? []) : [];
  return {
    opening,
    acceptedAt: acceptedAt?.toISOString() ?? null,
    waitingSince: waitingSince?.toISOString() ?? null,
    supplyBy: supplyBy?.toISOString() ?? null,
    missing: diagnosis ? missing.map((reason) => ({ ...reason, text: say(reason) })) : null,
    ending,
    recognitionState,
    handbookNumber,
  };
}

function messageView({ id, kind, sentAt, state, rejection }: DetailRow['messages'][number]) {
  const refused = rejection as { code: string; message: string } | null;
  return {
    id,
    kind,
    sentAt: sentAt.toISOString(),
    state: state as 'sent' | 'taken' | 'refused',
    rejection: refused && { code: refused.code, message: refused.message },
  };
}

/** Actors of the audit chain that are no people. */
const ours = ['system', 'rules'];

function plainOf(row: SummaryRow) {
  const {
    id,
    submissionId,
    region,
    kind,
    procedure,
    institution,
    status,
    stage,
    outcome,
    receivedAt,
    dueAt,
    breachedAt,
  } = row;
  return {
    id,
    submissionId,
    region,
    kind,
    procedure,
    institution,
    status,
    stage,
    outcome,
    receivedAt: receivedAt.toISOString(),
    dueAt: dueAt?.toISOString() ?? null,
    breachedAt: breachedAt?.toISOString() ?? null,
    links: { self: `/v1/applications/${id}` },
  };
}

function masked({ name, idNumber }: PersonDetails) {
  return { name: maskName(name), idNumber: maskIdentityNumber(idNumber) };
}

type Decided = Pick<SummaryRow, 'outcome' | 'decidedAt' | 'decidedBy' | 'reasons' | 'benefitFrom' | 'benefitUntil'>;

function decisionView(
  { outcome, decidedAt, decidedBy, reasons, benefitFrom, benefitUntil }: Decided,
  diagnosis: boolean,
  say: SayReason,
) {
  if (!outcome || !decidedAt || !decidedBy) return null;
  return {
    outcome,
    decidedAt: decidedAt.toISOString(),
    decidedBy: decidedBy.kind,
    reasons: diagnosis ? (reasons ?? []).map((reason) => ({ ...reason, text: say(reason) })) : null,
    ...(benefitFrom ? { benefitFrom: dayOf(benefitFrom) } : {}),
    ...(benefitUntil ? { benefitUntil: dayOf(benefitUntil) } : {}),
  };
}

function entitlementView({ filingNumber, filedOn, benefitFrom, benefitUntil }: DetailRow) {
  if (!filingNumber || !filedOn || !benefitFrom) return null;
  return {
    filingNumber,
    filedOn: dayOf(filedOn),
    from: dayOf(benefitFrom),
    until: benefitUntil ? dayOf(benefitUntil) : null,
  };
}

function assessmentView({ ordinal, assessedAt, verdict, trace }: DetailRow['assessments'][number]) {
  return { ordinal, assessedAt: assessedAt.toISOString(), verdict: verdict as Json, trace: trace as Json[] };
}

function noticeView({ template, recipient, messageId, acceptedAt }: DetailRow['notices'][number]) {
  return { template, recipient: recipient as 'patient' | 'agent', messageId, acceptedAt: acceptedAt.toISOString() };
}
