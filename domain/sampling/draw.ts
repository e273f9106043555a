/** 抽查复核: which decisions are looked at again, and by whom. Whoever knows the seed draws the same again. */
import { reaches } from '../access/access.ts';
import type { Role } from '../access/grants.ts';
import { addDays, addMonths, plainDate, type PlainDate } from '../plain-date.ts';
import type { Policy } from '../policy/schema.ts';
import { drawPanel } from '../rounds/draw.ts';
import { specialtyOf } from '../rounds/panel.ts';
import { localDay, endOfDay, instantAt } from '../time-zone.ts';
import { addWorkingDays, type WorkingCalendar } from '../deadlines/working-days.ts';

export const drawKinds = ['monthly', 'extra'] as const;
/** announced: its cases are drawn within minutes. */
export const drawStates = ['announced', 'drawn'] as const;

/** How the cases of a draw are found, for whoever repeats it: as many as `sampleSize` says, from the lowest. */
export const drawingRule = 'SHA-256 over seed, line feed, case id: the lowest first';

/** Of so many decisions the percentage, rounded up: a month with few is not passed over. */
export function sampleSize(population: number, percent: number): number {
  return Math.ceil(Number(((population * percent) / 100).toFixed(6)));
}

/**
 * The month `YYYY-MM` that is drawn from on this day: the last one, once every decision of its last day is in the
 * record.
 */
export function monthDrawn(today: PlainDate): string {
  return addMonths(addDays(today, -1), -1).slice(0, 7);
}

/** At most so many months are made up for: an office that took up sampling again is not asked about years ago. */
const monthsMadeUpFor = 12;

/**
 * The months to draw from now: the last one, and those missed since the latest that was drawn from. Where none was, the
 * region begins with the last one.
 */
export function monthsDue(latest: string | undefined, last: string): string[] {
  const due = [last];
  if (latest === undefined) return due;
  for (let month = before(last); month > latest && due.length < monthsMadeUpFor; month = before(month))
    due.unshift(month);
  return due;
}

function before(month: string): string {
  return addMonths(plainDate(`${month}-01`), -1).slice(0, 7);
}

/** From its first instant until the first that is no longer in it. */
export function spanOf(month: string): { from: Date; until: Date } {
  const first = plainDate(`${month}-01`);
  return { from: instantAt(first, '00:00'), until: instantAt(addMonths(first, 1), '00:00') };
}

/** What a judge must have for the disease, as the region's panels have it; null = any may. */
export function specialtyFor(policy: Policy, disease: string): string | null {
  const panel = policy.procedures.monthlyBatch?.panel?.value ?? 'none';
  return panel === 'none' ? null : specialtyOf(policy, disease);
}

/** Those whose work is to judge evidence, and who read no case but their own. */
export const judgingRoles = ['expert', 'departmentReviewer', 'confirmingOfficer'] as const satisfies readonly Role[];

/** What the staff register says of somebody. */
export interface Candidate {
  readonly subject: string;
  readonly roles: readonly Role[];
  readonly specialties: readonly string[];
  readonly institution: string | null;
  /** Opinions that they owe or have given lately. */
  readonly load: number;
}

export interface Decided {
  readonly caseId: string;
  readonly specialty: string | null;
  /** It does not check itself. */
  readonly institution: string | null;
  /** Whoever has had anything to do with the case. */
  readonly involved: readonly string[];
}

/**
 * Everybody who may judge a decision, in the order in which they are called: drawn as a panel is, from those who are
 * blind to it.
 */
export function drawJudges(
  seed: string,
  { caseId, specialty, institution, involved }: Decided,
  candidates: readonly Candidate[],
  called: number,
): string[] {
  const elsewhere = candidates.filter(
    (candidate) => isBlind(candidate) && (candidate.institution === null || candidate.institution !== institution),
  );
  const experts = elsewhere.map((candidate) => ({ ...candidate, department: null, fallback: false, absent: false }));
  const [drawn] = drawPanel(
    seed,
    [{ caseId, specialty, institution, department: null, barred: involved }],
    experts,
    called,
  );
  return [...drawn!.judges];
}

/**
 * The end of the last working day for an opinion that is asked for now; null where nobody has said how many there are.
 */
export function opinionDue(calendar: WorkingCalendar, now: Date, workingDays: number | null): Date | null {
  return workingDays === null ? null : endOfDay(addWorkingDays(calendar, localDay(now), workingDays));
}

/** Whoever may read every case of a region would know the outcome. */
function isBlind({ subject, roles, institution }: Candidate): boolean {
  if (!roles.some((role) => judgingRoles.some((judging) => judging === role))) return false;
  const caller = { subject, roles, regions: '*', ...(institution !== null && { institution }) } as const;
  return reaches('readCase', caller).every((reach) => Object.keys(reach).length > 0);
}
