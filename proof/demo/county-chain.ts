/** 科室复核 → 审核确认 in a county: a few cases through the hands of two reviewers, by the calls that reviewers make. */
import type { z } from 'zod';
import type { taskSummary } from '../../api/tasks/shapes.ts';
import type { Answer } from '../../domain/tasks/answers.ts';
import type { ExampleApplication } from '../../examples/format.ts';
import { countyReviewers } from '../../examples/office/county-chain.ts';
import { StackFailure } from '../../stack/failure.ts';
import type { DemoClient } from './client.ts';

export type ReviewedTask = z.infer<typeof taskSummary>;
type Client = Pick<DemoClient, 'call' | 'submit'>;
type Staff = ExampleApplication['caller'];

const headers = { 'content-type': 'application/json' };

/** Tasks of these applications once both reviewers have gone through them; again, it finds them done. */
export async function reviewInTurn(client: Client, lines: readonly ExampleApplication[]): Promise<ReviewedTask[]> {
  const cases: string[] = [];
  for (const line of lines) cases.push(...(await received(client, line)));
  const reviewed: ReviewedTask[] = [];
  for (const [reviewer, answer] of countyReviewers) {
    for (const id of cases) {
      for (const task of await tasksOf(client, reviewer, id)) {
        reviewed.push(task.state === 'ready' ? await answered(client, reviewer, task, answer) : task);
      }
    }
  }
  return reviewed;
}

async function received(client: Client, line: ExampleApplication): Promise<string[]> {
  const answer = await client.submit(line);
  if (answer.kind === 'receipt') return answer.receipt.applications.map(({ id }) => id);
  throw new StackFailure(`The county's application was refused: ${answer.detail} (${answer.code})`);
}

async function tasksOf(client: Client, reviewer: Staff, applicationId: string): Promise<ReviewedTask[]> {
  const { body } = await client.call(reviewer, `/v1/tasks?${new URLSearchParams({ applicationId }).toString()}`);
  return (body as { items: ReviewedTask[] }).items;
}

async function answered(
  client: Client,
  reviewer: Staff,
  { id, version }: ReviewedTask,
  decision: Answer,
): Promise<ReviewedTask> {
  const post = (verb: string, body: object) =>
    client.call(reviewer, `/v1/tasks/${id}/${verb}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const claimed = await post('claim', { version });
  const done = await post('completion', { version: (claimed.body as ReviewedTask).version, decision });
  if (done.status >= 300) throw new StackFailure(`A reviewer's answer was refused: ${JSON.stringify(done.body)}`);
  return done.body as ReviewedTask;
}
