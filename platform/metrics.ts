import { collectDefaultMetrics, Registry } from 'prom-client';

/** One registry a process, with Node's own metrics, every series labelled with the part. */
export function createMetrics(part: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ part });
  collectDefaultMetrics({ register: registry });
  return registry;
}
