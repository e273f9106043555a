import { cpus, loadavg } from 'node:os';
import type { Caller } from '../../domain/access/access.ts';
import { closedLoop, spread, type Spread } from './measure.ts';

export interface Options {
  readonly tasks: number;
  readonly ballots: number;
  readonly contacts: number;
  readonly calls: number;
  readonly reviewers: number;
}

export interface Measured extends Spread {
  /** SQL statements a call. */
  readonly statements: number;
}

export interface Figures {
  readonly options: Options;
  readonly machine: { readonly processors: number; readonly loadBefore: number };
  /** The next for an officer, a task that is claimed: one at a time, and all at once. For an expert, a ballot. */
  readonly next: { readonly alone: Measured; readonly together: Measured; readonly expert: Measured };
  /** All that waits for somebody, of whatever kind. */
  readonly inbox: Readonly<Record<string, Measured>>;
  readonly inboxCounts: Readonly<Record<string, Measured>>;
  readonly pages: Readonly<Record<string, Measured>>;
  readonly counts: Readonly<Record<string, Measured>>;
}

/** An app that counts its statements, over its HTTP. */
export interface Bench {
  call(caller: Caller, method: 'GET' | 'POST', path: string): Promise<{ kind?: string }>;
  statements(): number;
}

const officer = (subject: string): Caller => ({ subject, roles: ['handlingOfficer'], regions: ['rizhao'] });
const supervisor: Caller = { subject: 'supervisor-1', roles: ['supervisor'], regions: ['rizhao'] };
const reviewer: Caller = {
  subject: 'doctor-1',
  roles: ['departmentReviewer'],
  regions: ['rizhao'],
  institution: 'hospital-5',
};

/** What people ask for all day. */
const asked: readonly [name: string, caller: Caller, query: string][] = [
  ['an officer, what is ready', officer('officer-1'), 'state=ready'],
  ['an officer, ready of one kind and priority', officer('officer-1'), 'state=ready&kind=acceptance&priority=20'],
  ['an officer, what is in hand', officer('officer-1'), 'mine=true&state=claimed'],
  ['a department reviewer, what is ready', reviewer, 'state=ready'],
  ['a supervisor, everything', supervisor, ''],
  ['a supervisor, what is overdue', supervisor, 'overdue=true'],
  ['a supervisor, what was warned of', supervisor, 'attention=warned'],
  ['a supervisor, one hospital', supervisor, 'institution=hospital-7&state=claimed'],
  ['an officer of every region, what is ready', { ...officer('officer-1'), regions: '*' }, 'state=ready'],
];

const expert: Caller = { subject: 'expert-1', roles: ['expert'], regions: ['rizhao'] };

/** For whom something waits. */
const waitingFor: readonly [name: string, caller: Caller, query: string][] = [
  ['an officer: tasks and contacts', officer('officer-1'), ''],
  ['an officer of every region', { ...officer('officer-1'), regions: '*' }, ''],
  ['a department reviewer', reviewer, ''],
  ['an expert: ballots', expert, ''],
  ['an officer who is an expert', { ...expert, roles: ['handlingOfficer', 'expert'] }, ''],
  ['a supervisor: contacts', supervisor, ''],
  ['a helper: contacts', { subject: 'helper-1', roles: ['agent'], regions: [] }, ''],
];

const warmUp = 10;

export async function measure(options: Options, bench: Bench): Promise<Figures> {
  const { calls, reviewers } = options;
  const loadBefore = loadavg()[0]!;
  const next = async (index: number) => {
    const { kind } = await bench.call(officer(`officer-${index % reviewers}`), 'POST', '/v1/inbox/next');
    if (kind !== 'task') throw new Error('A queue is empty that should not be.');
  };
  await measured(reviewers, reviewers, next, bench);
  return {
    options,
    machine: { processors: cpus().length, loadBefore },
    next: {
      alone: await measured(calls, 1, next, bench),
      together: await measured(calls * 5, reviewers, next, bench),
      expert: await measured(calls, 1, async () => void (await bench.call(expert, 'POST', '/v1/inbox/next')), bench),
    },
    inbox: await each(waitingFor, (caller, query) => bench.call(caller, 'GET', `/v1/inbox?${query}`)),
    inboxCounts: await each(waitingFor, (caller) => bench.call(caller, 'GET', '/v1/inbox/count')),
    pages: await each(asked, (caller, query) => bench.call(caller, 'GET', `/v1/tasks?${query}`)),
    counts: await each(asked, (caller, query) => bench.call(caller, 'GET', `/v1/tasks/count?${query}`)),
  };

  async function each(
    all: readonly [name: string, caller: Caller, query: string][],
    one: (caller: Caller, query: string) => Promise<unknown>,
  ) {
    const found: Record<string, Measured> = {};
    for (const [name, caller, query] of all) {
      const call = async () => void (await one(caller, query));
      await measured(warmUp, 1, call, bench);
      found[name] = await measured(calls, 1, call, bench);
    }
    return found;
  }
}

async function measured(
  count: number,
  concurrency: number,
  one: (index: number) => Promise<void>,
  bench: Bench,
): Promise<Measured> {
  const before = bench.statements();
  const milliseconds = await closedLoop(count, concurrency, one);
  return { ...spread(milliseconds), statements: (bench.statements() - before) / count };
}
