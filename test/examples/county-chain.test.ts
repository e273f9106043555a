import { expect, test } from 'vitest';
import { submissionForm } from '../../api/cases/submission/form.ts';
import { reviewInTurn, type ReviewedTask } from '../../proof/demo/county-chain.ts';
import { reviewReport } from '../../proof/demo/report.ts';
import { assess } from '../../domain/eligibility/assess.ts';
import type { Facts } from '../../domain/eligibility/verdict.ts';
import { checkAnswer } from '../../domain/tasks/answering.ts';
import { plainDate } from '../../domain/plain-date.ts';
import { readLines, registryEntry } from '../../examples/format.ts';
import { countyApplications, countyPolicy, countyReviewers } from '../../examples/office/county-chain.ts';
import { fromRoot } from '../../platform/project-root.ts';

const policy = countyPolicy();
const { lines, registry } = countyApplications(20);

test('people of the county lack nothing, so that their cases go to the department as they come', () => {
  for (const [index, { submission }] of lines.entries()) {
    const { region, insuranceType, channel, diseases } = submissionForm.parse(submission);
    const [{ disease, kind, institution = null }] = diseases as [(typeof diseases)[number]];
    const application = {
      region,
      disease,
      kind,
      insuranceType,
      channel,
      institution,
      identity: 'present' as const,
      receivedOn: plainDate('2025-07-01'),
    };
    const { insurance, categories, records } = registry[index]!;
    const known = records.map((record) => ({ ...record, source: 'registry' }));
    const facts = { person: { known: true }, insurance, categories, records: known, recognised: [], papers: [] };
    const { verdict } = assess(policy, application, facts as unknown as Facts, new Date('2025-07-01T02:00:00Z'));
    expect(verdict.kind).toBe('approve');
  }
});

test('none of them is somebody of the Rizhao examples', () => {
  const met = readLines(fromRoot('examples', 'rizhao', 'registry.ndjson'), registryEntry).map(
    ({ idNumber }) => idNumber,
  );
  for (const { idNumber } of registry) expect(met).not.toContain(idNumber);
});

test('two people answer, each what a task of theirs can be answered with', () => {
  const [[department, opinion], [officer, decision]] = countyReviewers;
  expect(department.subject).not.toBe(officer.subject);
  checkAnswer(opinion, { kind: 'departmentReview', open: [], supplementRequested: false });
  checkAnswer(decision, { kind: 'confirmation', open: [], supplementRequested: false });
});

test('a demo that is repeated shows what the first one did, and answers nothing again', async () => {
  const office = anOffice();
  const first = await reviewInTurn(office.client, lines.slice(0, 2));
  expect(office.answers).toEqual(['departmentReview/0', 'departmentReview/1', 'confirmation/0', 'confirmation/1']);
  expect(await reviewInTurn(office.client, lines.slice(0, 2))).toEqual(first);
  expect(office.answers).toHaveLength(4);
});

test('a line says who acted on which case, how long it took, and when it was due', () => {
  const reviewed = {
    subject: { kind: 'case', id: '0f8fad5b-d9cb-469f-a165-70867728950e' },
    kind: 'departmentReview',
    assignee: 'county-department',
    answer: 'recommended',
    createdAt: '2025-07-01T02:00:00.000Z',
    claimedAt: '2025-07-01T02:00:01.500Z',
    completedAt: '2025-07-01T02:00:01.540Z',
    dueAt: '2025-07-04T16:00:00.000Z',
  } as ReviewedTask;
  const [, , line] = reviewReport([reviewed]).split('\n');
  expect(line).toBe(
    '0f8fad5b  科室复核 department  county-department  recommended  1500 ms       40 ms    2025-07-05 00:00',
  );
});

/** Takes applications and answers as the API does: the department's opens the confirming officer's. */
function anOffice() {
  const tasks = new Map<string, { applicationId: string; kind: string; state: string; version: number }>();
  const answers: string[] = [];
  const open = (kind: string, applicationId: string) =>
    tasks.set(`${kind}/${applicationId}`, { applicationId, kind, state: 'ready', version: 0 });
  const kinds: Record<string, string> = { departmentReviewer: 'departmentReview', confirmingOfficer: 'confirmation' };
  const view = (id: string) => ({ id, ...tasks.get(id) });

  function act(id: string, verb: string): void {
    const task = tasks.get(id)!;
    task.version += 1;
    task.state = verb === 'claim' ? 'claimed' : 'completed';
    if (verb === 'claim') return;
    answers.push(id);
    if (task.kind === 'departmentReview') open('confirmation', task.applicationId);
  }

  const client = {
    async submit({ key }: { key: string }) {
      const id = String(lines.findIndex((line) => line.key === key));
      if (!tasks.has(`departmentReview/${id}`)) open('departmentReview', id);
      return { kind: 'receipt', receipt: { applications: [{ id }] } };
    },
    async call({ role }: { role: string }, path: string) {
      const [, verbed, verb] = /^\/v1\/tasks\/(.+)\/(claim|completion)$/.exec(path) ?? [];
      if (verbed && verb) {
        act(verbed, verb);
        return { status: 200, body: view(verbed) };
      }
      const id = `${kinds[role]}/${new URL(path, 'http://api').searchParams.get('applicationId')}`;
      return { status: 200, body: { items: tasks.has(id) ? [view(id)] : [] } };
    },
  } as unknown as Parameters<typeof reviewInTurn>[0];
  return { client, answers };
}
