import type { z } from 'zod';
import { appConfig } from '../app/config.ts';
import { fromRoot } from '../platform/project-root.ts';
import { variables as notificationVariables } from '../services/notification/config.ts';
import { variables as settlementVariables } from '../services/settlement/config.ts';
import type { Command } from './command.ts';
import { initialisePostgres, postgresAnswers, postgresCommand } from './postgres.ts';
import { stackVariables, type Settings, type StackVariables } from './settings.ts';
import { devServerAnswers, devServerCommand, findProgram, temporalCli } from './temporal-server.ts';

type PortVariable = Extract<keyof StackVariables, `${string}_PORT`>;

/** A process of the stack. */
export interface Part {
  name: string;
  title: string;
  ports: PortVariable[];
  /** Makes what it needs, and says how it is started. */
  command(): Promise<Command>;
  answers(): Promise<boolean>;
  /** How it is asked to stop, and for how many milliseconds it may take. */
  signal: NodeJS.Signals;
  patience: number;
}

type Tell = (line: string) => void;

/** What is started here: the servers at once, then, over migrated databases, the parts at once; stopped in reverse. */
export async function partsOf(settings: Settings, tell: Tell): Promise<{ servers: Part[]; parts: Part[] }> {
  const { starts } = settings;
  return {
    servers: [
      ...(starts.postgres ? [postgres(settings)] : []),
      ...(starts.temporal ? [await temporal(settings, tell)] : []),
    ],
    parts: [
      ...(starts.settlement
        ? [service(settings, 'settlement', 'Settlement service', ['SETTLEMENT_PORT', 'SETTLEMENT_METRICS_PORT'])]
        : []),
      ...(starts.notification
        ? [
            service(settings, 'notification', 'Notification service', [
              'NOTIFICATION_PORT',
              'NOTIFICATION_METRICS_PORT',
              'SMTP_SINK_PORT',
            ]),
          ]
        : []),
      app(settings),
    ],
  };
}

function postgres({ home, variables, postgresPassword }: Settings): Part {
  const options = { folder: home.postgres, port: variables.POSTGRES_PORT, password: postgresPassword };
  return {
    name: 'postgres',
    title: 'PostgreSQL',
    ports: ['POSTGRES_PORT'],
    async command() {
      await initialisePostgres(options);
      return postgresCommand(options);
    },
    answers: () => postgresAnswers(options),
    signal: 'SIGINT', // its "fast" shutdown: ends sessions, keeps every commit
    patience: 20_000,
  };
}

async function temporal({ home, variables, urls }: Settings, tell: Tell): Promise<Part> {
  const program = await findProgram(temporalCli, tell);
  const port = variables.TEMPORAL_PORT;
  const ui = { port: variables.TEMPORAL_UI_PORT, codecEndpoint: `${urls.app}/codec` };
  return {
    name: 'temporal',
    title: 'Temporal server with UI',
    ports: ['TEMPORAL_PORT', 'TEMPORAL_UI_PORT'],
    command: async () => devServerCommand({ program, port, database: home.temporal, ui }),
    answers: () => devServerAnswers(program, port),
    signal: 'SIGTERM',
    patience: 10_000,
  };
}

function service(
  settings: Settings,
  name: 'settlement' | 'notification',
  title: string,
  ports: NodePart['ports'],
): Part {
  const script = `services/${name}/main.js`;
  return node(settings, { name, title, ports, script, url: settings.urls[name], reads: serviceVariables[name] });
}

/** API and worker in one process, so that a submission can start its workflow over the worker's own connection. */
function app(settings: Settings): Part {
  const url = settings.urls.app;
  return node(settings, {
    name: 'app',
    title: 'API and worker',
    ports: ['APP_PORT', 'APP_METRICS_PORT'],
    script: 'app/main.js',
    url,
    reads: appConfig,
  });
}

interface NodePart {
  name: string;
  title: string;
  /** Where it serves, where its metrics are, and what else it listens at. */
  ports: [PortVariable, PortVariable, ...PortVariable[]];
  script: string;
  url: string;
  /** Of what a part is configured by it is told what it reads: it cannot give away the rest. */
  reads: z.ZodObject;
}

const serviceVariables = { settlement: settlementVariables, notification: notificationVariables };
const configuration = new Set(
  [appConfig, settlementVariables, notificationVariables, stackVariables].flatMap(({ shape }) => Object.keys(shape)),
);

function node({ environment, variables }: Settings, { name, title, ports, script, url, reads }: NodePart): Part {
  const told = Object.entries(environment).filter(
    ([variable]) => variable in reads.shape || !configuration.has(variable),
  );
  const [, metricsPort] = ports;
  const env = { ...Object.fromEntries(told), PORT: new URL(url).port, METRICS_PORT: String(variables[metricsPort]) };
  return {
    name,
    title,
    ports,
    command: async () => ({ file: process.execPath, args: [fromRoot('dist', script)], env }),
    answers: () => ready(url),
    signal: 'SIGTERM',
    patience: 15_000,
  };
}

async function ready(url: string): Promise<boolean> {
  try {
    const { ok } = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(2_000) });
    return ok;
  } catch {
    return false;
  }
}
