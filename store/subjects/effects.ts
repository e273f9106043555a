/** What is done about a subject, once: the changes, and the entry in its audit chain that says so. */
import { DomainError } from '../../domain/errors.ts';
import type { SubjectKind } from '../../domain/tasks/subjects.ts';
import { Prisma } from '../../generated/engine/client.ts';
import type { RunStatement } from '../../platform/database.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { insertInto, writeAtOnce } from '../one-statement.ts';
import { isMissingValue, isUniqueViolation } from '../rows.ts';
import { chainStart, link, type AuditLink } from './audit-chain.ts';
import { noLetter, type Letter } from './letters.ts';
import { newSubjects, type NewSubject } from './subject.ts';

/** Where and when a write is made. */
export interface WrittenOn {
  readonly subjectId: string;
  /** Workflow time of the effect. */
  readonly at: Date;
  readonly seal: Sealer['seal'];
}

/** One change of an effect. The home of each table makes them; whoever acts only chooses. */
export interface Write {
  rows?(on: WrittenOn): readonly Prisma.Sql[];
}

/** One effect on one subject: its writes, and the audit entry that says so, all of it in one statement. */
export interface Effect<R extends object, W extends Write = Write> {
  /** Workflow time, never the wall clock: a retry does not re-date. */
  readonly at: Date;
  /** `system`, `rules`, or a person's subject. */
  readonly actor: string;
  readonly action: string;
  /** What was done, in ids and codes; kept in the audit entry, and returned again should the effect run twice. */
  readonly result: R;
  readonly writes?: readonly W[];
}

/** The head of a subject's audit chain. */
export interface Head {
  readonly id: string;
  readonly auditSequence: number;
  readonly auditHash: string;
}

/** The next entry of the chain and its head. The entry goes first: its unique keys decide who was first. */
export function chained(head: Head, key: string, effect: Omit<Effect<object>, 'writes'>) {
  const entry = nextLink(head, key, effect);
  const writes = [
    entriesOf([entry]),
    Prisma.sql`UPDATE "Subject" SET "auditSequence" = ${entry.sequence}, "auditHash" = ${entry.hash}
      WHERE "id" = ${head.id}::uuid`,
  ];
  return { head: { auditSequence: entry.sequence, auditHash: entry.hash }, writes };
}

function nextLink(head: Head, key: string, effect: Omit<Effect<object>, 'writes'>): AuditLink {
  const { at, actor, action, result } = effect;
  const sequence = head.auditSequence + 1;
  return link(head.auditHash, { subjectId: head.id, sequence, effect: key, at, actor, action, data: result });
}

function entriesOf(links: readonly AuditLink[]): Prisma.Sql {
  return insertInto('AuditEntry', links as readonly (AuditLink & { data: Prisma.InputJsonObject })[]);
}

/** A new subject with the first entry of its chain. The subject goes first: whoever comes second is refused. */
export function begun(
  subject: Pick<NewSubject, 'id' | 'kind' | 'region'>,
  key: string,
  effect: Omit<Effect<object>, 'writes'>,
): readonly Prisma.Sql[] {
  const { head, writes } = chained({ id: subject.id, auditSequence: 0, auditHash: chainStart }, key, effect);
  return [newSubjects([{ ...subject, ...head }]), writes[0]!];
}

/**
 * Somebody wrote on this subject since we read it: the same effect, the entry that takes our place in the chain, or
 * the task whose answer is recorded. Each time somebody else has come further, so that asking again comes to an end.
 */
export function wasOvertaken(error: unknown): boolean {
  return (
    isUniqueViolation(error, 'subjectId', 'sequence') ||
    isUniqueViolation(error, 'subjectId', 'effect') ||
    isMissingValue(error, 'taskId')
  );
}

/** A subject as effects see it, whatever stands behind it. */
export interface StoredSubject extends Head {
  readonly kind: SubjectKind;
  readonly region: string | null;
}

export interface SubjectStore {
  /**
   * Does one effect at most once. `key` is step + ordinal; a repeat returns the result recorded under it without asking
   * `act` again. `act` may be asked more than once when others write on the subject meanwhile.
   * @throws DomainError NOT_FOUND
   */
  effect<R extends object>(
    subjectId: string,
    key: string,
    act: (subject: StoredSubject) => Effect<R> | Promise<Effect<R>>,
  ): Promise<R>;
  /**
   * The same of an effect that somebody has asked for, with what they said (store/cases/port.ts).
   * @throws DomainError NOT_FOUND, NOT_IN_RECORD, FOUR_EYES
   */
  effectOf<Said, R extends object>(
    subjectId: string,
    key: string,
    letter: Letter<Said>,
    act: (subject: StoredSubject, said: Said) => Effect<R> | Promise<Effect<R>>,
  ): Promise<R>;
}

interface SubjectRow extends StoredSubject {
  readonly recorded: object | null;
  readonly letter: unknown;
}

/** Subjects without a row of their own that effects change; cases have a store of theirs (store/cases). */
export function createSubjectStore(run: RunStatement, sealer: Sealer): SubjectStore {
  async function read(id: string, key: string, letter: Letter<unknown>): Promise<SubjectRow> {
    const [row] = await run<SubjectRow>(Prisma.sql`
      SELECT subject.*, ${letter.row} AS "letter",
        (SELECT "data" FROM "AuditEntry" WHERE "subjectId" = subject."id" AND "effect" = ${key}) AS "recorded"
      FROM "Subject" AS subject WHERE subject."id" = ${id}::uuid`);
    if (row) return row;
    throw new DomainError('NOT_FOUND', `There is no subject ${id}.`, { params: { subject: id } });
  }

  async function effectOf<Said, R extends object>(
    subjectId: string,
    key: string,
    letter: Letter<Said>,
    act: (subject: StoredSubject, said: Said) => Effect<R> | Promise<Effect<R>>,
  ): Promise<R> {
    for (;;) {
      const { recorded, letter: row, ...subject } = await read(subjectId, key, letter);
      if (recorded) return recorded as R;
      try {
        const { writes = [], ...done } = await act(subject, letter.read(row, sealer));
        const on = { subjectId, at: done.at, seal: sealer.seal };
        await writeAtOnce(run, [
          ...chained(subject, key, done).writes,
          ...writes.flatMap((write) => write.rows?.(on) ?? []),
        ]);
        return done.result;
      } catch (error) {
        if (!wasOvertaken(error)) throw error;
      }
    }
  }

  return { effectOf, effect: (subjectId, key, act) => effectOf(subjectId, key, noLetter, act) };
}

/**
 * The same within a transaction that holds locks of its own, for what people do: nothing where the effect has been
 * done. The head is locked, so that whoever else appends waits.
 */
export async function appended(
  transaction: Pick<Prisma.TransactionClient, '$queryRaw'>,
  subjectId: string,
  key: string,
  effect: Omit<Effect<object>, 'writes'>,
): Promise<readonly Prisma.Sql[]> {
  const [head] = await transaction.$queryRaw<Head[]>`
    SELECT "id", "auditSequence", "auditHash" FROM "Subject" WHERE "id" = ${subjectId}::uuid FOR UPDATE`;
  if (!head)
    throw new DomainError('NOT_FOUND', `There is no subject ${subjectId}.`, { params: { subject: subjectId } });
  const [before] = await transaction.$queryRaw<object[]>`
    SELECT FROM "AuditEntry" WHERE "subjectId" = ${subjectId}::uuid AND "effect" = ${key}`;
  return before ? [] : chained(head, key, effect).writes;
}

/** An entry that no chain has yet. */
export interface NewEntry {
  readonly subjectId: string;
  readonly key: string;
  readonly effect: Omit<Effect<object>, 'writes'>;
}

/**
 * The same on many subjects at once, some of them more than once.
 * @param entries not none
 */
export async function appendedToAll(
  transaction: Pick<Prisma.TransactionClient, '$queryRaw'>,
  entries: readonly NewEntry[],
): Promise<readonly Prisma.Sql[]> {
  const ids = [...new Set(entries.map(({ subjectId }) => subjectId))];
  const locked = await transaction.$queryRaw<Head[]>`
    SELECT "id", "auditSequence", "auditHash" FROM "Subject" WHERE "id" = ANY(${ids}::uuid[]) ORDER BY "id" FOR UPDATE`;
  const heads = new Map(locked.map((head) => [head.id, head]));
  const links = entries.map(({ subjectId, key, effect }) => {
    const next = nextLink(heads.get(subjectId)!, key, effect);
    heads.set(subjectId, { id: subjectId, auditSequence: next.sequence, auditHash: next.hash });
    return next;
  });
  return [
    entriesOf(links),
    Prisma.sql`UPDATE "Subject" SET "auditSequence" = head."auditSequence", "auditHash" = head."auditHash"
      FROM jsonb_to_recordset(${JSON.stringify([...heads.values()])}::jsonb)
        AS head ("id" uuid, "auditSequence" int, "auditHash" text)
      WHERE "Subject"."id" = head."id"`,
  ];
}
