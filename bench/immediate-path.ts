import type { DemoClient } from '../cli/demo/client.ts';
import { plainDate } from '../domain/plain-date.ts';
import type { ExampleApplication } from '../examples/format.ts';
import { rizhaoPolicy } from '../examples/generate.ts';
import { openOffice } from '../examples/office/office.ts';
import { seeded } from '../examples/office/random.ts';
import { approved, recordedCitizen } from '../examples/office/stories.ts';
import type { Applicants } from './applicants.ts';
import type { Path } from './path.ts';

const seed = 1;
const disease = 'malignantTumor';

/** Decided by the rules within the call. */
export const immediatePath: Path = {
  bare: [
    { workflow: 'withActivities', title: '(a) bare Temporal, an activity per effect', goal: 1.5 },
    { workflow: 'withLocalActivities', title: '(b) bare Temporal, local activities, eager start', goal: 0.8 },
  ],
  goals: { events: 14, unhurried: { p50: 80, p95: 200 } },
  applicants,
  decided: (client) => (line) => decidedAtOnce(client, line),
};

/** Each with registered records that meet the criteria of a malignant tumour. */
function applicants(count: number): Applicants {
  const office = openOffice(rizhaoPolicy(), seeded(seed), plainDate('2025-06-30'));
  const met = new Map<string, ExampleApplication>();
  while (met.size < count) {
    const person = recordedCitizen(office, disease);
    if (met.has(person.idNumber)) continue;
    met.set(person.idNumber, office.apply(person, { note: '', channel: 'window', diseases: [{ disease, expect: approved }] }));
  }
  return { lines: [...met.values()], registry: office.files().registry };
}

async function decidedAtOnce(client: DemoClient, line: ExampleApplication): Promise<string> {
  const answer = await client.submit(line);
  const [application] = answer.kind === 'receipt' ? answer.receipt.applications : [];
  if (application?.decision?.outcome !== 'approved') throw new Error(`Not approved at once: ${JSON.stringify(answer)}`);
  return application.id;
}
