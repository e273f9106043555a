import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from '../../stack/settings.ts';
import { until } from '../../stack/until.ts';
import { fromRoot } from '../../platform/project-root.ts';
import type { Used } from './counting-app.ts';

export type CountedApp = Awaited<ReturnType<typeof startCountedApp>>;

const startsWithin = 60_000;

/** The app of a stack, in a process of its own. */
export async function startCountedApp({ home, environment, urls }: Settings) {
  const log = openSync(join(home.logs, 'app.log'), 'a');
  const env = { ...environment, PORT: new URL(urls.app).port };
  const child = fork(fromRoot('dist', 'proof', 'bench', 'counting-app.js'), {
    env,
    stdio: ['ignore', log, log, 'ipc'],
  });
  const gone = once(child, 'exit');
  const ready = () =>
    fetch(`${urls.app}/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  if (!(await until(ready, startsWithin)))
    throw new Error(`The app does not start; its log: ${join(home.logs, 'app.log')}`);

  async function used(): Promise<Used> {
    const answering = once(child, 'message');
    child.send({});
    const [answer] = (await answering) as [Used];
    return answer;
  }

  return {
    pid: child.pid!,
    used,
    /** Asks for its memory every so often, until it is stopped; megabytes. */
    watch(everyMs: number) {
      const resident: number[] = [];
      const heap: number[] = [];
      let stopped = false;
      const watching = (async () => {
        while (!stopped) {
          const { residentBytes, heapBytes } = await used();
          resident.push(Math.round(residentBytes / 1e6));
          heap.push(Math.round(heapBytes / 1e6));
          await delay(everyMs);
        }
      })();
      return async () => {
        stopped = true;
        await watching;
        return { resident, heap };
      };
    },
    async close(): Promise<void> {
      child.disconnect();
      await gone;
    },
  };
}
