import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Decision, Outcome } from '../domain/case/decision.ts';
import type { CaseEnding } from '../domain/case/stage.ts';
import type { Reason } from '../domain/eligibility/verdict.ts';
import type { PlainDate } from '../domain/plain-date.ts';
import type { ProcedureName } from '../domain/policy/schema.ts';
import type { Answer } from '../domain/tasks/answers.ts';
import type { Involvement } from '../domain/tasks/four-eyes.ts';
import type { VisitEnding } from '../domain/visits/visit.ts';

/** What an application starts with: ids and codes; the papers and the person stay in the database. */
export interface ApplicationInput {
  readonly caseId: string;
  readonly region: string;
  readonly procedure: ProcedureName;
  /** The contents in force at submission; they hold for this case whatever is published later. */
  readonly policy: PolicyReference;
  /** Subject who entered the application; may not decide it (four eyes). */
  readonly enteredBy: string;
  readonly opening: Opening;
}

/**
 * A case is opened by its submission, again by what is supplied after it lapsed, by an appeal 异议复核, and where a death
 * that had ended it was none.
 */
export interface Opening {
  readonly ordinal: number;
  readonly because: 'submitted' | 'supplied' | 'appealed' | 'revived';
  /** The message, or the event of a register, that opened it again. */
  readonly messageId?: string;
  /** Assessments made before. */
  readonly assessed: number;
  /** Who is involved in the case so that a step may not be for them. */
  readonly involved: readonly Involvement[];
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

/** How an opening ended. `takenElsewhere`: another run holds the case, this one did nothing. */
export type ApplicationResult = Outcome | CaseEnding | 'takenElsewhere';

/** Who did something, and for whom as a substitute. */
export interface Actor {
  readonly subject: string;
  readonly role: string;
  readonly onBehalfOf?: string;
}

/** A person's answer to a task. The Update id is the task's completion id, so a resend is the same message. */
export type TaskAnswer = Answer & { readonly taskId: string; readonly by: Actor };

/** What an officer has done about an approval that the settlement service refused to register. */
export type FilingDone = Answer<'corrected' | 'filedByHand'>;

/** What an answer has led to: the decision recorded, what was done about a filing, null where it was neither. */
export type AnswerResult = Decision | FilingDone | null;

/** An Update rather than a Signal: the reviewer is told at once whether the answer stands. */
export const answerTask = defineUpdate<AnswerResult, [TaskAnswer]>('answerTask');

/** What a case is told after its receipt, by its people or by a registry. The Update id is the message's. */
export interface CaseMessage {
  readonly id: string;
  readonly kind: CaseMessageKind;
  /** `system` where a registry speaks. */
  readonly by: string;
  /** The task whose answer is taken back. */
  readonly taskId?: string;
  /** Day from which what a registry reports counts. */
  readonly on?: PlainDate;
  /** The round that has ruled, or whose expert asks. */
  readonly round?: string;
}

export const caseMessageKinds = [
  /** 补正 */
  'supplied',
  /** 撤回申请 */
  'withdrawn',
  /** 撤销办理 */
  'takenBack',
  'personDied',
  /** To a home visit 上门服务: the patient wants none. */
  'visitDeclined',
  /** 集中评审: what the round ruled stands in its record. */
  'roundRuled',
  /** An expert of the round asks the applicant 补正. */
  'roundAsks',
] as const;

export type CaseMessageKind = (typeof caseMessageKinds)[number];

/** An Update, so that whoever sends it knows whether the case could still take it. */
export const tellCase = defineUpdate<void, [CaseMessage]>('tellCase');

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

export interface StopVisit {
  readonly by: string;
  readonly died: boolean;
}

/** A Signal, since a case that is over waits for nobody's answer. */
export const stopVisit = defineSignal<[StopVisit]>('stopVisit');

/** Where the pages before ended. */
export interface UndeliverableNoticesInput {
  readonly after?: string;
}
