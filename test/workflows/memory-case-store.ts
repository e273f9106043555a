import { EventEmitter } from 'node:events';
import type {
  CaseChange,
  CaseEffect,
  CaseStore,
  NewAssessment,
  NewNotice,
  NewTask,
  StoredCase,
} from '../../activities/ports.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Facts } from '../../domain/eligibility/verdict.ts';

/** What stands recorded of one case. */
export interface CaseRecord extends Omit<CaseChange, 'decision'> {
  readonly stored: StoredCase;
  /** One entry an effect, in the order in which they were done. */
  readonly ledger: readonly LedgerEntry[];
  readonly tasks: readonly (NewTask & { completed: boolean })[];
  readonly assessments: readonly NewAssessment[];
  readonly notices: readonly NewNotice[];
}

type LedgerEntry = Pick<CaseEffect<object>, 'at' | 'actor' | 'action' | 'result'> & { readonly key: string };

/** The port's promises in memory: one entry a key, all of an effect or nothing; and a database's faults on demand. */
export class MemoryCaseStore implements CaseStore {
  /** While true, every call fails as it would without a database. */
  down = false;
  readonly #cases = new Map<string, CaseRecord>();
  readonly #answersToLose = new Set<string>();
  readonly #written = new EventEmitter().setMaxListeners(0);

  receive(stored: StoredCase): void {
    this.#cases.set(stored.id, { stored, ledger: [], tasks: [], assessments: [], notices: [] });
  }

  /** The next effect under this key is committed, and its answer is lost on the way. */
  loseAnswerOf(key: string): void {
    this.#answersToLose.add(key);
  }

  of(caseId: string): CaseRecord {
    const found = this.#cases.get(caseId);
    if (!found) throw new DomainError('NOT_FOUND', `There is no case ${caseId}.`);
    return found;
  }

  /** Resolves when the record first satisfies `condition`. */
  async reached(caseId: string, condition: (record: CaseRecord) => boolean): Promise<CaseRecord> {
    for (;;) {
      const record = this.of(caseId);
      if (condition(record)) return record;
      await new Promise((resolve) => this.#written.once(caseId, resolve));
    }
  }

  async get(caseId: string): Promise<StoredCase> {
    return this.#connected(caseId).stored;
  }

  async effect<R extends object>(
    caseId: string,
    key: string,
    act: (found: StoredCase) => CaseEffect<R> | Promise<CaseEffect<R>>,
  ): Promise<R> {
    const before = entryOf(this.#connected(caseId), key);
    if (before) return before.result as R;
    const done = await act(this.#connected(caseId).stored);
    const meanwhile = entryOf(this.#connected(caseId), key);
    if (meanwhile) return meanwhile.result as R;
    this.#cases.set(caseId, written(this.of(caseId), key, done));
    this.#written.emit(caseId);
    if (this.#answersToLose.delete(key)) throw new Error('The connection ended before the answer came.');
    return done.result;
  }

  async recognisedOf({ id, personId }: StoredCase): Promise<Facts['recognised']> {
    const others = [...this.#cases.values()].filter(({ stored }) => stored.personId === personId && stored.id !== id);
    return others.flatMap(({ stored: { disease, region, filingNumber, decision } }) =>
      decision?.benefitFrom ? [{ disease, region, filingNumber: filingNumber ?? '', from: decision.benefitFrom }] : [],
    );
  }

  #connected(caseId: string): CaseRecord {
    if (this.down) throw new Error('The database does not answer.');
    return this.of(caseId);
  }
}

function entryOf({ ledger }: CaseRecord, key: string): LedgerEntry | undefined {
  return ledger.find((entry) => entry.key === key);
}

function written(record: CaseRecord, key: string, done: CaseEffect<object>): CaseRecord {
  const { at, actor, action, result, change = {}, task, completes, assessment, notices = [] } = done;
  const { decision, filing, runId, status, ...columns } = change;
  const stored = {
    ...record.stored,
    ...(decision && { decision }),
    ...(filing && { filingNumber: filing.number }),
    ...(runId && { runId }),
    ...(status && { status }),
  };
  const tasks = record.tasks.map((open) => (open.id === completes ? { ...open, completed: true } : open));
  return {
    ...record,
    ...columns,
    ...(filing && { filing }),
    stored,
    ledger: [...record.ledger, { key, at, actor, action, result: structuredClone(result) }],
    tasks: task ? [...tasks, { ...task, completed: false }] : tasks,
    assessments: assessment ? [...record.assessments, assessment] : record.assessments,
    notices: [...record.notices, ...notices],
  };
}
