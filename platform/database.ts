import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Logger } from './log.ts';

export interface Database<Client> {
  prisma: Client;
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
}

/** The one way to open a database: Prisma 7 over a pg pool, statements prepared once a connection. */
export function connect<Client>(
  PrismaClient: new (options: { adapter: PrismaPg }) => Client & { $disconnect(): Promise<void> },
  url: string,
  { max = 10, log, onStatement }: DatabaseOptions = {},
): Database<Client> {
  // Prisma writes instants in UTC without saying so: the session has to agree, wherever the server stands.
  const options = '-c TimeZone=UTC';
  const pool = new pg.Pool({ connectionString: url, options, max, connectionTimeoutMillis: 5_000, keepAlive: true });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => log?.warn({ err: error }, 'idle database connection lost'));
  if (onStatement) pool.on('connect', (client) => observe(client, onStatement));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { statementNameGenerator: statementNames() }) });
  return {
    prisma,
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
function statementNames(bound = 500): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known) return known;
    if (names.size === bound) return '';
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  };
}

function observe(client: pg.PoolClient, onStatement: (sql: string) => void): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  client.query = ((...args: unknown[]) => {
    const [statement] = args as [string | { text: string }];
    onStatement(typeof statement === 'string' ? statement : statement.text);
    return query(...args);
  }) as typeof client.query;
}
