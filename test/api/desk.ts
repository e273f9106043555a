/**
 * The API of reviewers and supervisors over tasks put there by hand; the workflows behind it take what they are sent.
 */
import { witnessedIn } from './witnessed.ts';
import { createWitness } from '../../api/reads/witness.ts';
import { createPersonalReads } from '../../store/reads/reads.ts';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApi } from '../../api/http/app.ts';
import { createAuthoriser } from '../../api/http/authentication.ts';
import { createCaseMessages } from '../../store/cases/case-messages.ts';
import { createPrismaOutbox } from '../../store/outbox/outbox.ts';
import { createTeller } from '../../api/cases/tell.ts';
import { createAnswerer } from '../../api/tasks/answers.ts';
import type { SendUpdate } from '../../api/temporal/updates.ts';
import type { Caller } from '../../domain/access/access.ts';
import type { MessageSent } from '../../domain/case/case-message.ts';
import type { DomainError } from '../../domain/errors.ts';
import type { AnswerGiven } from '../../domain/tasks/answer-given.ts';
import type { TaskLimits } from '../../domain/tasks/limits.ts';
import { queueOf } from '../../domain/tasks/queue.ts';
import { taskKinds, type TaskKind } from '../../domain/tasks/kinds.ts';
import { PrismaClient, type Prisma } from '../../generated/engine/client.ts';
import { connect } from '../../platform/database.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { serve } from '../../platform/http/serve.ts';
import { sealer } from '../../platform/sealing.ts';
import { refuseAnswer } from '../../store/tasks/task-answers.ts';
import { answerTask } from '../../workflows/messages.ts';
import { silent } from '../services/harness.ts';
import { createDatabase } from '../support/databases.ts';
import { withExamples } from '../domain/packs.ts';
import { aSubject } from '../support/subjects.ts';
import { callable } from './calls.ts';
import { composeReviewing } from './reviewing.ts';
import { createIssuer, verifiedByNobody } from './tokens.ts';

export type Desk = Awaited<ReturnType<typeof startDesk>>;

/** A task as a test wants it; whatever is left out is of no matter to it. */
export interface Wanted extends Partial<Omit<Prisma.TaskUncheckedCreateInput, 'kind'>> {
  kind?: TaskKind;
}

/** What a workflow was sent, and what the outbox kept of it meanwhile. */
interface Sent<Message> {
  readonly workflowId: string;
  readonly message: Message;
  readonly kept: unknown;
}

/** @param limits on what one person may take; none, unless given. */
export async function startDesk(limits: TaskLimits = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'manteban-desk-'));
  const [url, tokens] = await Promise.all([createDatabase('engine'), createIssuer(join(folder, 'jwks.json'))]);
  const database = connect(PrismaClient, url, { max: 20, connectionWithinMs: 20_000 });
  const { prisma, run } = database;
  const clock = { at: new Date('2026-12-01T02:00:00Z'), now: () => new Date(clock.at) };
  const sealing = sealer(`k1:${randomBytes(32).toString('base64')}`);
  const answered: Sent<AnswerGiven>[] = [];
  const told: Sent<MessageSent>[] = [];
  const workflows: { refusal?: DomainError | undefined; afterRefusal?: () => Promise<void> } = {};
  const send: SendUpdate = async (workflowId, { name }, _updateId, message) => {
    if (workflows.refusal) {
      const { refusal } = workflows;
      await workflows.afterRefusal?.();
      throw refusal;
    }
    const { id, taskId } = message as { id?: string; taskId?: string };
    const kept = await prisma.outbox.findUnique({
      where: { id: name === answerTask.name ? `answerTask:${taskId}` : `tell:${id}` },
    });
    (name === answerTask.name ? answered : told).push({ workflowId, message: message as never, kept: kept?.payload });
    return true;
  };
  const tell = createTeller({ send, messages: createCaseMessages(prisma), outbox: createPrismaOutbox(prisma) });
  const reviewing = composeReviewing({
    prisma,
    run,
    clock,
    sealer: sealing,
    speak: async () => (reason) => reason.code,
    policies: { get: async () => withExamples('rizhao-shandong-2020') },
    answer: createAnswerer({
      send,
      outbox: createPrismaOutbox(prisma),
      refuse: (answer, because) => refuseAnswer(prisma, answer, because),
    }),
    tell,
    limits,
  });
  const authorise = await createAuthoriser(
    { ...tokens.trusted, identity: verifiedByNobody, log: silent },
    reviewing.presenceOf,
  );
  const { routes } = reviewing;
  const witness = createWitness(routes, {
    reads: createPersonalReads(run),
    clock,
    lookupKey: randomBytes(32).toString('base64'),
  });
  const parts = { log: silent, metrics: createMetrics('desk'), readiness: {}, extend: () => {}, checkReplies: true };
  const app = createApi({ ...parts, authorise, routes, witness });
  const closers = [database.close, () => rm(folder, { recursive: true })];
  const serving = await serve({ app, host: '127.0.0.1', port: 0, log: silent, closers });
  const { as, close } = await callable(serving.url, tokens, witnessedIn(prisma), serving.close);
  const submissionId = await aSubmission(prisma);

  async function aCase(): Promise<string> {
    const id = randomUUID();
    const ordinal = await prisma.applicationCase.count();
    await aSubject(prisma, 'case', id);
    await prisma.applicationCase.create({
      data: {
        id,
        submissionId,
        ordinal,
        personId: randomUUID(),
        region: 'rizhao',
        disease: 'malignantTumor',
        sensitive: false,
        kind: 'initial',
        insuranceType: 'resident',
        procedure: 'immediate',
        status: 'open',
        stage: 'awaitingOfficer',
        holdsPlace: true,
        receivedAt: clock.now(),
      },
    });
    return id;
  }

  async function aTask(wanted: Wanted = {}): Promise<string> {
    const [id] = await tasksOf(wanted);
    return id!;
  }

  function tasksOf(...wanted: Wanted[]): Promise<string[]> {
    return tasks(wanted.length, (index) => wanted[index]!);
  }

  /** Ready ones, of the officers' queue in Rizhao unless they differ, each of a case of its own unless one is given. */
  async function tasks(count: number, differing: (index: number) => Wanted = () => ({})): Promise<string[]> {
    const rows: Prisma.TaskCreateManyInput[] = [];
    for (let index = 0; index < count; index += 1) {
      const wanted = differing(index);
      const subjectId = wanted.subjectId ?? (await aCase());
      const kind = wanted.kind ?? 'officerDecision';
      const { candidate } = taskKinds[kind];
      const place = {
        candidate,
        region: wanted.region ?? 'rizhao',
        institution: wanted.institution ?? null,
        specialty: wanted.specialty ?? null,
      };
      rows.push({
        id: randomUUID(),
        subjectId,
        workflowId: `application/${subjectId}`,
        kind,
        ...place,
        queue: queueOf(place),
        state: 'ready',
        majorPriority: 1_000,
        minorPriority: 1_000,
        createdAt: clock.now(),
        dueAt: inHours(24),
        open: [],
        policyVersionId,
        ...wanted,
      });
    }
    await prisma.task.createMany({ data: rows });
    return rows.map(({ id }) => id);
  }

  function inHours(hours: number): Date {
    return new Date(clock.at.getTime() + hours * 3_600_000);
  }

  async function onRegister(subject: string, entry: object = {}): Promise<string> {
    const row = {
      roles: ['handlingOfficer'],
      regions: ['rizhao'],
      institution: null,
      specialties: [],
      active: true,
      ...entry,
    };
    const written = { ...row, updatedAt: clock.now(), updatedBy: 'supervisor-1' };
    await prisma.staffMember.upsert({ where: { subject }, create: { subject, ...written }, update: written });
    return subject;
  }

  return {
    tell,
    prisma,
    clock,
    sealer: sealing,
    workflows,
    answered,
    told,
    as,
    close,
    aCase,
    aTask,
    tasksOf,
    tasks,
    inHours,
    onRegister,
    /** What its row keeps of the answer. */
    async saidTo(id: string): Promise<object> {
      const { resultSealed } = await prisma.task.findUniqueOrThrow({ where: { id } });
      return sealing.open(resultSealed!) as object;
    },
    /** Does something to a task, naming its present version unless one is given. */
    async act(caller: Caller, id: string, verb: string, body: object = {}) {
      const { version } = await prisma.task.findUniqueOrThrow({ where: { id } });
      return as(caller)('POST', `/v1/tasks/${id}/${verb}`, { version, ...body });
    },
    async read(caller: Caller, id: string) {
      return (await as(caller)('GET', `/v1/tasks/${id}`)).body;
    },
    /** What was done to a task, as its history says it. */
    async history(
      id: string,
    ): Promise<[action: string, actor: string, onBehalfOf: string | null, assignee: string | null][]> {
      const events = await prisma.taskEvent.findMany({ where: { taskId: id }, orderBy: { id: 'asc' } });
      return events.map(({ action, actor, onBehalfOf, assignee }) => [action, actor, onBehalfOf, assignee]);
    },
  };
}

export function anOfficer(subject: string, differing: Partial<Caller> = {}): Caller {
  return { subject, roles: ['handlingOfficer'], regions: ['rizhao'], ...differing };
}

const policyVersionId = 'a'.repeat(64);

async function aSubmission(prisma: PrismaClient): Promise<string> {
  const now = new Date();
  const policy = {
    id: policyVersionId,
    pack: 'rizhao-shandong-2020',
    version: '2020-1',
    packSha: 'b',
    packText: '',
    storedAt: now,
  };
  await prisma.policyVersion.create({ data: policy });
  const id = randomUUID();
  const said = { channel: 'online', applicantSealed: new Uint8Array(), receivedAt: now };
  const keys = {
    clientId: 'applicant-1',
    idempotencyKey: '1',
    bodyHash: '',
    region: 'rizhao',
    policyVersionId: policy.id,
    personId: randomUUID(),
  };
  await prisma.submission.create({ data: { id, ...keys, ...said } });
  return id;
}

export const officer = anOfficer('officer-1');
export const colleague = anOfficer('officer-2');
export const supervisor = anOfficer('supervisor-1', { roles: ['supervisor'] });
/** A task that the officer holds. */
export const mine = { state: 'claimed', assignee: officer.subject, claimedAt: new Date('2026-12-01T01:00:00Z') };

/** A desk with three officers on its register. */
export async function startStaffedDesk(limits: TaskLimits = {}): Promise<Desk> {
  const desk = await startDesk(limits);
  for (const subject of [officer.subject, colleague.subject, 'officer-3']) await desk.onRegister(subject);
  return desk;
}
