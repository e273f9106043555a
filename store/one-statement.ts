import { Prisma, type PrismaClient } from '../generated/engine/client.ts';
import type { RunStatement } from '../platform/database.ts';

type NewRow<Table extends Prisma.ModelName> = Exclude<
  Prisma.TypeMap['model'][Table]['operations']['createMany']['args']['data'],
  readonly unknown[]
>;

/**
 * Writes as one statement: all or nothing, in one round trip, where a transaction of as many calls would take two more
 * than there are writes. For hot paths. No write sees what the others do; keys are checked as each is done, in the
 * order given, so that whoever writes the same rows elsewhere takes their locks in one order.
 * @param through Prisma's client, or what runs a statement without it.
 */
export async function writeAtOnce(
  through: Pick<PrismaClient, '$executeRaw'> | RunStatement,
  writes: readonly Prisma.Sql[],
  last = Prisma.sql`SELECT 1`,
): Promise<void> {
  // PostgreSQL begins with the write that stands last.
  const named = writes.map((write, index) => Prisma.sql`${Prisma.raw(`write_${index}`)} AS (${write})`).toReversed();
  const statement = Prisma.sql`WITH ${Prisma.join(named)} ${last}`;
  await (typeof through === 'function' ? through(statement) : through.$executeRaw(statement));
}

/** @param rows with the same fields each, not none. */
export function insertInto<Table extends Prisma.ModelName>(table: Table, rows: readonly NewRow<Table>[]): Prisma.Sql {
  const fields = rows.map(fieldsOf);
  const names = fields[0]!.map(([name]) => identifier(name));
  const values = fields.map((row) => Prisma.sql`(${Prisma.join(row.map(([, value]) => value))})`);
  return Prisma.sql`INSERT INTO ${identifier(table)} (${Prisma.join(names)}) VALUES ${Prisma.join(values)}`;
}

/** One row, written if another write of the same statement, by its name, has returned one. */
export function insertAfter<Table extends Prisma.ModelName>(
  write: string,
  table: Table,
  row: NewRow<Table>,
): Prisma.Sql {
  const fields = fieldsOf(row);
  const names = fields.map(([name]) => identifier(name));
  return Prisma.sql`INSERT INTO ${identifier(table)} (${Prisma.join(names)})
    SELECT ${Prisma.join(fields.map(([, value]) => value))} FROM ${Prisma.raw(write)}`;
}

/** `"a" = …, "b" = …`, for SET. */
export function assignments(row: object): Prisma.Sql {
  return Prisma.join(fieldsOf(row).map(([name, value]) => Prisma.sql`${identifier(name)} = ${value}`));
}

function fieldsOf(row: object): [name: string, value: unknown][] {
  return Object.entries(row).flatMap(([name, value]) => (value === undefined ? [] : [[name, parameter(value)]]));
}

/** Lists and plain objects are columns of type Json. */
function parameter(value: unknown): unknown {
  const isJson =
    Array.isArray(value) ||
    (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype);
  return isJson ? JSON.stringify(value) : value;
}

function identifier(name: string): Prisma.Sql {
  return Prisma.raw(`"${name}"`);
}
