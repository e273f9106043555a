import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { httpUrl, port, postgresUrl as postgresUrlOf, readConfig } from '../platform/config.ts';
import { projectRoot } from '../platform/project-root.ts';
import { loginsOf, urlVariables, type OwnLogins } from '../prisma/logins.ts';
import type { DatabaseName } from '../prisma/migrate.ts';
import type { Home } from './home.ts';
import { identityLevel, prepareIssuer } from './issuer.ts';
import { postgresUrl } from './postgres.ts';
import { loadSecrets } from './secrets.ts';

/** An example, as the overlays are: an office sets its own. */
const exampleTaskLimits = ['handlingOfficer', 'hospitalDesk', 'departmentReviewer', 'confirmingOfficer']
  .map((role) => `${role}=20/60`)
  .join(',');

const outside = 'an outside one; then it is not started here';
const owner = 'who migrates the outside one; absent: nobody here';

export const stackVariables = z.object({
  APP_PORT: port.default(7300),
  SETTLEMENT_PORT: port.default(7301),
  NOTIFICATION_PORT: port.default(7302),
  APP_METRICS_PORT: port.default(7310),
  SETTLEMENT_METRICS_PORT: port.default(7311),
  NOTIFICATION_METRICS_PORT: port.default(7312),
  SMTP_SINK_PORT: port.default(7325),
  POSTGRES_PORT: port.default(7432),
  TEMPORAL_PORT: port.default(7233),
  TEMPORAL_UI_PORT: port.default(8233),
  DATABASE_URL: postgresUrlOf.optional().meta({ description: outside }),
  DATABASE_OWNER_URL: postgresUrlOf.optional().meta({ description: owner }),
  SETTLEMENT_DATABASE_URL: postgresUrlOf.optional().meta({ description: outside }),
  SETTLEMENT_DATABASE_OWNER_URL: postgresUrlOf.optional().meta({ description: owner }),
  NOTIFICATION_DATABASE_URL: postgresUrlOf.optional().meta({ description: outside }),
  NOTIFICATION_DATABASE_OWNER_URL: postgresUrlOf.optional().meta({ description: owner }),
  TEMPORAL_ADDRESS: z
    .string()
    .optional()
    .meta({ description: `host:port of ${outside}` }),
  TEMPORAL_UI_URL: httpUrl.optional(),
  SETTLEMENT_URL: httpUrl.optional().meta({ description: outside }),
  NOTIFICATION_URL: httpUrl.optional().meta({ description: outside }),
  OIDC_ISSUER: z.string().optional().meta({ description: 'an outside issuer' }),
});

/** Some databases, and what a migration of them is told beyond what the parts are. */
export interface Migration {
  databases: DatabaseName[];
  environment: NodeJS.ProcessEnv;
}

export type StackVariables = z.output<typeof stackVariables>;

/** Everything that the parts are told, and what of it is started here. */
export interface Settings {
  home: Home;
  variables: StackVariables;
  postgresPassword: string;
  /** As the parts log in. */
  databases: Record<DatabaseName, string>;
  /** Reads the engine's database. */
  readerUrl: string;
  /** Of the parts that run here; an outside database is migrated where its owner is named. No part is told these. */
  migrations: Migration[];
  starts: { postgres: boolean; temporal: boolean; settlement: boolean; notification: boolean };
  urls: { app: string; settlement: string; notification: string; temporalUi: string | undefined };
  temporalAddress: string;
  codecToken: string;
  /** Environment of every part; a part adds its port. */
  environment: NodeJS.ProcessEnv;
}

/** @param environment of a stack that runs already: what it was started with, as far as that differs from ours. */
export async function readSettings(home: Home, environment: NodeJS.ProcessEnv = {}): Promise<Settings> {
  const variables = readConfig(stackVariables, { ...process.env, ...environment });
  const secrets = loadSecrets(home);
  const starts = {
    settlement: !variables.SETTLEMENT_URL,
    notification: !variables.NOTIFICATION_URL,
    temporal: !variables.TEMPORAL_ADDRESS,
  };
  const needed: [DatabaseName, boolean, string | undefined, string][] = [
    ['engine', true, variables.DATABASE_URL, 'manteban'],
    ['settlement', starts.settlement, variables.SETTLEMENT_DATABASE_URL, 'settlement'],
    ['notification', starts.notification, variables.NOTIFICATION_DATABASE_URL, 'notification'],
  ];
  const admin = postgresUrl({ port: variables.POSTGRES_PORT, password: secrets.postgresPassword }, 'postgres');
  const logins = Object.fromEntries(
    needed.map(([name, , , database]) => [
      name,
      loginsOf(admin, name, database, (role) => secrets.databasePasswords[role]!),
    ]),
  ) as Record<DatabaseName, OwnLogins>;
  const databases = Object.fromEntries(needed.map(([name, , given]) => [name, given ?? logins[name].writer])) as Record<
    DatabaseName,
    string
  >;
  const isOutside = (name: DatabaseName) => variables[urlVariables[name].writer] !== undefined;
  const ownerOf = (name: DatabaseName) => variables[urlVariables[name].owner];
  const here = needed.filter(([, isHere]) => isHere).map(([name]) => name);
  const settings = {
    home,
    variables,
    postgresPassword: secrets.postgresPassword,
    databases,
    readerUrl: variables.DATABASE_URL ?? logins.engine.reader,
    migrations: [
      { databases: here.filter((name) => !isOutside(name)), environment: ownersOf(logins) },
      { databases: here.filter((name) => isOutside(name) && ownerOf(name)), environment: {} },
    ].filter((each) => each.databases.length > 0),
    starts: { ...starts, postgres: needed.some(([, isHere, given]) => isHere && !given) },
    urls: urlsOf(variables),
    temporalAddress: variables.TEMPORAL_ADDRESS ?? `127.0.0.1:${variables.TEMPORAL_PORT}`,
    codecToken: randomBytes(18).toString('base64url'),
  };
  return { ...settings, environment: await environmentOf(settings, secrets) };
}

function ownersOf(logins: Record<DatabaseName, OwnLogins>): NodeJS.ProcessEnv {
  const owners = Object.entries(logins).map(([name, { owner }]) => [urlVariables[name as DatabaseName].owner, owner]);
  const { admin, reader } = logins.engine;
  return { ...Object.fromEntries(owners), POSTGRES_ADMIN_URL: admin, DATABASE_READER_URL: reader };
}

function urlsOf(variables: StackVariables): Settings['urls'] {
  const local = (given: number) => `http://127.0.0.1:${given}`;
  const temporalUi = variables.TEMPORAL_ADDRESS ? variables.TEMPORAL_UI_URL : local(variables.TEMPORAL_UI_PORT);
  return {
    app: local(variables.APP_PORT),
    settlement: variables.SETTLEMENT_URL ?? local(variables.SETTLEMENT_PORT),
    notification: variables.NOTIFICATION_URL ?? local(variables.NOTIFICATION_PORT),
    temporalUi,
  };
}

async function environmentOf(
  settings: Omit<Settings, 'environment'>,
  secrets: ReturnType<typeof loadSecrets>,
): Promise<NodeJS.ProcessEnv> {
  const { home, databases, urls, temporalAddress, codecToken, variables } = settings;
  const issuer = variables.OIDC_ISSUER ? undefined : await prepareIssuer(home.issuer);
  // What was given stands; the rest is of the embedded stack's making.
  return {
    DOCUMENT_STORE: `disk:${home.documents}`,
    POLICY_OVERLAYS: join(projectRoot, 'examples', 'overlays'),
    TASK_LIMITS: exampleTaskLimits,
    SERVICE_TOKEN: secrets.serviceToken,
    PROVIDER_CREDENTIALS: home.providers,
    DATA_KEYS: secrets.dataKeys,
    LOOKUP_KEY: secrets.lookupKey,
    PAYLOAD_KEYS: secrets.payloadKeys,
    ...(issuer ? { OIDC_ISSUER: issuer.issuer, OIDC_JWKS: issuer.jwks, OIDC_IDENTITY_LEVELS: identityLevel } : {}),
    ...process.env,
    HOST: '127.0.0.1',
    DATABASE_URL: databases.engine,
    SETTLEMENT_DATABASE_URL: databases.settlement,
    NOTIFICATION_DATABASE_URL: databases.notification,
    SETTLEMENT_URL: urls.settlement,
    NOTIFICATION_URL: urls.notification,
    TEMPORAL_ADDRESS: temporalAddress,
    ...(urls.temporalUi ? { TEMPORAL_UI_URL: urls.temporalUi } : {}),
    CODEC_TOKEN: codecToken,
    SMTP_SINK_PORT: String(variables.SMTP_SINK_PORT),
  };
}
