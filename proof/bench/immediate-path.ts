import type { DemoClient } from '../demo/client.ts';
import type { ExampleApplication } from '../../examples/format.ts';
import { approved } from '../../examples/office/stories.ts';
import type { Path } from './path.ts';
import { recordedApplicants } from './recorded-applicants.ts';

/** Decided by the rules within the call. */
export const immediatePath: Path = {
  bare: [
    { workflow: 'withActivities', title: '(a) bare Temporal, an activity per effect', goal: 1.5 },
    { workflow: 'withLocalActivities', title: '(b) bare Temporal, local activities, eager start', goal: 0.8 },
  ],
  goals: { events: 14, unhurried: { p50: 80, p95: 200 } },
  applicants: (count) => recordedApplicants(count, { disease: 'malignantTumor', expect: approved }),
  decided: (client) => (line) => decidedAtOnce(client, line),
};

async function decidedAtOnce(client: DemoClient, line: ExampleApplication): Promise<string> {
  const answer = await client.submit(line);
  const [application] = answer.kind === 'receipt' ? answer.receipt.applications : [];
  if (application?.decision?.outcome !== 'approved') throw new Error(`Not approved at once: ${JSON.stringify(answer)}`);
  return application.id;
}
