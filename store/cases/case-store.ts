import type { Decision } from '../../domain/case/decision.ts';
import { waitsForPeople, type Stage } from '../../domain/case/stage.ts';
import { DomainError, isDomainError, notFound } from '../../domain/errors.ts';
import type { ClinicalRecord, Facts } from '../../domain/eligibility/verdict.ts';
import { Prisma, type ApplicationCase, type Submission } from '../../generated/engine/client.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { answeredChannel } from './announcements.ts';
import { chained, wasOvertaken, type Effect, type Head } from '../subjects/effects.ts';
import type { CaseColumns, CaseWrite } from './case-writes.ts';
import { coded } from './coded.ts';
import { lastAskedFor, lastNoteToPatient } from './words-of-people.ts';
import type { AgentDetails, PersonDetails } from './details.ts';
import { noLetter, type Letter } from '../subjects/letters.ts';
import { assignments, writeAtOnce } from '../one-statement.ts';
import { dayOf, isUniqueViolation } from '../rows.ts';
import type { EngineDatabase } from '../database.ts';
import type { CaseStore, Contacts, OneOf, Reopened, StoredCase } from './port.ts';
import { RecentCases } from './recent-cases.ts';
import type { OpenedBecause } from '../../domain/case/case-message.ts';

type CaseEffect<R extends object> = Effect<R, CaseWrite>;

/** A case with what effects need of its submission, and what was recorded should the effect have been done before. */
type CaseRow = ApplicationCase &
  Head &
  Pick<Submission, 'channel' | 'clientId' | 'policyVersionId' | 'applicantSealed' | 'agentSealed'> & {
    consented: boolean;
    papers: Facts['papers'] | null;
    recorded: object | null;
    letter: unknown;
  };

const noEffects = ['', ''] as const;

/** Drawn together; one that a process does not come to use is lost, and nobody's. */
const serialsAtOnce = 10;

export function createPrismaCaseStore({ prisma, run }: EngineDatabase, sealer: Sealer): CaseStore {
  const recent = new RecentCases<CaseRow>();
  const serials: number[] = [];

  async function get(caseId: string): Promise<StoredCase> {
    return toStoredCase(await read(caseId), sealer);
  }

  async function fixedOf(caseId: string) {
    return coded(recent.see(caseId) ?? (await read(caseId)));
  }

  /** One plain statement, for effects begin with it. */
  async function read(
    caseId: string,
    effects: readonly [key: string, otherwise: string] = noEffects,
    letter: Letter<unknown> = noLetter,
  ): Promise<CaseRow> {
    const [row] = await run<CaseRow>(Prisma.sql`
      SELECT "case".*, "auditSequence", "auditHash", "channel", "clientId", "policyVersionId", "applicantSealed",
        "agentSealed",
        (SELECT "data" FROM "AuditEntry" WHERE "subjectId" = "case"."id" AND "effect" IN (${Prisma.join(effects)})
          ORDER BY "sequence" LIMIT 1) AS "recorded",
        ${letter.row} AS "letter",
        EXISTS (SELECT FROM "Consent" WHERE "caseId" = "case"."id" AND "withdrawnAt" IS NULL) AS "consented",
        (SELECT json_agg(json_build_object('evidence', "evidence", 'documentId', "documentId"))
          FROM "SubmissionDocument" AS paper
          WHERE paper."submissionId" = submission."id" AND paper."disease" = "case"."disease") AS "papers"
      FROM "ApplicationCase" AS "case" JOIN "Submission" AS submission ON submission."id" = "case"."submissionId"
        JOIN "Subject" AS subject ON subject."id" = "case"."id"
      WHERE "case"."id" = ${caseId}::uuid`);
    if (row) return row;
    throw notFound('case', caseId);
  }

  async function effectOf<Said, R extends object>(
    caseId: string,
    key: string,
    letter: Letter<Said>,
    act: (stored: StoredCase, said: Said) => OneOf<CaseEffect<R>> | Promise<OneOf<CaseEffect<R>>>,
    otherwise = key,
  ): Promise<R> {
    const kept = recent.take(caseId);
    for (let known = letter === noLetter ? kept : undefined; ; known = undefined) {
      const row = known?.row ?? (await read(caseId, [key, otherwise], letter));
      const before = known?.results.get(otherwise) ?? known?.results.get(key) ?? row.recorded;
      if (known && before) recent.keep(known);
      if (before) return before as R;
      try {
        const { isOtherwise, ...done } = await act(toStoredCase(row, sealer), letter.read(row.letter, sealer));
        const taken = isOtherwise ? otherwise : key;
        const written = await write(row, taken, done);
        const isOutdated = done.writes?.some(({ outdatesRow }) => outdatesRow);
        if (!isOutdated)
          recent.keep({ row: written, results: new Map([...(known?.results ?? []), [taken, done.result]]) });
        return done.result;
      } catch (error) {
        if (!wasOvertaken(error) && !wasApproved(error) && !(known && isStateConflict(error))) throw error;
      }
    }
  }

  const effect: CaseStore['effect'] = (caseId, key, act) => effectOf(caseId, key, noLetter, act);

  /** The case's own row changes once, whichever of its writes say so. */
  async function write(row: CaseRow, key: string, { writes = [], ...done }: CaseEffect<object>): Promise<CaseRow> {
    const { head, writes: audit } = chained(row, key, done);
    const columns: CaseColumns = Object.assign({}, ...writes.map((each) => each.columns?.(sealer.seal)));
    const on = { subjectId: row.id, at: done.at, seal: sealer.seal };
    const isChanged = Object.keys(columns).length > 0;
    await writeAtOnce(
      run,
      [
        ...audit,
        ...(isChanged ? [Prisma.sql`UPDATE "ApplicationCase" SET ${assignments(columns)} WHERE "id" = ${row.id}`] : []),
        ...writes.flatMap((each) => each.rows?.(on) ?? []),
      ],
      answersSomebody(columns) ? Prisma.sql`SELECT pg_notify(${answeredChannel}, ${row.id})` : undefined,
    );
    return { ...row, ...(columns as Partial<CaseRow>), ...head };
  }

  /** By the same conditions as the unique indexes of places. */
  async function isPlaceTaken({ id, personId, disease, kind }: Parameters<CaseStore['isPlaceTaken']>[0]) {
    const rows = await run(Prisma.sql`
      SELECT FROM "ApplicationCase"
      WHERE "personId" = ${personId}::uuid AND "disease" = ${disease} AND "holdsPlace" AND "id" <> ${id}::uuid
        AND CASE WHEN ${kind} IN ('initial', 'reapplication') THEN "kind" IN ('initial', 'reapplication')
          ELSE "kind" = ${kind} AND "status" NOT IN ('decided', 'ended') END LIMIT 1`);
    return rows.length > 0;
  }

  async function heldBy(personId: string): Promise<string[]> {
    const where = { personId, status: 'decided', outcome: 'approved', holdsPlace: true };
    const rows = await prisma.applicationCase.findMany({ where, select: { id: true }, orderBy: { id: 'asc' } });
    return rows.map(({ id }) => id);
  }

  async function recordedOf<R extends object>(caseId: string, key: string): Promise<R | null> {
    const entry = await prisma.auditEntry.findUnique({
      where: { subjectId_effect: { subjectId: caseId, effect: key } },
      select: { data: true },
    });
    return entry && (entry.data as unknown as R);
  }

  const conclusionOf: CaseStore['conclusionOf'] = (caseId, opening) => recordedOf(caseId, `decide:${opening}`);

  async function resultOf<R extends object>(caseId: string, key: string): Promise<R> {
    const recorded = await recordedOf<R>(caseId, key);
    if (recorded) return recorded;
    throw new DomainError('NOT_FOUND', `${key} has not been done.`, { params: { case: caseId, effect: key } });
  }

  async function nextHandbookSerial(): Promise<number> {
    if (serials.length === 0) {
      const drawn = await run<{ serial: bigint }>(
        Prisma.sql`SELECT nextval('handbook_number') AS "serial" FROM generate_series(1, ${serialsAtOnce}::int)`,
      );
      serials.push(...drawn.map(({ serial }) => Number(serial)));
    }
    return serials.shift()!;
  }

  async function reopened(caseId: string, opening: number): Promise<Reopened> {
    const because = await resultOf<OpenedBecause>(caseId, `reopen:${opening}`);
    const [before] = await run<Omit<Reopened, keyof OpenedBecause>>(Prisma.sql`
      SELECT (SELECT count(*)::int FROM "Assessment" WHERE "caseId" = ${caseId}::uuid) AS "assessed",
        ARRAY(SELECT DISTINCT unnest(array_remove(ARRAY[coalesce("completedBy", "assignee"), "onBehalfOf"], NULL))
          FROM "Task" WHERE "subjectId" = ${caseId}::uuid AND "state" = 'completed' ORDER BY 1) AS "answered"`);
    return { ...because, ...before! };
  }

  return {
    get,
    fixedOf,
    effect,
    effectOf,
    askedFor: (caseId) => lastAskedFor(run, sealer, caseId),
    noteToPatient: (caseId) => lastNoteToPatient(run, sealer, caseId),
    isPlaceTaken,
    heldBy,
    resultOf,
    conclusionOf,
    reopened,
    nextHandbookSerial,
  };
}

/** What a case that is not read anew may be wrong about. */
function isStateConflict(error: unknown): boolean {
  return isDomainError(error) && error.kind === 'conflict';
}

/** Another case of the person was approved since: whoever approves this one has to have seen it. */
function wasApproved(error: unknown): boolean {
  return isUniqueViolation(error, 'personId', 'recognitionTurn');
}

/** Calls that wait for a quick answer have it: the case is decided, or waits for people now. */
function answersSomebody({ outcome, stage }: CaseColumns): boolean {
  return outcome !== undefined || (stage !== undefined && waitsForPeople(stage as Stage));
}

function toStoredCase(row: CaseRow, sealer: Sealer): StoredCase {
  const { channel, clientId: enteredBy, recordsSealed, papers } = row;
  return {
    ...coded(row),
    enteredBy,
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

function contactsIn({ applicantSealed, agentSealed, consented }: CaseRow, sealer: Sealer): Contacts {
  return {
    patient: sealer.open(applicantSealed) as PersonDetails,
    agent: agentSealed ? { ...(sealer.open(agentSealed) as AgentDetails), consentToDiagnosis: consented } : null,
  };
}

/** What was decided, where it was. */
export function decisionOf(row: ApplicationCase): Decision | null {
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
