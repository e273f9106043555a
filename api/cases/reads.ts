import { permits, reaches, type Caller, type Target } from '../../domain/access/access.ts';
import type { Operation } from '../../domain/access/grants.ts';
import { permittedCaseActions } from '../../domain/case/permitted-actions.ts';
import type { AskedFor } from '../../domain/eligibility/asked-for.ts';
import type { Channel } from '../../domain/policy/schema.ts';
import type { Answer } from '../../domain/tasks/answers.ts';
import type { Clock } from '../../platform/clock.ts';
import { languageOf } from '../../platform/http/language.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { CaseFilter, CaseReads, DetailedCase, ListedCase, ReceivedCase } from '../../store/cases/case-reads.ts';
import type { ReachedCase } from '../../store/cases/case-access.ts';
import type { PersonDetails } from '../../store/cases/details.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { codedVisit } from '../../store/visits/coded.ts';
import { readerOf, type Reading } from '../reads/witness.ts';
import { pageOf, type Position } from '../http/cursor.ts';
import type { SayReason, Speaker } from '../http/speaker.ts';
import { caseTarget, requireCase } from './case-permission.ts';
import { dossierView, readableDossier } from './dossier-view.ts';
import {
  type May,
  assessmentView,
  courseOf,
  decisionView,
  entitlementView,
  isAskedFor,
  masked,
  messageView,
  noticeView,
  systemActors,
  plainOf,
  standingOf,
} from './views.ts';

export interface ListFilter extends CaseFilter {
  readonly overdue?: boolean | undefined;
}

type Json = Record<string, unknown>;

export type ApplicationReads = ReturnType<typeof createApplicationReads>;

interface Dependencies {
  cases: CaseReads;
  sealer: Sealer;
  clock: Clock;
  policies: PolicyStore;
  speak: Speaker;
}

/** What people see of cases, cut to what each caller may know. */
export function createApplicationReads({ cases, sealer, clock, policies, speak }: Dependencies) {
  return {
    /** Newest first. A disease filter finds only cases whose diagnosis the caller may learn. */
    async list({ overdue, ...filter }: ListFilter, caller: Caller, limit: number, after: Position | undefined) {
      const operations: readonly Operation[] = filter.disease ? ['listCases', 'readDiagnosis'] : ['listCases'];
      const rows = await cases.list({
        filter,
        reached: operations.map((operation) => reaches(operation, caller)),
        overdueAt: overdue ? clock.now() : undefined,
        after,
        limit,
      });
      const { items, next } = pageOf(rows, limit, ({ receivedAt, id }) => ({ at: receivedAt, id }));
      return { items: items.map((row) => summaryOf(row, knownTo(caller, caseTarget(row, caller)))), next };
    },

    /** @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async get(id: string, caller: Caller, language: string | undefined) {
      const row = requireCase(await cases.detailed(id), 'readCase', caller);
      const say = await speak(row.submission.policyVersionId, row.disease, language);
      const also = isAskedFor(row) ? await cases.askedFor(id, sealer) : [];
      return { ...detailOf(row, also, caller, say), dossier: await dossierOf(row, caller, language) };
    },

    /**
     * Where each case of a submission stands, for its receipt; whoever named the disease learns no more of it by that.
     * Put down by the statement that reads it.
     */
    async standing(submissionId: string, reading: Reading, language: string | undefined) {
      const { caller } = reading;
      const rows = await cases.ofSubmission(submissionId, readerOf(reading, clock.now()));
      return Promise.all(
        rows.map(async (row) => {
          const { id, disease, procedure, status, stage } = row;
          const say = await speak(row.policyVersionId, disease, language);
          const links = { self: `/v1/applications/${id}` };
          const may = knownTo(caller, caseTarget(reachedIn(row), caller));
          return {
            id,
            disease,
            procedure,
            status,
            stage,
            decision: decisionView(row, may, say),
            links,
          };
        }),
      );
    },
  };

  /** For those who may read each paper in it, and know for which disease. */
  async function dossierOf(row: DetailedCase, caller: Caller, acceptLanguage: string | undefined) {
    const may = knownTo(caller, caseTarget(row, caller));
    const dossier = may('readDiagnosis') ? readableDossier(await cases.dossier(row.id), caller) : undefined;
    if (!dossier) return null;
    const policy = await policies.get(dossier.policyVersionId);
    return dossierView(dossier, { policy, language: languageOf(acceptLanguage), sealer, now: clock.now() });
  }

  function summaryOf(row: ListedCase, may: May) {
    return {
      ...plainOf(row),
      applicant: masked(personOf(row)),
      disease: may('readDiagnosis') ? row.disease : null,
    };
  }

  function visitView(visit: DetailedCase['visits'][number], diagnosis: boolean) {
    const { id, state, inPerson, attempts, team, slotFrom, slotUntil, dueAt, trigger } = codedVisit(visit);
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

  function reportIn({ reportSealed, signatureId, photographIds }: DetailedCase['visits'][number]) {
    if (!reportSealed || !signatureId) return null;
    const { findings, answers } = sealer.open(reportSealed) as Answer<'visited'>;
    return { findings, answers, signatureId, photographIds };
  }

  function personOf({ submission }: Pick<ListedCase, 'submission'>): PersonDetails {
    return sealer.open(submission.applicantSealed) as PersonDetails;
  }

  function detailOf(row: DetailedCase, also: AskedFor, caller: Caller, say: SayReason) {
    const target = caseTarget(row, caller);
    const may = knownTo(caller, target);
    const diagnosis = may('readDiagnosis');
    const person = personOf(row);
    const entitlement = may('readEntitlement');
    // Rather than having to do with it as the patient's side: which colleague did what is not for applicants.
    const worksOn = knownTo(caller, { ...target, person: null, submitter: null, agents: [] })('readCase');
    return {
      ...summaryOf(row, may),
      applicant: may('readFullIdentity') ? { name: person.name, idNumber: person.idNumber } : masked(person),
      channel: row.submission.channel as Channel,
      insuranceType: row.insuranceType,
      policy: row.submission.policyVersion,
      decision: decisionView(row, may, say),
      entitlement: entitlement ? entitlementView(row) : null,
      permittedActions: permittedCaseActions(standingOf(row), caller, target),
      ...courseOf(row, also, may, say),
      visits: entitlement ? row.visits.map((visit) => visitView(visit, diagnosis)) : [],
      messages: row.messages.filter(({ sentBy }) => worksOn || sentBy === caller.subject).map(messageView),
      timeline: row.subject.audit.map(({ sequence, at, actor, action, data }) => ({
        sequence,
        at: at.toISOString(),
        actor: worksOn || actor === caller.subject || systemActors.includes(actor) ? actor : 'person',
        action,
        ...(diagnosis ? { data: data as Json } : {}),
      })),
      assessments: may('readTrace') ? row.assessments.map(assessmentView) : null,
      notices: may('readNotices') ? row.notices.map(noticeView) : [],
    };
  }
}

/** What the caller may do to one case. */
function knownTo(caller: Caller, target: Target): May {
  return (operation) => permits(operation, caller, target).permitted;
}

function reachedIn({ region, institution, personId, identity, assignees, ...row }: ReceivedCase): ReachedCase {
  const { clientId, agentSubject, agentPersonId, consented } = row;
  return {
    region,
    institution,
    personId,
    identity,
    submission: { clientId, agentSubject, agentPersonId },
    consents: consented ? [true] : [],
    subject: { tasks: assignees.map((assignee) => ({ assignee })) },
  };
}
