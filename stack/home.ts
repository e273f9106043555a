import { join, resolve } from 'node:path';
import { projectRoot } from '../platform/project-root.ts';

/** Where an embedded stack keeps its data: `.manteban`, or MANTEBAN_HOME. */
export function homeFolder(): string {
  return resolve(projectRoot, process.env.MANTEBAN_HOME || '.manteban');
}

export interface Home {
  folder: string;
  postgres: string;
  /** Temporal's SQLite file. */
  temporal: string;
  documents: string;
  issuer: string;
  secrets: string;
  /** Credentials with which providers settle. */
  providers: string;
  logs: string;
  /** A record a start, of the processes that it started. */
  processes: string;
  lock: string;
  /** Addresses of the stack while it serves, and the token of its codec endpoint. */
  serving: string;
}

export function homeAt(folder: string): Home {
  return {
    folder,
    postgres: join(folder, 'postgres'),
    temporal: join(folder, 'temporal.db'),
    documents: join(folder, 'documents'),
    issuer: join(folder, 'issuer'),
    secrets: join(folder, 'secrets.json'),
    providers: join(folder, 'providers.json'),
    logs: join(folder, 'logs'),
    processes: join(folder, 'processes'),
    lock: join(folder, 'lock.json'),
    serving: join(folder, 'serving.json'),
  };
}
