import { DomainError } from '../../domain/errors.ts';
import type { Prisma, PrismaClient } from '../../generated/settlement/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { fingerprint } from '../../platform/fingerprint.ts';
import type { ChangeKind, ChangeRequest, Registration, RestatedStep } from './contract/entitlements.ts';
import { requirePermitted, standingOf } from './standing.ts';

/** The register of entitlements 待遇备案. Everything in it is written under a key of the caller's, once. */
export type Register = ReturnType<typeof createRegister>;

export type Entry = Awaited<ReturnType<Register['get']>>;

export function createRegister({ prisma, pool }: Database<PrismaClient>, clock: Clock) {
  /**
   * Idempotent under `key`; `fresh` tells whether this call did it.
   *
   * One statement and one round trip, for this is what every decision waits for; Prisma would take four. Two calls with
   * one key at once: the second breaks the unique key, which undoes its count as well (numbers stay without gaps),
   * and finds the first's row when it asks again.
   */
  async function register(key: string, registration: Registration): Promise<{ fresh: boolean; filingNumber: string }> {
    const print = fingerprint(registration);
    const { personRef, region, disease, insuranceType, institution, from, until, decidedAt, filedOn } = registration;
    const values = [
      key,
      print,
      personRef,
      region,
      disease,
      insuranceType,
      institution,
      from,
      until,
      decidedAt,
      filedOn,
    ];
    const statement = { name: 'register', text: registerOnce, values: [...values, clock.now()] };
    type Row = { filingNumber: string; fingerprint: string; fresh: boolean };
    const { rows } = await once(() => pool.query<Row>(statement));
    const [row] = rows;
    if (!row) throw new Error('Registering answered no row.');
    requireSame(key, print, row.fingerprint);
    return row;
  }

  /** What is checked holds for what comes first under a key, and for no repeat of it. */
  async function requireNew(key: string, check: () => void): Promise<void> {
    try {
      check();
    } catch (error) {
      if (!(await prisma.entitlement.findUnique({ where: { key }, select: { key: true } }))) throw error;
    }
  }

  async function get(filingNumber: string) {
    const row = await prisma.entitlement.findUnique({ where: { filingNumber }, include: withChanges });
    if (!row) throw new DomainError('NOT_FOUND', `No entitlement is filed under ${filingNumber}.`);
    return entryOf(row);
  }

  async function ofPerson(personRef: string) {
    const rows = await prisma.entitlement.findMany({
      where: { personRef },
      include: withChanges,
      orderBy: { filingNumber: 'asc' },
    });
    return rows.map(entryOf);
  }

  /** Idempotent under `request.key`. Inserting takes the version, so that of two changes at once one looks again. */
  async function change(filingNumber: string, request: ChangeRequest, check: (entry: Entry) => void = () => {}) {
    const print = fingerprint({ filingNumber, ...request });
    return once(async () => {
      const entry = await get(filingNumber);
      const repeated = entry.changes.findIndex(({ key }) => key === request.key);
      if (repeated >= 0) {
        requireSame(request.key, print, entry.changes[repeated]!.fingerprint);
        return { fresh: false, standing: standingOf({ ...entry, changes: entry.changes.slice(0, repeated + 1) }) };
      }
      await requireUnused(request.key);
      requirePermitted(entry, request);
      check(entry);
      const { until = null, institution = null, insuranceType = null, steps = null } = request;
      const added = { ...request, until, institution, insuranceType, steps };
      const standing = standingOf({ ...entry, changes: [...entry.changes, added] });
      await append(filingNumber, standing.version, print, request);
      return { fresh: true, standing };
    });
  }

  async function append(filingNumber: string, version: number, print: string, request: ChangeRequest): Promise<void> {
    const { key, kind, from, until, institution, insuranceType, reason, steps } = request;
    await prisma.entitlementChange.create({
      data: {
        filingNumber,
        version,
        key,
        fingerprint: print,
        kind,
        from: new Date(from),
        until: until ? new Date(until) : null,
        institution: institution ?? null,
        insuranceType: insuranceType ?? null,
        reason,
        ...(steps && { steps }),
        recordedAt: clock.now(),
      },
    });
  }

  async function requireUnused(key: string): Promise<void> {
    if (await prisma.entitlementChange.findUnique({ where: { key } })) throw conflict(key);
  }

  return { register, requireNew, get, ofPerson, change };
}

const registerOnce = `
  WITH known AS (
    SELECT "filingNumber", "fingerprint" FROM "Entitlement" WHERE "key" = $1
  ), counted AS (
    INSERT INTO "FilingCounter" AS counter ("region", "year", "last")
    SELECT $4::text, extract(year FROM $11::date)::int, 1 WHERE NOT EXISTS (SELECT FROM known)
    ON CONFLICT ("region", "year") DO UPDATE SET "last" = counter."last" + 1
    RETURNING "year", "last"
  ), registered AS (
    INSERT INTO "Entitlement" ("filingNumber", "key", "fingerprint", "personRef", "region", "disease", "insuranceType",
      "institution", "from", "until", "decidedAt", "filedOn", "registeredAt")
    SELECT upper($4::text) || '-' || "year" || '-' || lpad("last"::text, 8, '0'),
      $1, $2, $3::uuid, $4::text, $5, $6, $7, $8::date, $9::date, $10::timestamptz, $11::date, $12::timestamptz
    FROM counted
    RETURNING "filingNumber", "fingerprint"
  )
  SELECT "filingNumber", "fingerprint", true AS fresh FROM registered
  UNION ALL
  SELECT "filingNumber", "fingerprint", false FROM known`;

const withChanges = { changes: { orderBy: { version: 'asc' } } } as const satisfies Prisma.EntitlementInclude;

type Row = Prisma.EntitlementGetPayload<{ include: typeof withChanges }>;

function entryOf(row: Row) {
  return {
    ...row,
    from: day(row.from),
    until: row.until && day(row.until),
    filedOn: day(row.filedOn),
    changes: row.changes.map((change) => ({
      ...change,
      kind: change.kind as ChangeKind,
      steps: change.steps as RestatedStep[] | null,
      from: day(change.from),
      until: change.until && day(change.until),
    })),
  };
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

export function requireSame(key: string, mine: string, recorded: string): void {
  if (mine !== recorded) throw conflict(key);
}

function conflict(key: string): DomainError {
  return new DomainError('IDEMPOTENCY_CONFLICT', `Another request came under the key ${key}.`, { params: { key } });
}

/** Runs `attempt` again when another writer was faster to a unique key: what it wrote is then found. */
export async function once<T>(attempt: () => Promise<T>, retries = 5): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (retries === 0 || !isUniqueViolation(error)) throw error;
    return once(attempt, retries - 1);
  }
}

function isUniqueViolation(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === '23505' || code === 'P2002';
}
