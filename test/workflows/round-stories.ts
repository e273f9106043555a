/** What rounds of the monthly batch are told with. */
import type { Candidate } from '../../domain/rounds/draw.ts';
import { addDays, endOfMonth } from '../../domain/plain-date.ts';
import { localDay, instantAt } from '../../domain/time-zone.ts';
import type { Applied, Office } from './office.ts';
import { completeForTheBatch, rizhao, type Story } from './stories.ts';

const hour = 3_600_000;

export function anExpert(subject: string): Candidate {
  return {
    subject,
    specialties: ['cardiology'],
    institution: null,
    department: null,
    fallback: false,
    absent: false,
    load: 0,
  };
}

/** So that an extra round fits into the month. */
export async function untilMonthBegins(office: Office): Promise<void> {
  const now = await office.now();
  const first = instantAt(addDays(endOfMonth(localDay(now)), 2), '09:00');
  await office.passes(first.getTime() - now.getTime());
}

/** One whose cut-off is in an hour, and that closes two days later. */
export async function openRound(office: Office): Promise<string> {
  const now = (await office.now()).getTime();
  const within = (hours: number) => new Date(now + hours * hour);
  const month = localDay(within(0)).slice(0, 7);
  const code = `${month}-t${office.batches.rounds.size + 1}`;
  const times = {
    code,
    month,
    cutOffAt: within(1),
    remindAt: within(24),
    substituteAt: within(36),
    closesAt: within(49),
  };
  await office.batches.open(times, {
    region: 'rizhao',
    kind: 'manual',
    policyVersionId: rizhao.id,
    at: within(0),
    by: 'supervisor-1',
  });
  return `rizhao/${code}`;
}

export async function waitingForRound(office: Office, story: Story = completeForTheBatch): Promise<Applied> {
  const application = await office.apply(story);
  await application.reached(({ stage, notices }) => stage === 'awaitingBatch' && notices.length > 0);
  return application;
}

/** The first of those who are asked find it so; the others are silent. */
export function castBallots(
  { batches }: Office,
  roundId: string,
  { caseId }: Applied,
  ...opinions: readonly ('approved' | 'notRecognised')[]
): void {
  const asked = batches.member(roundId, caseId).calls.filter(({ state }) => state === 'waiting');
  for (const [place, opinion] of opinions.entries()) batches.cast(roundId, caseId, asked[place]!.subject, opinion);
}
