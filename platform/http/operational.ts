import express, { Router, type Express } from 'express';
import type { Registry } from 'prom-client';

/** Dependencies by name; a probe rejects when its dependency is not reached. */
export type Readiness = Readonly<Record<string, () => Promise<unknown>>>;

const probeTimeoutMs = 2_000;

/**
 * /health: the process is alive. /ready: what it depends on is reached; what it can wait for is named and no reason to
 * send it nothing.
 */
export function operational(readiness: Readiness, mayWaitFor: Readiness): Router {
  const router = Router();
  router.get('/health', (_request, response) => {
    response.json({ status: 'alive' });
  });
  router.get('/ready', async (_request, response) => {
    const [unreached, waitsFor] = await Promise.all([unreachedOf(readiness), unreachedOf(mayWaitFor)]);
    const held = waitsFor.length > 0 && { waitsFor };
    if (unreached.length === 0) response.json({ status: 'ready', ...held });
    else response.status(503).json({ status: 'unready', unreached, ...held });
  });
  return router;
}

/** /metrics for Prometheus, alone on an address of its own: whoever may use the API need not read them. */
export function metricsApp(registry: Registry): Express {
  const app = express();
  app.disable('x-powered-by');
  app.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  return app;
}

async function unreachedOf(readiness: Readiness): Promise<string[]> {
  const probes = Object.entries(readiness).map(async ([name, probe]) => ((await reached(probe)) ? [] : [name]));
  return (await Promise.all(probes)).flat();
}

async function reached(probe: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), probeTimeoutMs);
  });
  const answer = probe().then(
    () => true,
    () => false,
  );
  return Promise.race([answer, timeout]).finally(() => clearTimeout(timer));
}
