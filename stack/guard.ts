import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fromRoot } from '../platform/project-root.ts';
import type { Command } from './command.ts';

export interface Started {
  name: string;
  /** Place in the order of starting; stopped in reverse. */
  order: number;
  /** How it is asked to stop, and for how many milliseconds it may take. */
  signal: NodeJS.Signals;
  patience: number;
}

export interface Guard {
  /** Starts a process in a group of its own, its output in `log`, and puts it under guard. */
  start(started: Started, command: Command, log: string): ChildProcess;
  /** Stops everything in reverse order; resolves when nothing is left. */
  stop(): Promise<void>;
}

/** A guard process (guard.mjs) that stops what was started even when this process is killed. */
export function openGuard(recordFile: string, tell: (line: string) => void): Guard {
  const guard = spawn(process.execPath, [fromRoot('stack', 'guard.mjs'), recordFile], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const gone = new Promise<void>((resolve) => guard.once('exit', () => resolve()));
  createInterface({ input: guard.stdout }).on('line', tell);
  return {
    start(started, command, log) {
      const child = spawnLogged(command, log);
      if (child.pid !== undefined) guard.stdin.write(`${JSON.stringify({ ...started, pid: child.pid })}\n`);
      return child;
    },
    async stop() {
      guard.stdin.end();
      await gone;
    },
  };
}

function spawnLogged({ file, args, env, uid, gid }: Command, log: string): ChildProcess {
  const output = openSync(log, 'a');
  try {
    return spawn(file, args, {
      stdio: ['ignore', output, output],
      detached: true,
      env: env ?? process.env,
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
  } finally {
    closeSync(output);
  }
}
