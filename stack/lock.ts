import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { fromRoot } from '../platform/project-root.ts';
import { StackFailure } from './failure.ts';
import type { Home } from './home.ts';

// Shared with the guard, which is plain JavaScript and not built.
const { birth } = (await import(pathToFileURL(fromRoot('stack', 'process-birth.mjs')).href)) as {
  birth(pid: number): string | undefined;
};

interface Holder {
  pid: number;
  born: string;
}

/** Takes the home for this process; returns what gives it back. */
export function lockHome({ lock, folder }: Home): () => void {
  const holder = holderOf(lock);
  if (holder) {
    throw new StackFailure(
      `A stack runs already on ${folder} (process ${holder.pid}): use that one, stop it, or set ` +
        'MANTEBAN_HOME and other ports for a second.',
    );
  }
  rmSync(lock, { force: true });
  const mine: Holder = { pid: process.pid, born: birth(process.pid) ?? '' };
  writeFileSync(lock, JSON.stringify(mine), { flag: 'wx' });
  return () => rmSync(lock, { force: true });
}

/** Who holds the lock and lives; a lock that outlived its holder, or was never finished, is nobody's. */
function holderOf(lock: string): Holder | undefined {
  if (!existsSync(lock)) return undefined;
  try {
    const { pid, born } = JSON.parse(readFileSync(lock, 'utf8')) as Holder;
    return birth(pid) === born ? { pid, born } : undefined;
  } catch {
    return undefined;
  }
}
