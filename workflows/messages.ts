/**
 * What workflows are told. A message is a bell, the row is the letter: it names what stands in the record, and the
 * effects that act on it read there what was said, by whom, and whether they may (docs/adr/0007).
 */
import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Decision, Outcome } from '../domain/case/decision.ts';
import type { MessageSent } from '../domain/case/case-message.ts';
import type { CaseEnding } from '../domain/case/stage.ts';
import type { Reason } from '../domain/eligibility/verdict.ts';
import type { PlainDate } from '../domain/plain-date.ts';
import type { ProcedureName } from '../domain/policy/schema.ts';
import type { AnswerGiven } from '../domain/tasks/answer-given.ts';
import type { Answer } from '../domain/tasks/answers.ts';
import type { Involvement } from '../domain/tasks/four-eyes.ts';
import type { VisitEnding } from '../domain/visits/visit.ts';

/** An application starts with the name of its case and opening; taking the case reads all else. */
export interface ApplicationInput {
  readonly caseId: string;
  /** How often the case was opened before. */
  readonly opening: number;
}

/** An opening to be started, with what an administrator reads of it in Temporal UI. */
export interface ApplicationStart extends ApplicationInput {
  readonly region: string;
  readonly procedure: ProcedureName;
  readonly policy: Pick<PolicyReference, 'pack' | 'version'>;
}

export interface PolicyReference {
  readonly pack: string;
  readonly version: string;
  /** SHA-256 of pack text and overlay text, each. */
  readonly packSha: string;
  readonly overlaySha: string | null;
  /** Row of PolicyVersion: SHA-256 over both. */
  readonly id: string;
}

/** How an opening ended. `notTaken`: the record does not know this run, which did nothing. */
export type ApplicationResult = Outcome | CaseEnding | 'notTaken';

/** What an officer has done about an approval that the settlement service refused to register. */
export type FilingDone = Answer<'corrected' | 'filedByHand'>;

/** What an answer has led to: the decision recorded, what was done about a filing, null where it was neither. */
export type AnswerResult = Decision | FilingDone | null;

/** An Update rather than a Signal: the reviewer is told at once whether the answer stands. */
export const answerTask = defineUpdate<AnswerResult, [AnswerGiven]>('answerTask');

/** An Update, so that whoever sends it knows whether the case could still take it. */
export const tellCase = defineUpdate<void, [MessageSent]>('tellCase');

/** What registers reported of this person waits in the record. */
export interface RegistryEventsInput {
  readonly personId: string;
}

/** A pass that grew goes on where it was, for the day on which it began. */
export interface RenewalPassInput {
  readonly today?: PlainDate;
  readonly after?: { readonly until: PlainDate; readonly caseId: string };
}

/** A night's searches through the people of the poor categories, each a name of its effect. */
export type OutreachSearch = 'closeOvertakenContacts' | 'seekTreated' | 'followRefusals' | 'seekSettled';

/** A pass that grew goes on where it was, for the day on which it began. */
export interface OutreachPassInput {
  readonly today?: PlainDate;
  readonly search?: OutreachSearch;
  readonly after?: string;
}

/** Where the pages before ended. */
export interface ContactNoticesInput {
  readonly after?: string;
}

/** The same of the sampling check 抽查复核. */
export interface SamplingPassInput {
  readonly today?: PlainDate;
  readonly after?: { readonly drawId: string; readonly caseId: string };
}

export interface ReconcileInput {
  /** The case after which to go on. */
  readonly after?: string;
}

/** A round of the monthly batch; everything else about it stands in its row. */
export interface BatchRoundInput {
  readonly roundId: string;
}

/** A Signal, since the row says already that the round is signed; this only ends the wait. */
export const roundSigned = defineSignal('roundSigned');

/** What a home visit 上门服务 starts with. */
export interface HomeVisitInput {
  readonly caseId: string;
  /** The opening that offers it. */
  readonly opening: number;
  readonly visitId: string;
  /** Trigger of the pack that offers it. */
  readonly trigger: string;
  /** What is open in the case; the team says what it finds on each point. */
  readonly open: readonly Reason[];
  readonly involved: readonly Involvement[];
}

/** How a visit ended, and the task whose answer is the report, where there is one. */
export interface VisitResult {
  readonly ending: VisitEnding;
  readonly report?: string;
}

/** A Signal, since a case that is over waits for nobody's answer; the record says whether it is. */
export const stopVisit = defineSignal('stopVisit');

/** Where the pages before ended. */
export interface UndeliverableNoticesInput {
  readonly after?: string;
}
