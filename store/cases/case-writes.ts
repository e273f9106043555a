import { randomUUID } from 'node:crypto';
import type { MessageSent } from '../../domain/case/case-message.ts';
import type { Decision } from '../../domain/case/decision.ts';
import type { ToldCourse } from '../../domain/continuity/recognition-course.ts';
import type { ClinicalRecord, Facts, TraceStep, Verdict } from '../../domain/eligibility/verdict.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import type { InsuranceType } from '../../domain/policy/schema.ts';
import { Prisma, type ApplicationCase } from '../../generated/engine/client.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { insertInto } from '../one-statement.ts';
import { tellMessage } from '../outbox/message.ts';
import { intoOutbox } from '../outbox/outbox.ts';
import { dateOf } from '../rows.ts';
import type { Write } from '../subjects/effects.ts';
import { sayToCase } from './case-messages.ts';
import type { Coded } from './coded.ts';

/** Columns of the case's row, as the tables have them. */
export type CaseColumns = Prisma.ApplicationCaseUpdateManyMutationInput;

/** A change that an effect on a case makes: of its own row, of others, or both. */
export interface CaseWrite extends Write {
  columns?(seal: Sealer['seal']): CaseColumns;
  /** The row as it was read may be wrong about its papers afterwards. */
  readonly outdatesRow?: true;
}

type PlainColumn =
  | 'status'
  | 'stage'
  | 'runId'
  | 'openedAt'
  | 'acceptedAt'
  | 'acceptedBy'
  | 'dueAt'
  | 'waitingSince'
  | 'supplyBy'
  | 'majorPriority'
  | 'minorPriority'
  | 'breachedAt'
  | 'institution'
  | 'ending'
  | 'endedAt'
  | 'holdsPlace'
  | 'handbookNumber'
  | 'handbookPickedUpAt'
  | 'handbookPickedUpBy'
  | 'insuranceType'
  | 'appliedUnder'
  | 'identity'
  | 'recognitionState'
  | 'recognitionTurn';

/** What is undefined stays as it is. */
export function changeCase(columns: Partial<Pick<Coded<ApplicationCase>, PlainColumn>>): CaseWrite {
  return { columns: () => columns };
}

/** 险种转换: what was applied for stays known, since the rules that ran by it can be run again. */
export function insuredUnder(
  { insuranceType: before, appliedUnder }: Pick<Coded<ApplicationCase>, 'insuranceType' | 'appliedUnder'>,
  insuranceType: InsuranceType,
): CaseWrite {
  if (insuranceType === before) return {};
  return changeCase({ insuranceType, appliedUnder: appliedUnder ?? before });
}

export function decideCase(decision: Decision): CaseWrite {
  const { outcome, decidedAt, decidedBy, reasons, benefitFrom, benefitUntil } = decision;
  return {
    columns: () => ({
      outcome,
      decidedAt: new Date(decidedAt),
      decidedBy: json(decidedBy),
      reasons: json(reasons),
      ...(benefitFrom && { benefitFrom: dateOf(benefitFrom) }),
      ...(benefitUntil && { benefitUntil: dateOf(benefitUntil) }),
    }),
  };
}

/** What registers make of a recognition, as the settlement service has been told. */
export function keepCourse(course: ToldCourse): CaseWrite {
  return { columns: () => ({ course: json(course) }) };
}

/** 备案 */
export function fileCase(filingNumber: string, filedOn: PlainDate): CaseWrite {
  return { columns: () => ({ filingNumber, filedOn: dateOf(filedOn) }) };
}

/** @param records all that were sent along or supplied. */
export function keepRecords(records: readonly ClinicalRecord[]): CaseWrite {
  return { columns: (seal) => ({ recordsSealed: seal(records) }) };
}

export interface NewAssessment {
  readonly ordinal: number;
  readonly verdict: Verdict;
  readonly trace: readonly TraceStep[];
  readonly facts: Facts;
}

export function keepAssessment({ ordinal, verdict, trace, facts }: NewAssessment): CaseWrite {
  return {
    rows: ({ subjectId: caseId, at, seal }) => {
      const data = { id: randomUUID(), caseId, ordinal, assessedAt: at, factsSealed: seal(facts) };
      return [insertInto('Assessment', [{ ...data, verdict: json(verdict), trace: json(trace) }])];
    },
  };
}

/** The case has acted on the message. It is sent until that stands in Temporal as well. */
export function hearMessage(messageId: string): CaseWrite {
  return {
    rows: ({ subjectId }) => [
      Prisma.sql`UPDATE "CaseMessage" SET "state" = 'taken'
        WHERE "id" = ${messageId}::uuid AND "caseId" = ${subjectId}::uuid`,
    ],
    // Papers may have come with it.
    outdatesRow: true,
  };
}

/** What another than its people tells a case. */
export interface TellingCase {
  readonly workflowId: string;
  readonly message: MessageSent<'personDied'>;
  readonly sentBy: string;
}

/** The outbox sends it until the case has taken it or said why not; at once, since nobody has tried yet. */
export function tellCase(telling: TellingCase): CaseWrite {
  const { workflowId, message, sentBy } = telling;
  return {
    rows: ({ subjectId, at }) => [
      sayToCase({ ...message, caseId: subjectId, sentBy, sentAt: at }),
      intoOutbox(tellMessage(subjectId, { workflowId, message }, at)),
    ],
  };
}

function json(value: unknown): Prisma.InputJsonValue {
  return value as Prisma.InputJsonValue;
}
