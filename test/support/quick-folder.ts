import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const inMemory = '/dev/shm';
/** For some hundred databases of a dozen megabytes each, and as much again for those who use them. */
const roomBytes = 8 * 1024 ** 3;

/**
 * Where the databases of a run lie: in memory, where there is plenty. One is four hundred files, and a busy disk makes or
 * removes a thousand in a second.
 */
export function quickFolder(): string {
  if (!existsSync(inMemory)) return tmpdir();
  const { bavail, bsize } = statfsSync(inMemory);
  return Math.min(bavail * bsize, process.availableMemory()) > roomBytes ? inMemory : tmpdir();
}

/** A folder in there for this process to remove; what one that was killed left goes now. */
export function runFolder(): string {
  const parent = quickFolder();
  for (const name of readdirSync(parent)) {
    const [, owner] = /^manteban-test-(\d+)-/.exec(name) ?? [];
    if (owner && !isAlive(Number(owner))) rmSync(join(parent, name), { recursive: true, force: true });
  }
  return mkdtempSync(join(parent, `manteban-test-${process.pid}-`));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
