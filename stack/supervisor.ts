import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StackFailure } from './failure.ts';
import type { Guard } from './guard.ts';
import { freshLog, lastLines } from './logs.ts';
import type { Part } from './parts.ts';
import { until } from './until.ts';

const startDeadline = 60_000;
const backoff = { first: 500, most: 30_000 };
/** A part that lived this long starts its backoff anew. */
const steady = 60_000;

/** Milliseconds until a part that lived for so many is started again; each part has its own. */
export type Pauses = () => (lived: number) => number;

type Tell = (line: string) => void;

/** Starts parts, starts again what dies, and stops all of it. */
export class Supervisor {
  readonly #guard: Guard;
  readonly #logs: string;
  readonly #tell: Tell;
  readonly #pauses: Pauses;
  readonly #running = new Map<string, ChildProcess>();
  #started = 0;
  #stopping = false;

  constructor(guard: Guard, logs: string, tell: Tell, pauses: Pauses = backingOff) {
    this.#guard = guard;
    this.#logs = logs;
    this.#tell = tell;
    this.#pauses = pauses;
  }

  /** Resolves when the part answers. */
  async start(part: Part): Promise<void> {
    const order = this.#started++;
    const log = join(this.#logs, `${part.name}.log`);
    freshLog(log);
    const child = await this.#spawn(part, order, log);
    const ended = endOf(child);
    const outcome = await Promise.race([until(() => part.answers(), startDeadline), ended]);
    if (outcome !== true) throw didNotStart(part, log, outcome);
    void this.#keep(part, order, log, ended);
  }

  /** Kills it as a crash would; it is started again like any part that died. */
  async kill(name: string): Promise<void> {
    const child = this.#running.get(name)!;
    const gone = endOf(child);
    if (child.kill('SIGKILL')) await gone;
  }

  /** From here on nothing is started again. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#guard.stop();
  }

  async #spawn({ name, signal, patience, command }: Part, order: number, log: string): Promise<ChildProcess> {
    const prepared = await command();
    if (this.#stopping) throw new StackFailure('The stack is being stopped.');
    const child = this.#guard.start({ name, order, signal, patience }, prepared, log);
    this.#running.set(name, child);
    return child;
  }

  async #keep(part: Part, order: number, log: string, first: Promise<string>): Promise<void> {
    let ended = first;
    const pauseAfter = this.#pauses();
    for (let born = Date.now(); ; born = Date.now()) {
      const how = await ended;
      if (this.#stopping) return;
      const pause = pauseAfter(Date.now() - born);
      this.#tell(`${part.title} ended (${how}); starting it again in ${pause / 1000} s. Its log: ${log}`);
      await delay(pause);
      if (this.#stopping) return;
      ended = endOf(await this.#spawn(part, order, log));
      void this.#sayWhenBack(part, ended);
    }
  }

  async #sayWhenBack(part: Part, ended: Promise<string>): Promise<void> {
    const outcome = await Promise.race([until(() => part.answers(), startDeadline), ended]);
    if (outcome === true && !this.#stopping) this.#tell(`${part.title} is back.`);
  }
}

function backingOff(): (lived: number) => number {
  let next = backoff.first;
  return (lived) => {
    const pause = lived > steady ? backoff.first : next;
    next = Math.min(pause * 2, backoff.most);
    return pause;
  };
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

function didNotStart({ title }: Part, log: string, outcome: string | false): StackFailure {
  const how = outcome === false ? `does not answer within ${startDeadline / 1000} s` : `ended at once (${outcome})`;
  return new StackFailure(`${title} ${how}. The end of its log, ${log}:\n\n${lastLines(log)}`);
}
