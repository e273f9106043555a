import { createHttpApp } from '../platform/http/app.ts';
import type { Clock } from '../platform/clock.ts';
import { serve, type Serving } from '../platform/http/serve.ts';
import type { Logger } from '../platform/log.ts';
import { encryptedPayloads } from '../worker/data-converter.ts';
import { effectInterceptors } from '../worker/interceptors.ts';
import { keepSchedules } from '../worker/schedules.ts';
import { startWorkers, type WorkflowCode } from '../worker/workers.ts';
import { composeApi } from './api.ts';
import type { AppConfig } from './config.ts';
import { capabilities } from './capabilities/index.ts';
import { passesOf } from './capability.ts';
import { openEffectParts } from './effect-parts.ts';
import { openParts, type Parts } from './parts.ts';

export interface Surroundings {
  clock: Clock;
  log: Logger;
  workflowCode: WorkflowCode;
  /** Folder of the policy packs; the project's own, unless given. */
  packs?: string;
  /** Refuse to send what the declared schema does not allow; for tests. */
  checkReplies?: boolean;
  /** Milliseconds from one look of the outbox to the next; a clock that jumps leaves no second to wait for it. */
  outboxEveryMs?: number;
  /** Told of every SQL statement; for measuring. */
  onStatement?: (sql: string) => void;
  /** A worker that fails leaves a process of no use. */
  onWorkerFailure?: (error: unknown) => void;
}

type Closer = () => Promise<unknown>;

/** API, workers, or both in one process, so that a submission's first workflow task needs no round trip. */
export async function startApp(config: AppConfig, surroundings: Surroundings): Promise<Serving> {
  const { log, checkReplies = false, outboxEveryMs = 1_000 } = surroundings;
  const parts = openParts(config, surroundings);
  const { HOST: host, PORT: port, ROLE: role } = config;
  const api = role === 'worker' ? undefined : await composeApi(config, parts, { checkReplies, outboxEveryMs });
  const stopWorkers = role === 'api' ? undefined : await runWorkers(config, parts, surroundings);
  const closers: Closer[] = [...(api?.closers ?? []), ...(stopWorkers ? [stopWorkers] : []), parts.close];
  const metrics = { registry: parts.metrics, host: config.METRICS_HOST, port: config.METRICS_PORT };
  return serve({ app: api?.app ?? operationalOnly(parts), host, port, log, metrics, closers });
}

/** In the background, since the server may come later than we do. Returns what ends them. */
async function runWorkers(
  config: AppConfig,
  parts: Parts,
  { workflowCode, onWorkerFailure }: Surroundings,
): Promise<Closer> {
  const { log, metrics, temporal } = parts;
  const shared = await openEffectParts(config, parts);
  const served = capabilities.flatMap((capability) => capability.effects?.(shared) ?? []);
  const starting = temporal.connected.then((connection) =>
    startWorkers(
      {
        connection,
        namespace: config.TEMPORAL_NAMESPACE,
        dataConverter: encryptedPayloads(config.PAYLOAD_KEYS),
        interceptors: { activity: [effectInterceptors(log, metrics)] },
      },
      workflowCode,
      served,
    ),
  );
  const schedules = starting.then(() => keepSchedules(temporal.client(), passesOf(capabilities), log));
  schedules.catch(() => undefined);
  let stopping = false;
  const ended = starting
    .then((workers) => workers.finished)
    .catch((error: unknown) => (stopping ? undefined : onWorkerFailure?.(error)));
  return async () => {
    stopping = true;
    void schedules.then((kept) => kept.close()).catch(() => undefined);
    const workers = temporal.giveUp() ? undefined : await starting.catch(() => undefined);
    await workers?.shutdown();
    if (workers) await ended;
    await shared.close();
  };
}

/** A worker process serves health and readiness only. */
function operationalOnly({ log, metrics, readiness, waitsFor }: Parts) {
  const info = {
    title: 'manteban worker',
    version: '1',
    description: 'Health and readiness of a worker process.',
  };
  const authorise = () => {
    throw new Error('A worker has no operations.');
  };
  return createHttpApp({ info, log, metrics, readiness, waitsFor, routes: [], authorise });
}
