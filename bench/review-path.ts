import type { DemoClient } from '../cli/demo/client.ts';
import type { Answer } from '../domain/tasks/answers.ts';
import { plainDate } from '../domain/plain-date.ts';
import type { ExampleApplication, RegistryEntry } from '../examples/format.ts';
import { county, type Person } from '../examples/office/people.ts';
import { seeded } from '../examples/office/random.ts';
import type { Applicants } from './applicants.ts';
import type { Path } from './path.ts';

type Staff = ExampleApplication['caller'];

const seed = 1;
const region = 'xx-county';
const institution = 'xx-county-peoples-hospital';
const disease = 'pulmonaryHypertension';
const insuranceType = 'resident';
const staff = (subject: string, role: Staff['role']): Staff => ({ subject, role, regions: [region], institution });
const desk = staff('desk', 'hospitalDesk');

/** Who answers, in turn, and what; each takes whatever the queue has next. */
const reviewers: readonly [Staff, Answer][] = [
  [staff('department-reviewer', 'departmentReviewer'), { outcome: 'recommended', answers: [] }],
  [staff('confirming-officer', 'confirmingOfficer'), { outcome: 'approved', reasons: [], answers: [] }],
];

/** 科室复核 → 审核确认 by two people who answer at once. */
export const reviewPath: Path = {
  bare: [{ workflow: 'reviewWithLocalActivities', title: '(b) bare Temporal, local activities, eager start', goal: 0.8 }],
  goals: { events: 40 },
  applicants,
  decided: decidedByReviewers,
};

/** Each with a registered stay in hospital that meets the criteria, so that nothing is to be asked for. */
function applicants(count: number): Applicants {
  const people = county(seeded(seed), plainDate('2025-06-30'));
  const met = new Map<string, Person>();
  while (met.size < count) {
    const person = people.person([40, 80]);
    met.set(person.idNumber, person);
  }
  const all = [...met.values()];
  return { lines: all.map(lineOf), registry: all.map(entryOf) };
}

function lineOf({ idNumber, name, phone }: Person): ExampleApplication {
  const applicant = { idNumber, name, phone };
  const submission = { region, channel: 'hospital', applicant, insuranceType, diseases: [{ disease, institution }] };
  const expect = { cases: [{ disease, stage: 'decided', outcome: 'approved' }] } satisfies ExampleApplication['expect'];
  return { key: idNumber, note: '', caller: desk, submission, documents: [], expect };
}

function entryOf({ idNumber, name, village, birthDate }: Person): RegistryEntry {
  const insurance = [{ type: insuranceType, region, from: '2015-01-01' }] satisfies RegistryEntry['insurance'];
  const records = [{ kind: 'inpatientStay', institution, on: '2025-05-06', icd10: 'I27.0' }] satisfies RegistryEntry['records'];
  return { idNumber, name, village, birthDate, insurance, categories: [], records };
}

/** A task that another's hand has taken meanwhile is made up for by theirs: each waits until its own case is decided. */
function decidedByReviewers(client: DemoClient): (line: ExampleApplication) => Promise<string> {
  const decisions = new Map<string, Decision>();

  function decisionOf(caseId: string): Decision {
    const decision = decisions.get(caseId) ?? undecided();
    decisions.set(caseId, decision);
    return decision;
  }

  return async (line) => {
    const answer = await client.submit(line);
    const [application] = answer.kind === 'receipt' ? answer.receipt.applications : [];
    if (application?.stage !== 'awaitingDepartment') throw new Error(`Not before its reviewers: ${JSON.stringify(answer)}`);
    let decided = '';
    for (const [reviewer, said] of reviewers) decided = await answerNext(client, reviewer, said);
    decisionOf(decided).make();
    await decisionOf(application.id).made;
    decisions.delete(application.id);
    return application.id;
  };
}

/** Takes what is next and answers it. Returns its case. */
async function answerNext(client: DemoClient, reviewer: Staff, decision: Answer): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const post = (path: string, body: object) => client.call(reviewer, path, { method: 'POST', headers, body: JSON.stringify(body) });
  const next = await post('/v1/tasks/next', {});
  const { id, version, applicationId } = next.body as { id: string; version: number; applicationId: string };
  const done = await post(`/v1/tasks/${id}/completion`, { version, decision });
  if (done.status !== 200) throw new Error(`Not answered: ${JSON.stringify(done)}`);
  return applicationId;
}

interface Decision {
  readonly made: Promise<void>;
  make(): void;
}

function undecided(): Decision {
  let make = () => {};
  const made = new Promise<void>((resolve) => (make = resolve));
  return { made, make };
}
