// @ts-check
/**
 * Stands beside a stack and outlives it. Each line on stdin names a process that was started:
 *   {"name":"postgres","order":0,"pid":4711,"signal":"SIGINT","patience":10000}
 * When stdin ends, however it ends, the processes are stopped in reverse order, with their groups, and the guard
 * leaves. The record file, its only argument, tells a later guard what an earlier one could not stop: started with an
 * empty stdin, a guard clears what is left over. On stdout it says `stopping NAME`, `killed NAME`, `stopped NAME`.
 *
 * Plain JavaScript, for it must run from a checkout that is not built.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { birth } from './process-birth.mjs';

/**
 * @typedef {{ name: string, order: number, pid: number, signal: NodeJS.Signals, patience: number, born?: string }}
 * Entry
 */

const recordFile = process.argv[2] ?? '';
const poll = 50;

/** @type {Map<string, Entry>} */
const entries = new Map(readRecord().map((entry) => [entry.name, entry]));

process.stdout.on('error', () => {}); // nobody listens any more
process.once('SIGTERM', () => void stopAll());

for await (const line of createInterface({ input: process.stdin })) {
  /** @type {Entry} */
  const entry = JSON.parse(line);
  entries.set(entry.name, { ...entry, born: birth(entry.pid) });
  writeRecord();
}
await stopAll();

async function stopAll() {
  for (const entry of [...entries.values()].sort((a, b) => b.order - a.order)) {
    if (alive(entry)) await stop(entry);
    entries.delete(entry.name);
    writeRecord();
  }
  rmSync(recordFile, { force: true });
  process.exit(0);
}

/** @param {Entry} entry */
async function stop(entry) {
  say('stopping', entry);
  signal(entry.pid, entry.signal);
  const deadline = Date.now() + entry.patience;
  while (alive(entry) && Date.now() < deadline) await delay(poll);
  if (alive(entry)) say('killed', entry);
  signal(-entry.pid, 'SIGKILL');
  while (alive(entry)) await delay(poll);
  say('stopped', entry);
}

/** @param {number} pid @param {NodeJS.Signals} name */
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/** Whether this very process still runs. @param {Entry} entry */
function alive(entry) {
  const born = birth(entry.pid);
  return born !== undefined && born === entry.born;
}

/** @returns {Entry[]} */
function readRecord() {
  try {
    return JSON.parse(readFileSync(recordFile, 'utf8'));
  } catch {
    return [];
  }
}

function writeRecord() {
  writeFileSync(`${recordFile}.new`, JSON.stringify([...entries.values()]));
  renameSync(`${recordFile}.new`, recordFile);
}

/** @param {string} what @param {Entry} entry */
function say(what, { name }) {
  process.stdout.write(`${what} ${name}\n`);
}
