/** What rounds of the monthly batch are told with. */
import { vi } from 'vitest';
import { createCasting } from '../../../api/rounds/casting.ts';
import { knownValue } from '../../../domain/policy/figure.ts';
import { getDisease } from '../../../domain/policy/recognition.ts';
import { addDays, endOfMonth } from '../../../domain/plain-date.ts';
import { localDay, instantAt } from '../../../domain/time-zone.ts';
import { outboxMessages } from '../../../store/outbox/outbox-messages.ts';
import { createAskingAgain } from '../../../store/cases/asked-again.ts';
import { createRoundLocks } from '../../../store/rounds/round-locks.ts';
import { createPrismaRoundBook } from '../../../store/rounds/round-store.ts';
import type { Applied, Office } from '../office.ts';
import { completeForTheBatch, rizhao, type Story } from '../stories.ts';

const hour = 3_600_000;
const region = rizhao.region.code;

/** Names them to the register of experts. */
export async function employ({ prisma }: Office, ...subjects: readonly string[]): Promise<void> {
  const anExpert = { roles: ['expert'], regions: [region], specialties: ['cardiology'], updatedBy: 'supervisor-1' };
  const rows = subjects.map((subject) => ({ ...anExpert, subject, updatedAt: new Date(0) }));
  await prisma.staffMember.createMany({ data: rows, skipDuplicates: true });
}

/** So that an extra round fits into the month. */
export async function untilMonthBegins(office: Office): Promise<void> {
  const now = await office.now();
  const first = instantAt(addDays(endOfMonth(localDay(now)), 2), '09:00');
  await office.passes(first.getTime() - now.getTime());
}

/** One whose cut-off is in an hour, and that closes two days later; its coordinator has begun. */
export async function openRound({ prisma, now }: Office): Promise<string> {
  const at = await now();
  const within = (hours: number) => new Date(at.getTime() + hours * hour);
  const month = localDay(at).slice(0, 7);
  const code = `${month}-t${(await prisma.batchRound.count()) + 1}`;
  const id = `${region}/${code}`;
  const times = {
    code,
    month,
    cutOffAt: within(1),
    remindAt: within(24),
    substituteAt: within(36),
    closesAt: within(49),
  };
  const opened = { region, kind: 'manual', policyVersionId: rizhao.id, at, by: 'supervisor-1' } as const;
  await createPrismaRoundBook(prisma).open(times, opened);
  const startMessage = { where: { id: outboxMessages.startRound(id) } };
  await vi.waitUntil(async () => (await prisma.outbox.count(startMessage)) === 0, { timeout: 15_000, interval: 10 });
  return id;
}

export async function waitingForRound(office: Office, story: Story = completeForTheBatch): Promise<Applied> {
  const application = await office.apply(story);
  await application.reached(({ stage, notices }) => stage === 'awaitingBatch' && notices.length > 0);
  return application;
}

export function memberOf({ prisma }: Office, roundId: string, { caseId }: Pick<Applied, 'caseId'>) {
  return prisma.roundMember.findUniqueOrThrow({
    where: { roundId_caseId: { roundId, caseId } },
    include: { assignments: { orderBy: { ordinal: 'asc' } } },
  });
}

/** As an expert's question leaves the member; the message itself is the test's to send. */
export async function markAsked({ prisma }: Office, roundId: string, { caseId }: Applied): Promise<void> {
  await prisma.roundMember.update({ where: { roundId_caseId: { roundId, caseId } }, data: { state: 'asked' } });
}

export async function stateOfRound({ prisma }: Office, roundId: string): Promise<string> {
  return (await prisma.batchRound.findUniqueOrThrow({ where: { id: roundId } })).state;
}

/** The first of those who are asked find it so; the others are silent. */
export async function castBallots(
  office: Office,
  roundId: string,
  application: Applied,
  ...opinions: readonly ('approved' | 'notRecognised')[]
): Promise<void> {
  const askRulesAgain = createAskingAgain({ ...office, cases: office.store });
  const cast = createCasting({ ...office, locks: createRoundLocks(office), askRulesAgain });
  const code = roundId.slice(region.length + 1);
  const { disease } = await application.record();
  const papers = (await office.store.get(application.caseId)).papers.map(({ documentId }) => documentId);
  const { assignments } = await memberOf(office, roundId, application);
  const asked = assignments.filter(({ state }) => state === 'waiting');
  for (const [place, opinion] of opinions.entries()) {
    const caller = { subject: asked[place]!.subject, roles: ['expert' as const], regions: [region] };
    await cast({ region, code }, application.caseId, ballotOn(disease, opinion, papers), caller);
  }
}

function ballotOn(disease: string, opinion: 'approved' | 'notRecognised', papers: readonly string[]) {
  const met = opinion === 'approved';
  const criteria = knownValue(getDisease(rizhao, disease).criteria).map(({ code }) => ({
    criterion: code,
    met,
    ...(met && { papers: [...papers] }),
  }));
  const { criterion } = criteria[0]!;
  const refusal = { code: 'criterionNotMet', params: { criterion } } as const;
  return { opinion, criteria, reasons: met ? [] : [refusal] };
}
