import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { join } from 'node:path';

const largest = 20 * 1024 * 1024;
const tail = 3_000;

/** A part begins a new log; the one before stays beside it. */
export function freshLog(log: string): void {
  if (existsSync(log)) renameSync(log, `${log}.1`);
}

/** Keeps logs small while their processes append to them: a large one is copied away and emptied. */
export function trimLogs(folder: string): void {
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.log'))) {
    const log = join(folder, name);
    if (statSync(log).size <= largest) continue;
    copyFileSync(log, `${log}.1`);
    truncateSync(log);
  }
}

export function lastLines(log: string): string {
  if (!existsSync(log)) return '(empty)';
  const file = openSync(log, 'r');
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.min(size, tail));
    readSync(file, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8').trimEnd() || '(empty)';
  } finally {
    closeSync(file);
  }
}
