import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import proto from '@temporalio/proto';
import { fromRoot } from '../../platform/project-root.ts';

const { History } = proto.temporal.api.history.v1;
export type IHistory = proto.temporal.api.history.v1.IHistory;

const folder = fromRoot('test', 'replay', 'histories');

/** Names of the stored histories, as `2026-11/approved`. */
export function storedHistories(): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

export function storedHistory(name: string): IHistory {
  return History.fromObject(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as object);
}

export function workflowIdOf({ events }: IHistory): string {
  return events![0]!.workflowExecutionStartedEventAttributes!.workflowId!;
}

/** @param version folder of the histories that belong to one state of the code, as `2026-11`. */
export function storeHistory(version: string, path: string, workflowId: string, history: IHistory): void {
  mkdirSync(join(folder, version), { recursive: true });
  // Not every server says so itself, and a run is known by its name.
  history.events![0]!.workflowExecutionStartedEventAttributes!.workflowId = workflowId;
  const readable = History.toObject(History.fromObject(history), { enums: String, longs: String, bytes: String });
  writeFileSync(join(folder, version, `${path}.json`), `${JSON.stringify(readable, withoutPlace, 1)}\n`);
}

/** Where it was recorded is of no account: neither who recorded it, nor the stack traces with their paths. */
function withoutPlace(field: string, value: unknown): unknown {
  if (field === 'identity') return 'recorder';
  return field === 'encodedAttributes' || field === 'stackTrace' ? undefined : value;
}
