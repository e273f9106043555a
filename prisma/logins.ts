import pg from 'pg';
import { StackFailure } from '../stack/failure.ts';
import { migrate, schemaFolders, withClient, type DatabaseName } from './migrate.ts';

/** Addresses of one database, by who logs in. */
export interface Logins {
  /** May create roles and databases; where it is left out, both are there. Used here alone. */
  readonly admin?: string | undefined;
  /** Owns the tables and migrates them. */
  readonly owner: string;
  /** The program that serves: it adds to what is append-only, and neither changes nor removes it. */
  readonly writer: string;
  /** Reads all of it. */
  readonly reader?: string | undefined;
}

/** Of a database on a server of ours, where all of them are. */
export type OwnLogins = { readonly [Who in keyof Logins]-?: string };

/** Where these are read from. */
export const urlVariables = {
  engine: { owner: 'DATABASE_OWNER_URL', writer: 'DATABASE_URL' },
  settlement: { owner: 'SETTLEMENT_DATABASE_OWNER_URL', writer: 'SETTLEMENT_DATABASE_URL' },
  notification: { owner: 'NOTIFICATION_DATABASE_OWNER_URL', writer: 'NOTIFICATION_DATABASE_URL' },
} as const satisfies Record<DatabaseName, { owner: string; writer: string }>;

/** Names of the roles where we make them. */
export const roles = {
  owner: 'manteban_owner',
  writer: { engine: 'manteban_writer', settlement: 'settlement_writer', notification: 'notification_writer' },
  reader: 'manteban_reader',
} as const satisfies { owner: string; writer: Record<DatabaseName, string>; reader: string };

/** Those of a database on a server of ours. */
export function loginsOf(
  admin: string,
  name: DatabaseName,
  database: string,
  passwordOf: (role: string) => string,
): OwnLogins {
  const as = (role: string) => {
    const url = new URL(admin);
    url.username = role;
    url.password = encodeURIComponent(passwordOf(role));
    url.pathname = `/${database}`;
    return url.href;
  };
  return { admin, owner: as(roles.owner), writer: as(roles.writer[name]), reader: as(roles.reader) };
}

/** Roles, database, tables and who may do what: all of it, or what is missing. Names the migrations applied. */
export async function prepare(name: DatabaseName, { admin, owner, writer, reader }: Logins): Promise<string[]> {
  const logins = [owner, writer, ...(reader ? [reader] : [])];
  if (admin) {
    for (const login of logins) await withClient(admin, (client) => makeRole(client, login));
    await makeDatabase(admin, owner, logins);
  }
  const applied = await migrate(owner, schemaFolders[name]);
  await withClient(owner, (client) => grant(client, userIn(writer), reader && userIn(reader)));
  return applied;
}

function userIn(url: string): string {
  return decodeURIComponent(new URL(url).username);
}

async function makeRole(client: pg.Client, login: string): Promise<void> {
  const role = pg.escapeIdentifier(userIn(login));
  const password = pg.escapeLiteral(decodeURIComponent(new URL(login).password));
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [userIn(login)]);
  if (rowCount === 0) await client.query(`CREATE ROLE ${role}`);
  await client.query(`ALTER ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${password}`);
}

/** Whoever has no business in it cannot connect. */
async function makeDatabase(admin: string, owner: string, logins: readonly string[]): Promise<void> {
  const database = decodeURIComponent(new URL(owner).pathname.slice(1));
  const named = pg.escapeIdentifier(database);
  const users = logins.map((login) => pg.escapeIdentifier(userIn(login))).join(', ');
  await withClient(admin, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${named} OWNER ${pg.escapeIdentifier(userIn(owner))}`);
    await client.query(`REVOKE ALL ON DATABASE ${named} FROM PUBLIC; GRANT CONNECT ON DATABASE ${named} TO ${users}`);
  });
}

/** What a trigger keeps append-only the writer may not even try, nor take the trigger away: it owns nothing. */
async function grant(client: pg.Client, writer: string, reader: string | undefined): Promise<void> {
  await refusePowerful(client, writer);
  const to = pg.escapeIdentifier(writer);
  const all = [
    `REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${to}`,
    `GRANT USAGE ON SCHEMA public TO ${to}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${to}`,
    `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${to}`,
    `REVOKE ALL ON "_prisma_migrations" FROM ${to}`,
    ...(await appendOnly(client)).map((table) => `REVOKE UPDATE, DELETE ON ${table} FROM ${to}`),
    ...(reader ? [`GRANT USAGE ON SCHEMA public TO ${pg.escapeIdentifier(reader)}`] : []),
    ...(reader ? [`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${pg.escapeIdentifier(reader)}`] : []),
  ];
  await client.query(`BEGIN; ${all.join('; ')}; COMMIT`);
}

async function appendOnly(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ table: string }>(
    `SELECT DISTINCT "tgrelid"::regclass::text AS "table" FROM pg_trigger JOIN pg_proc ON pg_proc.oid = "tgfoid"
     WHERE NOT "tgisinternal" AND "proname" IN ('refuse_change', 'refuseRewriting')`,
  );
  return rows.map(({ table }) => table);
}

/** A superuser, and whoever owns the tables, is above all that is granted. */
async function refusePowerful(client: pg.Client, writer: string): Promise<void> {
  const { rows } = await client.query<{ powerful: boolean }>(
    `SELECT "rolsuper" OR "rolcreaterole" OR pg_has_role("oid", current_user, 'MEMBER') AS "powerful"
     FROM pg_roles WHERE "rolname" = $1`,
    [writer],
  );
  if (rows[0]?.powerful === false) return;
  throw new StackFailure(
    rows[0]
      ? `The role ${writer} that serves may do whatever the owner may: give it a role of its own, which owns nothing.`
      : `There is no role ${writer}: create it, or name a role that may create others in POSTGRES_ADMIN_URL.`,
  );
}
