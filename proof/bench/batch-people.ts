/** Who takes part in a round of the monthly batch: applicants, experts and the chair, all of them through the API. */
import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { personIn, type DemoClient, type Receipt } from '../demo/client.ts';
import type { Outcome } from '../../domain/case/decision.ts';
import type { RoundTimes } from '../../domain/rounds/calendar.ts';
import type { Panel } from '../../domain/rounds/panel.ts';
import { nextCall, tally, type BallotView } from '../../domain/rounds/tally.ts';
import type { ExampleApplication } from '../../examples/format.ts';
import { awaitingBatch } from '../../examples/office/stories.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import { writeAtOnce } from '../../store/one-statement.ts';
import { roundIdOf, roundOpening } from '../../store/rounds/opening.ts';
import type { Applicants } from './applicants.ts';
import { recordedApplicants } from './recorded-applicants.ts';

type Caller = ExampleApplication['caller'];

export const region = 'rizhao';
const disease = 'hypertensionComplicated';
const criterion = 'hypertensiveOrganDamage';
const refusal = { code: 'criterionNotMet', params: { criterion } } as const;

const chair: Caller = { subject: 'chair-1', role: 'supervisor', regions: [region] };
const sent = { 'content-type': 'application/json' };

/** Complete by their registered records, and of no category for which anybody else would be asked. */
export function batchApplicants(count: number): Applicants {
  return recordedApplicants(count, { disease, expect: awaitingBatch }, { categories: [] });
}

export async function registerExperts(prisma: PrismaClient, count: number): Promise<string[]> {
  const subjects = Array.from({ length: count }, (_none, index) => `expert-${index + 1}`);
  const known = {
    roles: ['expert'],
    regions: [region],
    specialties: ['cardiology'],
    updatedAt: new Date(),
    updatedBy: chair.subject,
  };
  await prisma.staffMember.createMany({ data: subjects.map((subject) => ({ subject, ...known })) });
  return subjects;
}

/** A round with hours of its own, under the policy in force; its coordinator follows through the outbox. */
export async function openRound(prisma: PrismaClient, times: RoundTimes): Promise<string> {
  const { policyVersionId } = await prisma.submission.findFirstOrThrow({
    where: { region },
    orderBy: { receivedAt: 'desc' },
  });
  await writeAtOnce(
    prisma,
    roundOpening(times, { region, kind: 'manual', policyVersionId, at: new Date(), by: chair.subject }),
  );
  return roundIdOf(region, times);
}

/** What an expert finds: most are approved by all, some refused by all, and on some they differ. */
export function opinionOn(caseId: string, subject: string): Outcome {
  const kind = Number.parseInt(hash('sha256', caseId).slice(0, 2), 16);
  const differing = Number.parseInt(hash('sha256', `${caseId}/${subject}`).slice(0, 2), 16) % 2 === 0;
  return kind < 160 || (kind >= 192 && differing) ? 'approved' : 'notRecognised';
}

/** Who is asked of those drawn, and what comes of it, when all of them answer. */
export function ruledBy(
  panel: Panel,
  caseId: string,
  judges: readonly string[],
): { readonly voters: readonly string[]; readonly outcome: Outcome } {
  const ballots: BallotView[] = [];
  for (let wanted = panel.experts; wanted > 0; wanted = nextCall(panel, { waiting: 0, ballots })) {
    const called = judges.slice(ballots.length, ballots.length + wanted);
    ballots.push(...called.map((subject) => ({ subject, opinion: opinionOn(caseId, subject), reasons: [] })));
  }
  const ruling = tally(panel, ballots);
  if (ruling === 'noQuorum') throw new Error(`Nothing is ruled on ${caseId}.`);
  return { voters: ballots.map(({ subject }) => subject), outcome: ruling.outcome };
}

type Call = DemoClient['call'];

/** Resolves with the id of the case, which waits for a round before long. */
export async function submit(call: Call, line: ExampleApplication): Promise<string> {
  const { caller, key, submission } = line;
  const person = personIn(line);
  const headers = { ...sent, 'idempotency-key': key };
  const { status, body } = await call(caller, '/v1/applications', {
    method: 'POST',
    headers,
    body: JSON.stringify(submission),
    ...(person && { person }),
  });
  const [application] = (body as Partial<Receipt>).applications ?? [];
  if (!application) throw new Error(`Not received: ${status} ${JSON.stringify(body)}`);
  return application.id;
}

export interface Voting {
  readonly call: Call;
  /** Nobody will be asked any more. */
  isOver(): Promise<boolean>;
  /** One was taken, so many milliseconds after it was sent. */
  onBallot?(milliseconds: number): void;
}

const whileNothingWaits = 200;

/** One expert, who judges one member after the other, whatever is asked, until nothing more is. */
export async function votes(subject: string, { call, isOver, onBallot }: Voting): Promise<void> {
  const caller: Caller = { subject, role: 'expert', regions: [region] };
  for (;;) {
    const { body } = await call(caller, '/v1/ballots?limit=100');
    const { items } = body as { items: readonly { applicationId: string; links: { ballot: string } }[] };
    for (const { applicationId, links } of items) {
      const began = performance.now();
      const ballot = JSON.stringify(ballotOf(opinionOn(applicationId, subject)));
      const answer = await call(caller, links.ballot, { method: 'PUT', headers: sent, body: ballot });
      if (answer.status !== 201 && answer.status !== 200) throw new Error(`Not taken: ${JSON.stringify(answer)}`);
      onBallot?.(performance.now() - began);
    }
    if (items.length > 0) continue;
    if (await isOver()) return;
    await delay(whileNothingWaits);
  }
}

function ballotOf(opinion: Outcome): object {
  const met = opinion === 'approved';
  return { opinion, criteria: [{ criterion, met }], reasons: met ? [] : [refusal] };
}

/** Resolves with the answer's status. */
export async function sign(call: Call, roundId: string): Promise<number> {
  return (await call(chair, `/v1/rounds/${roundId}/signature`, { method: 'POST', headers: sent, body: '{}' })).status;
}
