/** Applicants and reviewers: they see the office through its API alone, and what fails they read anew and try again. */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import type { applicationDetail } from '../../api/cases/shapes.ts';
import type { taskDetail, taskSummary } from '../../api/tasks/shapes.ts';
import type { AnswerOutcome } from '../../domain/tasks/answers.ts';
import { fromRoot } from '../../platform/project-root.ts';
import type { DemoClient, Receipt } from '../demo/client.ts';
import type { Caller, Story } from './stories.ts';

type Case = z.infer<typeof applicationDetail>;
type Summary = z.infer<typeof taskSummary>;
type Task = z.infer<typeof taskDetail>;

/** What the case of a story came to, as far as it is known. */
export interface Life {
  readonly story: Story;
  caseId?: string;
  /** Grows with everything that the case is seen to have done. */
  seen: string;
  isOver: boolean;
  /** Of a case that is over. */
  outcome?: string | null;
}

const answersWithin = 15_000;
const pause = { least: 100, most: 400 };
const colleagues = 4;
const paper = readFileSync(fromRoot('examples', 'rizhao', 'documents', 'discharge-summary.pdf'));

/** Plays the story to its end, however often something on the way is gone. */
export async function live(life: Life, client: DemoClient, stopped: () => boolean): Promise<void> {
  while (!life.isOver && !stopped()) {
    try {
      if (life.caseId) await goOn(life, client);
      else life.caseId = await submit(life.story, client);
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error;
    }
    await delay(life.story.random.int(pause.least, pause.most));
  }
}

/** Nobody answered, or the office says that things stand otherwise now. */
class TryAgain extends Error {
  override readonly name = 'TryAgain';
}

interface Sent {
  readonly body: object;
  /** Idempotency-Key. */
  readonly key?: string;
  /** Who has signed in, where it is the patient. */
  readonly person?: { readonly idNumber: string; readonly name: string };
}

/** @throws Error for what no client mends by trying again */
async function ask<T>(client: DemoClient, caller: Caller, path: string, sent?: Sent): Promise<T> {
  const headers = { 'content-type': 'application/json', ...(sent?.key && { 'idempotency-key': sent.key }) };
  const request = {
    ...(sent && ({ method: 'POST', headers, body: JSON.stringify(sent.body) } as const)),
    ...(sent?.person && { person: sent.person }),
  };
  return answered<T>(client.call(caller, path, { ...request, signal: AbortSignal.timeout(answersWithin) }), path);
}

async function answered<T>(call: ReturnType<DemoClient['call']>, path: string): Promise<T> {
  const answer = await call.catch((cause: unknown) => {
    throw new TryAgain('no answer', { cause });
  });
  const { status, body } = answer;
  if (status < 300) return body as T;
  const { code } = body as { code?: string };
  if (status >= 500 || status === 409 || status === 429 || code === 'FOUR_EYES') throw new TryAgain(code);
  throw new Error(`${path} was answered ${status}: ${JSON.stringify(body)}`);
}

async function upload(client: DemoClient, caller: Caller): Promise<string> {
  const sent = { method: 'POST', headers: { 'content-type': 'application/pdf' }, body: paper } as const;
  const call = client.call(caller, '/v1/documents', { ...sent, signal: AbortSignal.timeout(answersWithin) });
  return (await answered<{ id: string }>(call, '/v1/documents')).id;
}

const uploads = new WeakMap<Story, string>();

/** Once, so that a repeat names the same paper. */
async function papersOf(story: Story, client: DemoClient): Promise<object[]> {
  const documentId = uploads.get(story) ?? (await upload(client, story.applicant));
  uploads.set(story, documentId);
  return [{ evidence: story.plot.evidence, documentId }];
}

async function submit(story: Story, client: DemoClient): Promise<string> {
  const { submission, plot, applicant, key } = story;
  const documents = plot.sendsPaper ? await papersOf(story, client) : [];
  const body = { ...submission, diseases: submission.diseases.map((asked) => ({ ...asked, documents })) };
  const receipt = await ask<Receipt>(client, applicant, '/v1/applications', { body, key, person: story.known });
  return receipt.applications[0]!.id;
}

/** One thing that somebody does, if the case lets anybody do anything. */
async function goOn(life: Life, client: DemoClient): Promise<void> {
  const { story, caseId } = life;
  const { applicant, plot, key, known: person } = story;
  const path = `/v1/applications/${caseId}`;
  const found = await ask<Case>(client, applicant, path);
  life.seen = `${found.stage}, ${found.timeline.length} entries`;
  const { stage, outcome, opening } = found;
  if (stage === plot.withdrawsIn) {
    await ask(client, applicant, `${path}/withdrawal`, { body: {}, key, person });
  } else if (stage === 'awaitingSupplement') {
    await ask(client, applicant, `${path}/supplements`, {
      body: { documents: await papersOf(story, client) },
      key,
      person,
    });
  } else if (stage === 'closed' && outcome === 'notRecognised' && plot.appeals && opening === 0) {
    await ask(client, applicant, `${path}/appeals`, { body: { grounds: 'example' }, key, person });
  } else if (stage === 'closed' || stage === 'ended') {
    life.outcome = outcome;
    life.isOver = true;
  } else if (stage.startsWith('awaiting')) {
    await work(story, found, client);
  }
}

async function work(story: Story, { id, region }: Case, client: DemoClient): Promise<void> {
  const supervisor: Caller = { subject: 'chaos-supervisor', role: 'supervisor', regions: [region] };
  const { items } = await ask<{ items: Summary[] }>(client, supervisor, `/v1/tasks?applicationId=${id}`);
  const opinions = items.filter(({ kind }) => kind === 'departmentReview');
  const [opinion] = opinions;
  if (story.plot.takesBackFirstOpinion && opinions.length === 1 && opinion?.state === 'completed') {
    const whoSaidIt = reviewer(opinion, opinion.completedBy!);
    return ask(client, whoSaidIt, `/v1/tasks/${opinion.id}/retraction`, { body: { version: opinion.version } });
  }
  const open = items.find(({ state }) => state === 'ready' || state === 'claimed');
  if (!open) return;
  const before = items.filter(({ kind, createdAt }) => kind === open.kind && createdAt < open.createdAt).length;
  const planned = story.plot.answers?.[open.kind] ?? [];
  const outcome = planned[Math.min(before, planned.length - 1)];
  if (!outcome) throw new Error(`${story.title}: nobody expected a task of kind ${open.kind}.`);
  await answer(open, outcome, story, client);
}

async function answer(task: Summary, outcome: AnswerOutcome, { random }: Story, client: DemoClient): Promise<void> {
  const person = reviewer(task, task.assignee ?? `${task.candidate}-${random.int(1, colleagues)}`);
  const path = `/v1/tasks/${task.id}`;
  const claim = { body: { version: task.version } };
  const { version, open, refusalReasons } =
    task.state === 'claimed'
      ? await ask<Task>(client, person, path)
      : await ask<Task>(client, person, `${path}/claim`, claim);
  await ask(client, person, `${path}/completion`, {
    body: { version, decision: said(outcome, { open, refusalReasons }) },
  });
}

function reviewer({ candidate, region, institution }: Summary, subject: string): Caller {
  return { subject, role: candidate as Caller['role'], regions: [region], ...(institution && { institution }) };
}

/** The papers that the file has for each point; the first reason that is offered. */
function said(outcome: AnswerOutcome, { open, refusalReasons }: Pick<Task, 'open' | 'refusalReasons'>): object {
  const answers = open.map(({ papers }, point) => ({
    point,
    answer: 'satisfied',
    ...(papers && papers.length > 0 && { papers }),
  }));
  const reasons = (refusalReasons ?? []).slice(0, 1).map(({ code, params }) => ({ code, params }));
  if (outcome === 'approved' || outcome === 'recommended') return { outcome, answers };
  if (outcome === 'notRecognised' || outcome === 'notRecommended') return { outcome, reasons };
  if (outcome === 'returned') return { outcome, note: 'example' };
  if (outcome === 'notAccepted') return { outcome, reason: 'identityNotProven' };
  return { outcome };
}
