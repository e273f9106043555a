import type { ExampleApplication, ExpectedCase } from '../../examples/format.ts';
import type { Answer, Receipt } from './client.ts';

export interface Result {
  readonly line: ExampleApplication;
  readonly answer: Answer;
  /** The receipt that the line before with this key was answered with. */
  readonly earlier?: Receipt | undefined;
}

type CaseAnswer = Receipt['applications'][number];
export type Reason = NonNullable<NonNullable<CaseAnswer['decision']>['reasons']>[number];

export interface Refusal {
  readonly reason: Reason;
  readonly disease: string;
  readonly count: number;
}

export interface Mismatch {
  readonly key: string;
  readonly note: string;
  readonly expected: string;
  readonly got: string;
}

export interface Tally {
  readonly calls: number;
  readonly received: number;
  readonly cases: number;
  /** Receipts that are older than this run, or given out twice in it. */
  readonly alreadyKnown: number;
  readonly approved: number;
  readonly notRecognised: number;
  readonly refusals: readonly Refusal[];
  /** Cases that wait for people, by stage. */
  readonly waiting: Readonly<Record<string, number>>;
  readonly decidedByPeople: number;
  readonly refusedAtSubmission: Readonly<Record<string, number>>;
  /** Of submissions that were decided within their own call. */
  readonly millisecondsToDecision: {
    readonly decided: number;
    readonly p50: number | null;
    readonly p95: number | null;
  };
  readonly mismatches: readonly Mismatch[];
}

/** @param startedAt before which whatever was received is known from an earlier run. */
export function tally(results: readonly Result[], startedAt: Date): Tally {
  const receipts = results.flatMap(({ answer, earlier }) =>
    answer.kind === 'receipt'
      ? [{ ...answer, repeated: earlier !== undefined || isBefore(answer.receipt, startedAt) }]
      : [],
  );
  const firsts = new Map(receipts.map(({ receipt }) => [receipt.submissionId, receipt]));
  const cases = [...firsts.values()].flatMap(({ applications }) => applications);
  const byRules = cases.filter(({ decision }) => decision?.decidedBy === 'rules');
  const fresh = receipts.filter(
    ({ receipt, repeated }) => !repeated && receipt.applications.every(({ decision }) => decision !== null),
  );
  const times = fresh.map(({ milliseconds }) => milliseconds).sort((one, other) => one - other);
  return {
    calls: results.length,
    received: firsts.size,
    cases: cases.length,
    alreadyKnown: receipts.filter(({ repeated }) => repeated).length,
    approved: byRules.filter(({ decision }) => decision?.outcome === 'approved').length,
    notRecognised: byRules.filter(({ decision }) => decision?.outcome === 'notRecognised').length,
    refusals: refusalsOf(byRules),
    waiting: counted(cases.filter(({ decision }) => !decision).map(({ stage }) => stage)),
    decidedByPeople: cases.filter(({ decision }) => decision?.decidedBy === 'person').length,
    refusedAtSubmission: counted(results.flatMap(({ answer }) => (answer.kind === 'refused' ? [answer.code] : []))),
    millisecondsToDecision: { decided: times.length, p50: percentile(times, 0.5), p95: percentile(times, 0.95) },
    mismatches: results.flatMap(mismatchOf),
  };
}

function isBefore({ receivedAt }: Receipt, instant: Date): boolean {
  return new Date(receivedAt) < instant;
}

/** One for each reason as it is told: the same code may speak of another insurance. */
function refusalsOf(cases: readonly CaseAnswer[]): readonly Refusal[] {
  const reasons = cases.flatMap(({ disease, decision }) =>
    (decision?.reasons ?? []).map((reason) => ({ reason, disease })),
  );
  const counts = counted(reasons.map(({ reason }) => reason.text));
  return Object.entries(counts).map(([text, count]) => ({
    ...reasons.find(({ reason }) => reason.text === text)!,
    count,
  }));
}

/** Most frequent first. */
function counted(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, one], [, other]) => other - one));
}

function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? null;
}

function mismatchOf({ line: { key, note, expect }, answer, earlier }: Result): Mismatch[] {
  const got = answer.kind === 'receipt' ? gotOf(answer.receipt, earlier) : answer.code;
  if ('error' in expect) return expect.error === got ? [] : [{ key, note, expected: expect.error, got }];
  if ('sameReceipt' in expect) return got === sameReceipt ? [] : [{ key, note, expected: sameReceipt, got }];
  const expected = expect.cases.map(expectedText).join('; ');
  const asExpected =
    answer.kind === 'receipt' &&
    expect.cases.every((wanted, index) => meets(answer.receipt.applications[index], wanted));
  return asExpected ? [] : [{ key, note, expected, got }];
}

const sameReceipt = 'the same receipt';

function gotOf({ submissionId, applications }: Receipt, earlier: Receipt | undefined): string {
  return earlier?.submissionId === submissionId ? sameReceipt : applications.map(standingText).join('; ');
}

/** A case that people have decided since an earlier run was waiting as expected before. */
function meets(found: CaseAnswer | undefined, { disease, stage, outcome, because }: ExpectedCase): boolean {
  if (found?.disease !== disease) return false;
  if (stage !== 'decided') return found.stage === stage || found.decision?.decidedBy === 'person';
  const { reasons = [], outcome: got } = found.decision ?? {};
  // Agents without the patient's consent are not told why.
  const codes = reasons?.map(({ code }) => code) ?? because;
  return got === outcome && (because ?? []).every((code) => codes?.includes(code));
}

function expectedText({ disease, stage, outcome, because = [] }: ExpectedCase): string {
  return [disease, outcome ?? stage, ...because].join(' ');
}

function standingText({ disease, stage, decision }: CaseAnswer): string {
  return [disease, decision?.outcome ?? stage, ...(decision?.reasons ?? []).map(({ code }) => code)].join(' ');
}

/** Whether the engine has yet to say who decides: Temporal was slow, or is down. */
export function isUnsettled(answer: Answer): boolean {
  return (
    answer.kind === 'receipt' &&
    answer.receipt.applications.some(({ stage }) => stage === 'received' || stage === 'assessing')
  );
}
