import { setTimeout } from 'node:timers/promises';
import type { ExampleApplication } from '../../examples/format.ts';
import type { Answer, DemoClient, Receipt } from './client.ts';
import { isUnsettled, type Result } from './tally.ts';

/** `concurrency` people at once; what one person sends stays in order. */
export async function send(
  client: DemoClient,
  lines: readonly ExampleApplication[],
  concurrency: number,
  onAnswer: () => void,
): Promise<Result[]> {
  const visits = visitsOf(lines);
  const results: Result[] = [];
  async function counter(): Promise<void> {
    for (let visit = visits.shift(); visit; visit = visits.shift()) {
      const receipts = new Map<string, Receipt>();
      for (const line of visit) {
        const answer = await settled(client, line);
        results.push({ line, answer, earlier: receipts.get(line.key) });
        if (answer.kind === 'receipt') receipts.set(line.key, answer.receipt);
        onAnswer();
      }
    }
  }
  await Promise.all(Array.from({ length: concurrency }, counter));
  return results;
}

function visitsOf(lines: readonly ExampleApplication[]): ExampleApplication[][] {
  const visits = new Map<string, ExampleApplication[]>();
  for (const line of lines) {
    const { idNumber } = line.submission.applicant;
    visits.set(idNumber, [...(visits.get(idNumber) ?? []), line]);
  }
  return [...visits.values()];
}

const patience = 30_000;
const pause = 500;

/** A receipt is durable before anything is decided; the same call again tells how it stands. */
async function settled(client: DemoClient, line: ExampleApplication): Promise<Answer> {
  const began = performance.now();
  let answer = await client.submit(line);
  while (isUnsettled(answer) && performance.now() - began < patience) {
    await setTimeout(pause);
    const again = await client.submit(line);
    answer = again.kind === 'receipt' ? { ...again, milliseconds: performance.now() - began } : again;
  }
  return answer;
}
