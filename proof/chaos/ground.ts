import { mkdirSync } from 'node:fs';
import type { Random } from '../../examples/office/random.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { openGuard } from '../../stack/guard.ts';
import { homeAt } from '../../stack/home.ts';
import { partsOf, type Part } from '../../stack/parts.ts';
import { freePort } from '../../stack/ports.ts';
import { readSettings, stackVariables } from '../../stack/settings.ts';
import { migrate } from '../../stack/stack.ts';
import { Supervisor } from '../../stack/supervisor.ts';
import { until } from '../../stack/until.ts';

const longestPause = 2_000;
const backWithin = 90_000;

export const partNames = ['postgres', 'temporal', 'settlement', 'notification', 'app'] as const;
export type PartName = (typeof partNames)[number];

export type Ground = Awaited<ReturnType<typeof openGround>>;

/** The parts of `npm start` on an empty folder and free ports; each is started again some time after it was killed. */
export async function openGround(folder: string, random: Random, tell: (line: string) => void) {
  const home = homeAt(folder);
  mkdirSync(home.logs, { recursive: true });
  const settings = await readSettings(home, await ownEverything());
  const { servers, parts: asStarted } = await partsOf(settings, tell);
  const parts = asStarted.map((part) =>
    part.name === 'settlement' ? runBy(part, 'proof/chaos/settlement-ahead.js') : part,
  );
  const guard = openGuard(`${folder}/processes.json`, tell);
  const supervisor = new Supervisor(guard, home.logs, tell, () => () => random.int(0, longestPause));
  const together = (those: readonly Part[]) => Promise.all(those.map((part) => supervisor.start(part)));
  try {
    await together(servers);
    await migrate(settings);
    await together(parts);
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
  const all = new Map([...servers, ...parts].map((part) => [part.name, part]));

  return {
    settings,
    kill: (name: PartName): Promise<void> => supervisor.kill(name),
    /** Whether it answers again before long. */
    isBack: (name: PartName): Promise<boolean> => until(() => all.get(name)!.answers(), backWithin),
    close: (): Promise<void> => supervisor.stop(),
  };
}

/** The same part, run by another program. */
function runBy(part: Part, script: string): Part {
  return { ...part, command: async () => ({ ...(await part.command()), args: [fromRoot('dist', script)] }) };
}

/** Nothing from outside, whatever the environment names: all of it is going to be killed. */
async function ownEverything(): Promise<NodeJS.ProcessEnv> {
  const environment: NodeJS.ProcessEnv = {};
  for (const name of Object.keys(stackVariables.shape)) {
    environment[name] = name.endsWith('_PORT') ? String(await freePort()) : undefined;
  }
  return environment;
}
