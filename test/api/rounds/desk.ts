/** The API of experts and chairs over a round put there by hand; the workflows behind it take what they are told. */
import { witnessedIn } from '../witnessed.ts';
import { createWitness } from '../../../api/reads/witness.ts';
import { createPersonalReads } from '../../../store/reads/reads.ts';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApi } from '../../../api/http/app.ts';
import { createAuthoriser } from '../../../api/http/authentication.ts';
import { createCaseMessages } from '../../../store/cases/case-messages.ts';
import { createCaseReads } from '../../../store/cases/case-reads.ts';
import { createPrismaOutbox } from '../../../store/outbox/outbox.ts';
import { createTeller } from '../../../api/cases/tell.ts';
import { composeRounds } from '../../../api/rounds/compose.ts';
import { publishPolicies } from '../../../store/policies/published-policies.ts';
import { createApplicationReads } from '../../../api/cases/reads.ts';
import { createSpeaker } from '../../../api/http/speaker.ts';
import type { SendUpdate } from '../../../api/temporal/updates.ts';
import type { Caller } from '../../../domain/access/access.ts';
import type { DomainError } from '../../../domain/errors.ts';
import type { RoundState } from '../../../domain/rounds/standing.ts';
import type { WorkingCalendar } from '../../../domain/deadlines/working-days.ts';
import { PrismaClient, type Prisma } from '../../../generated/engine/client.ts';
import { connect } from '../../../platform/database.ts';
import { serve } from '../../../platform/http/serve.ts';
import { createMetrics } from '../../../platform/metrics.ts';
import { fromRoot } from '../../../platform/project-root.ts';
import { sealer } from '../../../platform/sealing.ts';
import { createPolicyStore } from '../../../store/policies/policy-versions.ts';
import type { MessageSent } from '../../../domain/case/case-message.ts';
import { silent } from '../../services/harness.ts';
import { createDatabase } from '../../support/databases.ts';
import { aNamedSubject, aSubject } from '../../support/subjects.ts';
import { callable } from '../calls.ts';
import { composeReviewing } from '../reviewing.ts';
import { createIssuer, verifiedByNobody } from '../tokens.ts';

export type RoundDesk = Awaited<ReturnType<typeof startRoundDesk>>;

export const chair: Caller = { subject: 'chair-1', roles: ['supervisor'], regions: ['rizhao'] };

export function anExpert(subject: string, differing: Partial<Caller> = {}): Caller {
  return { subject, roles: ['expert'], regions: ['rizhao'], ...differing };
}

/** A ballot on hypertension with organ damage. */
export const approval = { opinion: 'approved', criteria: [{ criterion: 'hypertensiveOrganDamage', met: true }] };
const reason = { code: 'criterionNotMet', params: { criterion: 'hypertensiveOrganDamage' } };
export const refusal = {
  opinion: 'notRecognised',
  criteria: [{ criterion: 'hypertensiveOrganDamage', met: false }],
  reasons: [reason],
  note: '病历只有门诊记录',
};

/** A round as a test wants it: `judges` of each member, the first two of them called. */
interface WantedRound {
  readonly state?: RoundState;
  readonly members?: readonly (readonly string[])[];
}

export async function startRoundDesk() {
  const folder = await mkdtemp(join(tmpdir(), 'manteban-rounds-'));
  const [url, tokens] = await Promise.all([createDatabase('engine'), createIssuer(join(folder, 'jwks.json'))]);
  const statements: string[] = [];
  const database = connect(PrismaClient, url, { max: 20, onStatement: (sql) => void statements.push(sql) });
  const { prisma, run } = database;
  const clock = { at: new Date('2026-11-16T02:00:00Z'), now: () => new Date(clock.at) };
  const sealing = sealer(`k1:${randomBytes(32).toString('base64')}`);
  const told: { readonly workflowId: string; readonly message: MessageSent }[] = [];
  const workflows: { refusal?: DomainError | undefined } = {};
  const send: SendUpdate = async (workflowId, _update, _id, message) => {
    if (workflows.refusal) throw workflows.refusal;
    told.push({ workflowId, message: message as unknown as MessageSent });
    return true;
  };
  const published = await publishPolicies(prisma, {
    packs: fromRoot('policies'),
    overlays: fromRoot('examples', 'overlays'),
    clock,
  });
  const policies = createPolicyStore(prisma);
  const speak = createSpeaker(policies);
  const shared = {
    prisma,
    run,
    sealer: sealing,
    clock,
    speak,
    policies,
    tell: createTeller({ send, messages: createCaseMessages(prisma), outbox: createPrismaOutbox(prisma) }),
  };
  const reviewing = composeReviewing({
    ...shared,
    answer: async () => true,
  });
  const calendar = JSON.parse(await readFile(fromRoot('policies', 'calendar', 'cn.json'), 'utf8')) as WorkingCalendar;
  const caseReads = createCaseReads(database);
  const applications = createApplicationReads({ ...shared, cases: caseReads });
  const routes = [
    ...composeRounds({
      ...shared,
      askRulesAgain: reviewing.askRulesAgain,
      published,
      calendar,
      applications,
      caseReads,
    }),
    ...reviewing.routes,
  ];
  const authorise = await createAuthoriser(
    { ...tokens.trusted, identity: verifiedByNobody, log: silent },
    reviewing.presenceOf,
  );
  const witness = createWitness(routes, {
    reads: createPersonalReads(database.run),
    clock,
    lookupKey: randomBytes(32).toString('base64'),
  });
  const parts = { log: silent, metrics: createMetrics('rounds'), readiness: {}, extend: () => {}, checkReplies: true };
  const closers = [database.close, () => rm(folder, { recursive: true })];
  const app = createApi({ ...parts, authorise, routes, witness });
  const serving = await serve({ app, host: '127.0.0.1', port: 0, log: silent, closers });
  const { as, close } = await callable(serving.url, tokens, witnessedIn(prisma), serving.close);
  const { reference } = published.openRegion('rizhao');
  let rounds = 0;

  async function aCase(ordinal: number, submissionId: string): Promise<string> {
    const id = randomUUID();
    const about = {
      region: 'rizhao',
      disease: 'hypertensionComplicated',
      sensitive: false,
      kind: 'initial',
      insuranceType: 'resident',
    };
    const standing = { procedure: 'monthlyBatch', status: 'open', stage: 'awaitingBatch', holdsPlace: true };
    await aSubject(prisma, 'case', id);
    await prisma.applicationCase.create({
      data: {
        id,
        submissionId,
        ordinal,
        personId: randomUUID(),
        ...about,
        ...standing,
        receivedAt: clock.now(),
      },
    });
    return id;
  }

  async function aSubmission(): Promise<string> {
    const id = randomUUID();
    const applicantSealed = sealing.seal({ name: '虚构甲', idNumber: '990101196001010011' });
    const said = {
      channel: 'window',
      applicantSealed,
      receivedAt: clock.now(),
      clientId: 'desk-1',
      idempotencyKey: id,
      bodyHash: '',
    };
    await prisma.submission.create({
      data: { id, ...said, region: 'rizhao', policyVersionId: reference.id, personId: randomUUID() },
    });
    return id;
  }

  /** A round of Rizhao in November, voting unless it stands otherwise, and its cases. */
  async function aRound({
    state = 'voting',
    members = [['expert-1', 'expert-2', 'expert-3', 'expert-4']],
  }: WantedRound = {}) {
    rounds += 1;
    const code = `2026-11-x${rounds}`;
    const roundId = `rizhao/${code}`;
    const times = {
      cutOffAt: inDays(-3),
      remindAt: inDays(2),
      substituteAt: inDays(3),
      closesAt: inDays(4),
      openedAt: inDays(-4),
    };
    const about = {
      region: 'rizhao',
      code,
      month: '2026-11',
      kind: 'extra',
      state,
      policyVersionId: reference.id,
      seed: 'seed-1',
      openedBy: 'system',
    };
    const subjectId = await aNamedSubject(prisma, 'round', roundId);
    await prisma.batchRound.create({ data: { id: roundId, subjectId, ...about, ...times } });
    const submissionId = await aSubmission();
    const cases: string[] = [];
    for (const [index, judges] of members.entries()) {
      const caseId = await aCase(index, submissionId);
      const member = {
        roundId,
        caseId,
        opening: 0,
        workflowId: `application/${caseId}`,
        specialty: 'cardiology',
        judges: [...judges],
        called: 2,
        state: 'judging',
      };
      await prisma.roundMember.create({ data: member });
      const asked = judges.slice(0, 2).map((subject, ordinal) => ({
        roundId,
        caseId,
        subject,
        ordinal,
        cause: 'drawn',
        state: 'waiting',
        calledAt: clock.now(),
      }));
      await prisma.ballotAssignment.createMany({ data: asked });
      cases.push(caseId);
    }
    const path = `/v1/rounds/rizhao/${code}`;
    return { roundId, code, path, cases, caseId: cases[0]!, member: `${path}/members/${cases[0]}` };
  }

  function inDays(days: number): Date {
    return new Date(clock.at.getTime() + days * 86_400_000);
  }

  return {
    prisma,
    clock,
    sealer: sealing,
    statements,
    told,
    workflows,
    as,
    close,
    aRound,
    inDays,
    async bytes(by: Caller, path: string, language = 'zh-CN'): Promise<Buffer> {
      const headers = { authorization: `Bearer ${await tokens.tokenOf(by)}`, 'accept-language': language };
      const response = await fetch(serving.url + path, { headers });
      if (response.status !== 200) throw new Error(await response.text());
      return Buffer.from(await response.arrayBuffer());
    },
    cast: (by: Caller, member: string, ballot: object) => as(by)('PUT', `${member}/ballot`, ballot),
    /** As the coordinator does it: the members with what was ruled of them. */
    async closeRound(roundId: string, outcome: 'approved' | 'notRecognised' = 'approved'): Promise<void> {
      await prisma.batchRound.update({ where: { id: roundId }, data: { state: 'closed', closedAt: clock.now() } });
      const reasons =
        outcome === 'approved' ? [] : ([{ ...reason, clause: 'Example only' }] as unknown as Prisma.InputJsonArray);
      await prisma.roundMember.updateMany({
        where: { roundId, state: 'judging' },
        data: { state: 'ruled', outcome, reasons },
      });
    },
    async standsIn(substitute: string, subject: string, region = 'rizhao'): Promise<void> {
      const days = { from: new Date('2026-11-01'), until: new Date('2026-11-30') };
      const row = {
        id: randomUUID(),
        subject,
        substitute,
        region,
        ...days,
        createdBy: 'chair-1',
        createdAt: clock.now(),
      };
      await prisma.absence.create({ data: row });
    },
    async assignments(caseId: string): Promise<[subject: string, cause: string, state: string][]> {
      const rows = await prisma.ballotAssignment.findMany({ where: { caseId }, orderBy: { ordinal: 'asc' } });
      return rows.map(({ subject, cause, state }) => [subject, cause, state]);
    },
  };
}
