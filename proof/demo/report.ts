import { localDay, localTime } from '../../domain/time-zone.ts';
import { stages } from '../../domain/case/stage.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import { wordingOf } from '../../domain/notices/wording.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { texts } from '../../platform/texts.ts';
import { columns } from '../../cli/policy/columns.ts';
import type { ReviewedTask } from './county-chain.ts';
import type { Refusal, Tally } from './tally.ts';

export interface Surroundings {
  readonly policy: Policy;
  readonly seconds: number;
  /** Earliest deadline of the cases that wait, by stage. */
  readonly nextDue: Readonly<Record<string, Date>>;
  readonly links: readonly (readonly [title: string, address: string])[];
}

type Row = readonly [title: string, count: string, explanation: string];

const most = 10;

/** The tables that a person reads after the demo. */
export function report(counted: Tally, { policy, seconds, nextDue, links }: Surroundings): string {
  const { p50, p95, decided } = counted.millisecondsToDecision;
  const rows: Row[] = [
    row('Calls', counted.calls, `in ${seconds.toFixed(1)} s`),
    row('Received', counted.received, `submissions, with ${counted.cases} cases`),
    row('  already known', counted.alreadyKnown, 'same key again: same receipt'),
    row('Approved by the rules', counted.approved, both('outcomes.approved')),
    row('Not recognised', counted.notRecognised, both('outcomes.notRecognised')),
    ...counted.refusals.map((refusal) => row(`  ${refusal.reason.code}`, refusal.count, refusalText(policy, refusal))),
    ...stages.flatMap((stage) => {
      const count = counted.waiting[stage];
      return count ? [row(waitingTitle(stage), count, waitingText(stage, nextDue[stage]))] : [];
    }),
    ...(counted.decidedByPeople > 0
      ? [row('Decided by officers', counted.decidedByPeople, 'since an earlier run')]
      : []),
    row('Refused at submission', sum(counted.refusedAtSubmission), 'nothing was stored'),
    ...Object.entries(counted.refusedAtSubmission).map(([code, count]) =>
      row(`  ${code}`, count, both(`errors.${code}`)),
    ),
    row(
      'Time to decision',
      decided,
      p50 === null ? 'none new' : `decided in their own call: p50 ${ms(p50)}, p95 ${ms(p95!)}`,
    ),
    row('As expected', counted.calls - counted.mismatches.length, `of ${counted.calls}`),
  ];
  const parts = [
    columns(rows),
    mismatchesOf(counted),
    ['Look at next', ...columns(links.map((link) => ['', ...link]))],
  ];
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')}\n`;
}

const steps: Readonly<Record<string, string>> = {
  departmentReview: '科室复核 department',
  confirmation: '审核确认 confirming officer',
};

/**
 * Who acted on each case of the county, how long it lay in the queue and on the desk, and until when there would have
 * been time.
 */
export function reviewReport(reviewed: readonly ReviewedTask[]): string {
  const rows = reviewed.map(({ subject, kind, assignee, answer, createdAt, claimedAt, completedAt, dueAt }) => [
    ...[subject.id.slice(0, 8), steps[kind] ?? kind, assignee ?? '', answer ?? ''],
    ...[took(createdAt, claimedAt), took(claimedAt, completedAt), localClock(new Date(dueAt))],
  ]);
  const table = columns([['Case', 'Step', 'Who', 'Answer', 'In the queue', 'In hand', 'Due'], ...rows]);
  return `${['Two reviewers of a county', ...table].join('\n')}\n`;
}

function took(from: string | null, until: string | null): string {
  return from && until ? ms(Date.parse(until) - Date.parse(from)) : '';
}

function row(title: string, count: number, explanation: string): Row {
  return [title, String(count).padStart(5), explanation];
}

function both(key: string): string {
  return `${texts('zh-CN').text(key)} / ${texts('en').text(key)}`;
}

function refusalText(policy: Policy, { reason, disease }: Refusal): string {
  return (['zh-CN', 'en'] as const)
    .map((language) => wordingOf(policy, disease, language, texts).reason(reason as Reason))
    .join(' / ');
}

function waitingTitle(stage: string): string {
  return stage === 'awaitingOfficer' ? 'Handed to officers' : 'Waiting';
}

function waitingText(stage: string, due: Date | undefined): string {
  return `${both(`stages.${stage}`)}${due ? `, next due ${localClock(due)}` : ''}`;
}

function localClock(instant: Date): string {
  return `${localDay(instant)} ${localTime(instant)}`;
}

function mismatchesOf({ mismatches }: Tally): string[] {
  if (mismatches.length === 0) return [];
  const shown = mismatches
    .slice(0, most)
    .map(({ key, note, expected, got }) => `  ${key} (${note}): expected ${expected}, got ${got}`);
  const rest = mismatches.length - shown.length;
  return ['Not as expected', ...shown, ...(rest > 0 ? [`  and ${rest} more`] : [])];
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function ms(milliseconds: number): string {
  return `${Math.round(milliseconds)} ms`;
}
