/**
 * Cases that were opened before December 2026, when a case had one task at most: they run to their end as they began.
 * To be deleted, with its stored histories, once none of them is open.
 */
import {
  allHandlersFinished,
  condition,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { HandedOver } from '../activities/assessment.ts';
import type { TaskClock } from '../activities/case-clock.ts';
import type { Decision, Ruling } from '../domain/case/decision.ts';
import { checkOfficerDecision } from '../domain/case/decision.ts';
import type { CaseEnding, Stage } from '../domain/case/stage.ts';
import type { Reason } from '../domain/eligibility/verdict.ts';
import { DomainError } from '../domain/errors.ts';
import { checkNotBarred } from '../domain/tasks/four-eyes.ts';
import { CaseFile } from './case-file.ts';
import { cases, notices, steps } from './effects.ts';
import { refusing } from './failures.ts';
import { fileApproval, filingIn } from './filing.ts';
import {
  answerTask,
  tellCase,
  type ApplicationInput,
  type CaseMessage,
  type EarlierTaskAnswer,
  type Ending,
  type TaskAnswer,
} from './messages.ts';
import { acceptMessages } from './task-holder.ts';
import { now } from './time.ts';

const stageKey = defineSearchAttributeKey('Stage', SearchAttributeType.KEYWORD);
const outcomeKey = defineSearchAttributeKey('Outcome', SearchAttributeType.KEYWORD);
const dueAtKey = defineSearchAttributeKey('DueAt', SearchAttributeType.DATETIME);

interface Standing {
  readonly input: ApplicationInput;
  task?: { readonly id: string; readonly open: readonly Reason[] };
  answer?: EarlierTaskAnswer;
  decision?: Decision;
  leaving?: CaseMessage;
  ruledByRound?: CaseMessage;
  ended?: boolean;
  receiptTold?: Promise<unknown>;
}

const waitsIn = {
  immediate: 'awaitingOfficer',
  reviewChain: 'awaitingReviewChain',
  monthlyBatch: 'awaitingBatch',
} as const;

export async function applicationBefore202612(input: ApplicationInput): Promise<Ending> {
  const standing: Standing = { input };
  acceptAnswers(standing);
  const { caseId } = input;
  if (!(await cases.takeCase({ caseId, runId: workflowInfo().runId, opening: 0, at: now() }))) return 'takenElsewhere';
  const ruling = await ruled(standing);
  if (standing.leaving) return endedBy(standing, standing.leaving);
  const decision = await decided(standing, ruling);
  standing.decision = decision;
  show('decided', decision.decidedAt, { outcome: decision.outcome });
  if (decision.outcome === 'approved') await fileDecided(input, decision);
  await standing.receiptTold;
  await notices.sendDecisionNotices({ caseId, opening: 0, at: now() });
  await condition(allHandlersFinished);
  return decision.outcome;
}

async function decided(
  { input: { caseId }, task, ruledByRound }: Standing,
  ruling: Ruling | undefined,
): Promise<Decision> {
  const decision = ruledByRound
    ? cases.recordRoundDecision({
        caseId,
        opening: 0,
        round: ruledByRound.round!,
        messageId: ruledByRound.id,
        at: now(),
      })
    : cases.recordDecision({ caseId, opening: 0, ruling: ruling!, at: now(), ...(task && { taskId: task.id }) });
  return (await decision) as Decision;
}

/** 备案 as of every case: what is said from here on is said to its file, which knows tasks of this kind. */
async function fileDecided(input: ApplicationInput, decision: Decision): Promise<void> {
  const involved = [{ subject: input.enteredBy, rule: 'entered' }] as const;
  const file = new CaseFile({ ...input, opening: { ordinal: 0, because: 'submitted', assessed: 1, involved } });
  file.conclusion = decision;
  acceptMessages(file, (answer) => filingIn(answer) ?? decision);
  await fileApproval(file);
}

/** They may be withdrawn, or their person may die, as any other. */
async function endedBy(standing: Standing, { id: messageId, kind, by }: CaseMessage): Promise<CaseEnding> {
  const { caseId } = standing.input;
  const ending = kind === 'personDied' ? 'personDied' : 'withdrawn';
  await cases.endCase({ caseId, opening: 0, ending, by, messageId, at: now() });
  standing.ended = true;
  await standing.receiptTold;
  await notices.sendEndingNotices({ caseId, opening: 0, at: now() });
  await condition(allHandlersFinished);
  return ending;
}

/** Undefined when the case ends without a decision, or a round has ruled. */
async function ruled(standing: Standing): Promise<Ruling | undefined> {
  const { caseId, procedure } = standing.input;
  const mayApprove = procedure === 'immediate';
  const stage = waitsIn[procedure];
  const assessed = await cases.assess({
    caseId,
    opening: 0,
    ordinal: 0,
    mayApprove,
    mayRefuse: true,
    course: { waits: [] },
    at: now(),
  });
  if (assessed.kind === 'ruled') return assessed.ruling;
  const { open } = assessed;
  const clock = clockIn(assessed);
  if (procedure === 'immediate') {
    standing.task = { id: uuid4(), open };
    const task = { taskId: standing.task.id, kind: 'officerDecision', ordinal: 0, open, barred: {} } as const;
    await steps.openTask({ caseId, workflowId: workflowInfo().workflowId, ...task, stage, ...clock, at: now() });
  }
  const answer = await answered(standing, stage, clock.dueAt);
  return answer && rulingIn(answer);
}

/** What the rules recorded then was the deadline alone. */
function clockIn({ clock, dueAt }: HandedOver & { dueAt?: string }): TaskClock {
  return dueAt ? { warnAt: dueAt, dueAt, escalateAt: dueAt } : clock;
}

async function answered(standing: Standing, stage: Stage, dueAt: string): Promise<EarlierTaskAnswer | undefined> {
  show(stage, dueAt, { dueAt });
  const { caseId } = standing.input;
  standing.receiptTold = notices.sendReceiptNotices({ caseId, at: now() });
  standing.receiptTold.catch(() => undefined);
  const remaining = Math.max(0, Date.parse(dueAt) - Date.parse(now()));
  const heard = () => (standing.answer ?? standing.leaving ?? standing.ruledByRound) !== undefined;
  const inTime = await condition(heard, remaining, { summary: `Decision due ${dueAt}` });
  if (!inTime) {
    await cases.recordBreach({ caseId, opening: 0, dueAt, at: now() });
    await condition(heard);
  }
  return standing.answer;
}

function acceptAnswers(standing: Standing): void {
  setHandler(
    answerTask,
    async (answer) => {
      standing.answer = answer as EarlierTaskAnswer;
      await condition(() => standing.decision !== undefined);
      return standing.decision!;
    },
    { validator: refusing((answer: TaskAnswer) => check(standing, answer as EarlierTaskAnswer)) },
  );
  setHandler(
    tellCase,
    async (message) => {
      standing[message.kind === 'roundRuled' ? 'ruledByRound' : 'leaving'] = message;
      await condition(() => standing.ended === true || standing.decision !== undefined);
    },
    { validator: refusing((message: CaseMessage) => checkMessage(standing, message)) },
  );
}

function checkMessage({ input, answer, decision, leaving, ruledByRound }: Standing, { kind }: CaseMessage): void {
  const isKnown =
    kind === 'withdrawn' || kind === 'personDied' || (kind === 'roundRuled' && input.procedure === 'monthlyBatch');
  const isPossible = isKnown && !answer && !decision && !leaving && !ruledByRound;
  if (!isPossible) throw new DomainError('STATE_CONFLICT', 'The case cannot be told this.', { params: { kind } });
}

function check({ task, answer: earlier, input, leaving }: Standing, answer: EarlierTaskAnswer): void {
  if (task?.id !== answer.taskId || earlier || leaving) {
    throw new DomainError('STATE_CONFLICT', 'This task no longer waits for an answer.', {
      params: { task: answer.taskId, state: earlier ? 'answered' : 'closed' },
    });
  }
  checkNotBarred({ [input.enteredBy]: 'entered' }, [answer.by.subject]);
  checkOfficerDecision(answer, { open: task.open });
}

function rulingIn({ outcome, reasons, by }: EarlierTaskAnswer): Ruling {
  return { outcome, reasons, decidedBy: { kind: 'person', ...by } };
}

function show(stage: string, since: string, { dueAt, outcome }: { dueAt?: string; outcome?: string }): void {
  upsertSearchAttributes([
    { key: stageKey, value: stage },
    ...(dueAt ? [{ key: dueAtKey, value: new Date(dueAt) }] : []),
    ...(outcome ? [{ key: outcomeKey, value: outcome }] : []),
  ]);
  setCurrentDetails(`**${outcome ?? stage}** · ${since}`);
}
