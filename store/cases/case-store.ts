import { randomUUID } from 'node:crypto';
import type { Decision } from '../../domain/case/decision.ts';
import { waitsForPeople } from '../../domain/case/stage.ts';
import { DomainError, isDomainError } from '../../domain/errors.ts';
import type { ClinicalRecord, Facts } from '../../domain/eligibility/verdict.ts';
import { Prisma, type ApplicationCase, type Submission } from '../../generated/engine/client.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { answeredChannel } from './announcements.ts';
import { link, type AuditLink } from '../subjects/audit-chain.ts';
import type { MessageBody } from './case-messages.ts';
import { coded } from './coded.ts';
import type { AgentDetails, PersonDetails } from './details.ts';
import { assignments, insertInto, writeAtOnce } from '../one-statement.ts';
import { dateOf, dayOf, isUniqueViolation } from '../rows.ts';
import type { EngineDatabase } from '../database.ts';
import type { CaseChange, CaseEffect, CaseStore, Contacts, StoredCase } from './port.ts';
import { RecentCases } from './recent-cases.ts';
import { messageHeard, messageSent, taskWrites } from '../tasks/task-writes.ts';
import { visitWrites } from '../visits/visit-writes.ts';

/** A case with what effects need of its submission, and what was recorded should the effect have been done before. */
type CaseRow = ApplicationCase &
  Pick<Submission, 'channel' | 'policyVersionId' | 'applicantSealed' | 'agentSealed'> & {
    papers: Facts['papers'] | null;
    recorded: object | null;
  };

export function createPrismaCaseStore({ prisma, run }: EngineDatabase, sealer: Sealer): CaseStore {
  const recent = new RecentCases<CaseRow>();

  async function get(caseId: string): Promise<StoredCase> {
    return toStoredCase(await read(caseId), sealer);
  }

  async function fixedOf(caseId: string) {
    return coded(recent.see(caseId) ?? (await read(caseId)));
  }

  /** One plain statement, for effects begin with it. */
  async function read(caseId: string, effect = ''): Promise<CaseRow> {
    const [row] = await run<CaseRow>(Prisma.sql`
      SELECT "case".*, "channel", "policyVersionId", "applicantSealed", "agentSealed",
        (SELECT "data" FROM "AuditEntry" WHERE "caseId" = "case"."id" AND "effect" = ${effect}) AS "recorded",
        (SELECT json_agg(json_build_object('evidence', "evidence", 'documentId', "documentId"))
          FROM "SubmissionDocument" AS paper
          WHERE paper."submissionId" = submission."id" AND paper."disease" = "case"."disease") AS "papers"
      FROM "ApplicationCase" AS "case" JOIN "Submission" AS submission ON submission."id" = "case"."submissionId"
      WHERE "case"."id" = ${caseId}::uuid`);
    if (row) return row;
    throw new DomainError('NOT_FOUND', `There is no case ${caseId}.`, { params: { case: caseId } });
  }

  async function effect<R extends object>(
    caseId: string,
    key: string,
    act: (found: StoredCase) => CaseEffect<R> | Promise<CaseEffect<R>>,
  ): Promise<R> {
    for (let known = recent.take(caseId); ; known = undefined) {
      const row = known?.row ?? (await read(caseId, key));
      const before = known?.results.get(key) ?? row.recorded;
      if (known && before) recent.keep(known);
      if (before) return before as R;
      try {
        const done = await act(toStoredCase(row, sealer));
        const written = await write(row, key, done);
        // Papers may have come with the message, which the row as it was read does not know.
        if (!done.hears)
          recent.keep({ row: written, results: new Map([...(known?.results ?? []), [key, done.result]]) });
        return done.result;
      } catch (error) {
        if (!wasOvertaken(error) && !(known && isStateConflict(error))) throw error;
      }
    }
  }

  /** The audit entry goes first: its two unique keys decide who was first, before anything else is touched. */
  async function write<R extends object>(row: CaseRow, key: string, done: CaseEffect<R>): Promise<CaseRow> {
    const { at, actor, action, result, change = {}, took = [], notices } = done;
    const record = { caseId: row.id, sequence: row.auditSequence + 1, effect: key, at, actor, action, data: result };
    const entry = link(row.auditHash, record);
    const breached = change.breachedAt && { breachedAt: row.breachedAt ?? change.breachedAt };
    const changed = { ...columnsOf(change, sealer), ...breached, auditSequence: entry.sequence, auditHash: entry.hash };
    const writes = [
      insertInto('AuditEntry', [entry as AuditLink & { data: Prisma.InputJsonObject }]),
      Prisma.sql`UPDATE "ApplicationCase" SET ${assignments(changed)} WHERE "id" = ${row.id}`,
      ...(took.length > 0 ? [Prisma.sql`DELETE FROM "Outbox" WHERE "id" = ANY(${took})`] : []),
      ...assessmentOf(row, done),
      ...messageHeard(done),
      ...messageSent(row, done),
      ...taskWrites({ ...row, ...changed } as CaseRow, done),
      ...visitWrites(row.id, done),
      ...(change.stage === 'awaitingBatch' ? [judgedAgain(row)] : []),
      ...(notices?.length
        ? [
            insertInto(
              'Notice',
              notices.map((notice) => ({ ...notice, caseId: row.id })),
            ),
          ]
        : []),
    ];
    await writeAtOnce(
      run,
      writes,
      answers(change) ? Prisma.sql`SELECT pg_notify(${answeredChannel}, ${row.id})` : undefined,
    );
    return { ...row, ...(changed as Partial<CaseRow>) };
  }

  function assessmentOf(row: CaseRow, { assessment, at }: CaseEffect<object>): Prisma.Sql[] {
    if (!assessment) return [];
    const { ordinal, verdict, trace, facts } = assessment;
    const data = { id: randomUUID(), caseId: row.id, ordinal, assessedAt: at, factsSealed: sealer.seal(facts) };
    return [insertInto('Assessment', [{ ...data, verdict: json(verdict), trace: json(trace) }])];
  }

  async function recognisedOf({ id, personId }: Pick<StoredCase, 'id' | 'personId'>): Promise<Facts['recognised']> {
    const rows = await run<
      Pick<ApplicationCase, 'disease' | 'region' | 'filingNumber' | 'benefitFrom' | 'benefitUntil'>
    >(Prisma.sql`
      SELECT "disease", "region", "filingNumber", "benefitFrom", "benefitUntil" FROM "ApplicationCase"
      WHERE "personId" = ${personId}::uuid AND "outcome" = 'approved' AND "holdsPlace" AND "id" <> ${id}::uuid`);
    return rows.flatMap(({ disease, region, filingNumber, benefitFrom, benefitUntil }) =>
      benefitFrom
        ? [
            {
              disease,
              region,
              filingNumber: filingNumber ?? '',
              from: dayOf(benefitFrom),
              ...(benefitUntil ? { until: dayOf(benefitUntil) } : {}),
            },
          ]
        : [],
    );
  }

  async function heldBy(personId: string): Promise<string[]> {
    const where = { personId, status: 'decided', outcome: 'approved', holdsPlace: true };
    const rows = await prisma.applicationCase.findMany({ where, select: { id: true }, orderBy: { id: 'asc' } });
    return rows.map(({ id }) => id);
  }

  async function resultOf<R extends object>(caseId: string, key: string): Promise<R> {
    const entry = await prisma.auditEntry.findUnique({
      where: { caseId_effect: { caseId, effect: key } },
      select: { data: true },
    });
    if (entry) return entry.data as unknown as R;
    throw new DomainError('NOT_FOUND', `${key} has not been done.`, { params: { case: caseId, effect: key } });
  }

  async function nextHandbookSerial(): Promise<number> {
    const [drawn] = await run<{ serial: bigint }>(Prisma.sql`SELECT nextval('handbook_number') AS "serial"`);
    return Number(drawn!.serial);
  }

  async function taskOf(id: string) {
    const task = await prisma.task.findUnique({ where: { id }, select: { assignee: true } });
    if (task) return task;
    throw new DomainError('NOT_FOUND', `There is no task ${id}.`, { params: { task: id } });
  }

  async function messageBody(id: string): Promise<MessageBody> {
    const message = await prisma.caseMessage.findUnique({ where: { id }, select: { bodySealed: true } });
    if (message) return message.bodySealed ? (sealer.open(message.bodySealed) as MessageBody) : {};
    throw new DomainError('NOT_FOUND', `There is no message ${id}.`, { params: { message: id } });
  }

  return { get, fixedOf, effect, recognisedOf, heldBy, resultOf, taskOf, messageBody, nextHandbookSerial };
}

/** 补正 from a round that votes still: the case waits for its experts again. */
function judgedAgain({ id, opening }: CaseRow): Prisma.Sql {
  return Prisma.sql`UPDATE "RoundMember" SET "state" = 'judging' FROM "BatchRound" AS round WHERE round."id" = "roundId" AND round."state" = 'voting'
    AND "caseId" = ${id}::uuid AND "opening" = ${opening} AND "RoundMember"."state" = 'asked'`;
}

/**
 * Somebody wrote this case since we read it: the same effect, or the entry that takes our place in the chain. Each time
 * somebody else has come further, so that asking again comes to an end.
 */
function wasOvertaken(error: unknown): boolean {
  return isUniqueViolation(error, 'caseId', 'sequence') || isUniqueViolation(error, 'caseId', 'effect');
}

/** What a case that is not read anew may be wrong about. */
function isStateConflict(error: unknown): boolean {
  return isDomainError(error) && error.kind === 'conflict';
}

function answers({ decision, stage }: CaseChange = {}): boolean {
  return decision !== undefined || (stage !== undefined && waitsForPeople(stage));
}

function toStoredCase(row: CaseRow, sealer: Sealer): StoredCase {
  const { channel, recordsSealed, papers } = row;
  return {
    ...coded(row),
    channel: channel as StoredCase['channel'],
    decision: decisionOf(row),
    records: recordsSealed ? (sealer.open(recordsSealed) as ClinicalRecord[]) : [],
    papers: papers ?? [],
    // Opened by those only who tell somebody.
    get contacts() {
      return contactsIn(row, sealer);
    },
  };
}

function contactsIn({ applicantSealed, agentSealed }: CaseRow, sealer: Sealer): Contacts {
  return {
    patient: sealer.open(applicantSealed) as PersonDetails,
    agent: agentSealed ? (sealer.open(agentSealed) as AgentDetails) : null,
  };
}

function decisionOf(row: CaseRow): Decision | null {
  const { outcome, decidedAt, decidedBy, reasons, benefitFrom, benefitUntil } = coded(row);
  if (!outcome || !decidedAt || !decidedBy) return null;
  return {
    outcome,
    decidedBy,
    decidedAt: decidedAt.toISOString(),
    reasons: reasons ?? [],
    ...(benefitFrom ? { benefitFrom: dayOf(benefitFrom) } : {}),
    ...(benefitUntil ? { benefitUntil: dayOf(benefitUntil) } : {}),
  };
}

/** A change of the case as columns; what is undefined stays as it is. */
function columnsOf(
  { decision, filing, records, ...plain }: CaseChange,
  sealer: Sealer,
): Prisma.ApplicationCaseUpdateManyMutationInput {
  return {
    ...plain,
    ...(decision && {
      outcome: decision.outcome,
      decidedAt: new Date(decision.decidedAt),
      decidedBy: json(decision.decidedBy),
      reasons: json(decision.reasons),
      ...(decision.benefitFrom && { benefitFrom: dateOf(decision.benefitFrom) }),
      ...(decision.benefitUntil && { benefitUntil: dateOf(decision.benefitUntil) }),
    }),
    ...(records && { recordsSealed: sealer.seal(records) }),
    ...(filing && { filingNumber: filing.number, filedOn: dateOf(filing.on) }),
  };
}

function json(value: unknown): Prisma.InputJsonValue {
  return value as Prisma.InputJsonValue;
}
