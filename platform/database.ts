import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Logger } from './log.ts';

/** SQL with `$1`, `$2`… for its values; `Prisma.sql` writes it. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Sends one statement to the pool beneath Prisma's client, which costs a fraction of the client's own work: for hot
 * paths. Columns come as the client gives them.
 * @throws StatementRefused
 */
export type RunStatement = <Row extends object>(statement: Statement) => Promise<Row[]>;

/** Class of the SQLSTATE whose messages quote what was sent. */
const dataException = '22';

/** PostgreSQL refused a statement. What it says of values belongs into no log, and stays behind. */
export class StatementRefused extends Error {
  override readonly name = 'StatementRefused';
  /** SQLSTATE. */
  readonly code: string;
  /** Columns of the unique key that refused it. */
  readonly key: readonly string[];
  /** Column whose value was missing, or broke a rule of its own. */
  readonly column: string | undefined;

  constructor({ code = '', message, detail = '', column }: pg.DatabaseError) {
    super(code.startsWith(dataException) ? `The database refused a value: ${code}` : message);
    this.code = code;
    this.column = column;
    const [, columns = ''] = /^Key \(([^)]*)\)=/.exec(detail) ?? [];
    this.key = columns.replaceAll('"', '').split(', ');
  }
}

export interface Database<Client> {
  prisma: Client;
  run: RunStatement;
  /** The pool beneath, for hot paths that are one statement. */
  pool: pg.Pool;
  ping(): Promise<void>;
  close(): Promise<void>;
}

interface DatabaseOptions {
  /** Connections at most. Few: each plans every statement anew some five times before it keeps a plan. */
  max?: number;
  log?: Logger;
  /** Told of every statement that goes over the wire, transaction control included. */
  onStatement?: (sql: string) => void;
  /** How long at most somebody waits for a connection, be it for a statement or a transaction, in milliseconds. */
  connectionWithinMs?: number;
}

interface ClientOptions {
  readonly adapter: PrismaPg;
  readonly transactionOptions: { readonly maxWait: number };
}

/** The one way to open a database: Prisma 7 over a pg pool, statements prepared once a connection. */
export function connect<Client>(
  PrismaClient: new (options: ClientOptions) => Client & { $disconnect(): Promise<void> },
  url: string,
  { max = 10, log, onStatement, connectionWithinMs = 5_000 }: DatabaseOptions = {},
): Database<Client> {
  // Prisma writes instants in UTC without saying so: the session has to agree, wherever the server stands.
  const options = '-c TimeZone=UTC';
  const pool = new pg.Pool({
    connectionString: url,
    options,
    max,
    connectionTimeoutMillis: connectionWithinMs,
    keepAlive: true,
  });
  // Without listeners a connection that breaks would end the process. An idle one is replaced by the pool; whoever
  // holds one learns of it from the statement.
  pool.on('error', (error) => log?.warn({ err: error }, 'idle database connection lost'));
  pool.on('connect', (client) => client.on('error', () => undefined));
  if (onStatement) pool.on('connect', (client) => observe(client, onStatement));
  const nameOf = statementNames();
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator: ({ sql }) => nameOf(sql) }),
    transactionOptions: { maxWait: connectionWithinMs },
  });
  return {
    prisma,
    run: (statement) => run(pool, nameOf, statement),
    pool,
    ping: async () => void (await pool.query('SELECT 1')),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/**
 * PostgreSQL keeps a plan for each name and connection. Prisma's texts are few, except lists of varying length (`IN`):
 * beyond the bound a statement stays unnamed, which pg takes as "do not keep".
 */
function statementNames(bound = 500): (sql: string) => string {
  const names = new Map<string, string>();
  return (sql) => {
    const known = names.get(sql);
    if (known) return known;
    if (names.size === bound) return '';
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  };
}

async function run<Row extends object>(
  pool: pg.Pool,
  nameOf: (sql: string) => string,
  { text, values }: Statement,
): Promise<Row[]> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<Row>({ name: nameOf(text), text, values: values.map(asText), types });
    client.release();
    return rows;
  } catch (error) {
    // The connection of a statement that was merely refused goes on.
    const refused = error instanceof pg.DatabaseError && error.severity === 'ERROR';
    client.release(!refused);
    throw refused ? new StatementRefused(error) : error;
  }
}

/** Instants in UTC, whatever the zone of this process. */
function asText(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}

const dateOid: number = pg.types.builtins.DATE;
const bigintOid: number = pg.types.builtins.INT8;

/** As Prisma's client has them: days as midnight in UTC, and whole numbers of 64 bits whole. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === dateOid) return (day: string) => new Date(`${day}T00:00:00Z`);
    if (oid === bigintOid) return BigInt;
    return pg.types.getTypeParser(oid, format);
  },
};

function observe(client: pg.PoolClient, onStatement: (sql: string) => void): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  client.query = ((...args: unknown[]) => {
    const [statement] = args as [string | { text: string }];
    onStatement(typeof statement === 'string' ? statement : statement.text);
    return query(...args);
  }) as typeof client.query;
}
