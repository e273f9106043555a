import { EventEmitter } from 'node:events';
import type {
  CaseChange,
  CaseEffect,
  CaseStore,
  NewAssessment,
  NewNotice,
  NewTask,
  NewVisit,
  StoredCase,
  TaskMarked,
  TellingCase,
  VisitChange,
} from '../../store/cases/port.ts';
import type { AnswerOutcome } from '../../domain/tasks/answers.ts';
import { isBesideCase } from '../../domain/tasks/kinds.ts';
import type { MessageBody } from '../../store/cases/case-messages.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Facts } from '../../domain/eligibility/verdict.ts';

/** What stands recorded of one case. */
export interface CaseRecord extends Omit<CaseChange, 'decision'> {
  readonly stored: StoredCase;
  /** One entry an effect, in the order in which they were done. */
  readonly ledger: readonly LedgerEntry[];
  readonly tasks: readonly RecordedTask[];
  readonly assessments: readonly NewAssessment[];
  readonly notices: readonly NewNotice[];
  readonly visits: readonly RecordedVisit[];
}

export type RecordedVisit = NewVisit & VisitChange;

export interface RecordedTask extends NewTask {
  readonly state: 'ready' | 'completed' | 'cancelled';
  readonly outcome?: AnswerOutcome;
  readonly marks: readonly TaskMarked['mark'][];
}

type LedgerEntry = Pick<CaseEffect<object>, 'at' | 'actor' | 'action' | 'result'> & { readonly key: string };

/** The port's promises in memory: one entry a key, all of an effect or nothing; and a database's faults on demand. */
export class MemoryCaseStore implements CaseStore {
  /** While true, every call fails as it would without a database. */
  down = false;
  /** Messages that their case has taken or refused. */
  readonly answered = new Set<string>();
  /** Sends what an effect tells its case, as the outbox does. */
  tell: (telling: TellingCase) => Promise<unknown> = () => Promise.resolve();
  /** Told when a case waits for its round, again perhaps. */
  awaitsBatch: (caseId: string) => void = () => undefined;
  readonly #cases = new Map<string, CaseRecord>();
  readonly #messages = new Map<string, MessageBody>();
  #serial = 0;
  readonly #answersToLose = new Set<string>();
  readonly #written = new EventEmitter().setMaxListeners(0);

  receive(stored: StoredCase): void {
    this.#cases.set(stored.id, { stored, ledger: [], tasks: [], assessments: [], notices: [], visits: [] });
  }

  /** What a message that is about to be sent says beside codes. */
  keep(messageId: string, body: MessageBody): void {
    this.#messages.set(messageId, body);
  }

  /** As the API does when a case is opened again. */
  reopen(caseId: string, opening: number, reopenedAt: Date): void {
    const record = this.of(caseId);
    const { ending: _ending, endedAt: _endedAt, ...rest } = record;
    this.#cases.set(caseId, { ...rest, stored: { ...record.stored, status: 'received', opening, reopenedAt } });
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

  all(): readonly CaseRecord[] {
    return [...this.#cases.values()];
  }

  /** Resolves when the record first satisfies `condition`. */
  async reached(caseId: string, condition: (record: CaseRecord) => boolean): Promise<CaseRecord> {
    for (;;) {
      const record = this.of(caseId);
      if (condition(record)) return record;
      await new Promise((resolve) => this.#written.once(caseId, resolve));
    }
  }

  fixedOf(caseId: string): Promise<StoredCase> {
    return this.get(caseId);
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
    if (done.change?.stage === 'awaitingBatch') this.awaitsBatch(caseId);
    const { tells } = done;
    if (tells)
      void this.tell(tells)
        .finally(() => this.answered.add(tells.message.id))
        .catch(() => undefined);
    if (this.#answersToLose.delete(key)) throw new Error('The connection ended before the answer came.');
    return done.result;
  }

  async recognisedOf({ id, personId }: Pick<StoredCase, 'id' | 'personId'>): Promise<Facts['recognised']> {
    const others = [...this.#cases.values()].filter(({ stored }) => stored.personId === personId && stored.id !== id);
    return others.flatMap(({ stored: { disease, region, filingNumber, decision } }) =>
      decision?.benefitFrom ? [{ disease, region, filingNumber: filingNumber ?? '', from: decision.benefitFrom }] : [],
    );
  }

  async heldBy(personId: string): Promise<string[]> {
    const held = [...this.#cases.values()].filter(
      ({ stored, holdsPlace }) => stored.personId === personId && stored.decision?.outcome === 'approved' && holdsPlace,
    );
    return held.map(({ stored }) => stored.id);
  }

  async resultOf<R extends object>(caseId: string, key: string): Promise<R> {
    const entry = entryOf(this.#connected(caseId), key);
    if (!entry) throw new DomainError('NOT_FOUND', `${key} has not been done.`);
    return entry.result as R;
  }

  async taskOf(taskId: string): Promise<{ assignee: string | null }> {
    const found = [...this.#cases.values()].some(({ tasks }) => tasks.some(({ id }) => id === taskId));
    if (!found) throw new DomainError('NOT_FOUND', `There is no task ${taskId}.`);
    return { assignee: null };
  }

  async nextHandbookSerial(): Promise<number> {
    this.#serial += 1;
    return this.#serial;
  }

  async messageBody(messageId: string): Promise<MessageBody> {
    return this.#messages.get(messageId) ?? {};
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
  const { at, actor, action, result, change = {}, task, assessment, notices = [], newVisit, visit } = done;
  const { decision, filing, runId, status, records, institution, majorPriority, minorPriority, ...columns } = change;
  const stored = {
    ...record.stored,
    ...(decision && { decision }),
    ...(filing && { filingNumber: filing.number }),
    ...(change.handbookNumber && { handbookNumber: change.handbookNumber }),
    ...(runId && { runId }),
    ...(change.recognitionState !== undefined && { recognitionState: change.recognitionState }),
    ...(change.insuranceType && { insuranceType: change.insuranceType }),
    ...(status && { status }),
    ...(records && { records }),
    ...(institution && { institution }),
    ...(majorPriority && { majorPriority }),
    ...(minorPriority && { minorPriority }),
  };
  const tasks = record.tasks.map((known) => changed(known, done));
  return {
    ...record,
    ...columns,
    ...(filing && { filing }),
    stored,
    ledger: [...record.ledger, { key, at, actor, action, result: structuredClone(result) }],
    tasks: task ? [...tasks, { ...task, state: 'ready', marks: [] }] : tasks,
    assessments: assessment ? [...record.assessments, assessment] : record.assessments,
    notices: [...record.notices, ...notices],
    visits: [
      ...record.visits.map((known) => (known.id === visit?.id ? { ...known, ...visit } : known)),
      ...(newVisit ? [{ ...newVisit, state: 'offered' as const }] : []),
    ],
  };
}

function changed(task: RecordedTask, { completes, cancels, marks }: CaseEffect<object>): RecordedTask {
  const marked = marks?.taskId === task.id ? { ...task, marks: [...task.marks, marks.mark] } : task;
  if (completes?.taskId === task.id) return { ...marked, state: 'completed', outcome: completes.outcome };
  const isCancelled =
    task.state === 'ready' && (cancels === 'all' ? !isBesideCase(task.kind) : cancels?.includes(task.id));
  return isCancelled ? { ...marked, state: 'cancelled' } : marked;
}
