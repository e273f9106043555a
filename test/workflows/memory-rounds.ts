import type {
  CarriedMember,
  MemberToTally,
  RoundBook,
  RoundStep,
  RoundStore,
  StoredRound,
  Substitution,
  Tallied,
} from '../../store/rounds/port.ts';
import type { Candidate } from '../../domain/rounds/draw.ts';
import type { RoundTimes } from '../../domain/rounds/calendar.ts';
import type { BallotView } from '../../domain/rounds/tally.ts';
import { DomainError } from '../../domain/errors.ts';
import { roundIdOf, type RoundOpened } from '../../store/rounds/opening.ts';
import { memberStates } from '../../store/rounds/codes.ts';
import { applicationWorkflowId } from '../../workflows/ids.ts';
import type { CaseMessage } from '../../workflows/messages.ts';
import type { CaseRecord, MemoryCaseStore } from './memory-case-store.ts';

interface Call {
  readonly subject: string;
  state: 'waiting' | 'cast' | 'replaced';
  readonly at: Date;
}

interface Member {
  readonly caseId: string;
  readonly opening: number;
  state: (typeof memberStates)[number];
  judges: readonly string[];
  readonly calls: Call[];
  readonly ballots: BallotView[];
  ruling?: Extract<Tallied, { state: 'ruled' }>;
  because?: CarriedMember['because'];
  heard?: 'sent' | 'taken';
}

interface Round {
  stored: StoredRound;
  readonly kind: RoundOpened['kind'];
  readonly events: Map<string, RoundStep>;
  readonly members: Map<string, Member>;
  seed?: string;
  register: readonly Candidate[];
  signed?: { readonly by: string; readonly at: Date };
}

/**
 * Rounds in memory, with what their people do to them: the ports' promises, and no locks, since nothing happens at
 * once.
 */
export class RoundsInMemory implements RoundStore, RoundBook {
  readonly rounds = new Map<string, Round>();
  /** The register of experts. */
  experts: Candidate[] = [];
  /** Wherever it was. */
  firstApplicationAt = new Date(0);
  /** Starts the coordinator, as the outbox does. */
  start: (roundId: string) => void = () => undefined;
  /** Tells a case, as the outbox does; rejects where it refuses. */
  tell: (workflowId: string, message: CaseMessage) => Promise<unknown> = () => Promise.resolve();
  readonly #cases: MemoryCaseStore;

  constructor(cases: MemoryCaseStore) {
    this.#cases = cases;
    cases.awaitsBatch = (caseId) => this.#judgedAgain(caseId);
  }

  of(roundId: string): Round {
    const found = this.rounds.get(roundId);
    if (!found) throw new DomainError('NOT_FOUND', `There is no round ${roundId}.`);
    return found;
  }

  member(roundId: string, caseId: string): Member {
    return this.of(roundId).members.get(caseId)!;
  }

  cast(roundId: string, caseId: string, subject: string, opinion: BallotView['opinion']): void {
    const member = this.member(roundId, caseId);
    member.calls.find((call) => call.subject === subject)!.state = 'cast';
    const refusal = {
      code: 'criterionNotMet',
      clause: 'D3-P §三(三)',
      params: { criterion: 'coronaryDisease' },
    } as const;
    member.ballots.push({ subject, opinion, reasons: opinion === 'notRecognised' ? [refusal] : [] });
  }

  sign(roundId: string, by: string, at: Date): void {
    const round = this.of(roundId);
    round.signed = { by, at };
    round.stored = { ...round.stored, state: 'signed' };
  }

  async ofMonth(region: string, month: string) {
    return [...this.rounds.values()]
      .map(({ stored }) => stored)
      .filter((round) => round.region === region && round.month === month);
  }

  async hadApplications(_region: string, by: Date): Promise<boolean> {
    return this.firstApplicationAt <= by;
  }

  async open(times: RoundTimes, { region, kind, policyVersionId }: RoundOpened): Promise<void> {
    const id = roundIdOf(region, times);
    if (this.rounds.has(id)) return;
    const stored = { ...times, id, region, state: 'announced', policyVersionId } as const;
    this.rounds.set(id, { stored, kind, events: new Map(), members: new Map(), register: [] });
    this.start(id);
  }

  async openAfter(roundId: string, step: RoundStep, times: RoundTimes, opened: RoundOpened): Promise<boolean> {
    if (await this.done(roundId, step.effect)) return true;
    if (this.rounds.has(roundIdOf(opened.region, times))) return false;
    await this.open(times, opened);
    return this.record(roundId, step);
  }

  async get(roundId: string): Promise<StoredRound> {
    return this.of(roundId).stored;
  }

  async figures(roundId: string) {
    const members = this.#all(roundId);
    const calls = members.flatMap((member) => member.calls);
    const counts = memberStates.map((state) => [state, members.filter((member) => member.state === state).length]);
    return {
      members: Object.fromEntries(counts) as Record<(typeof memberStates)[number], number>,
      ballots: {
        due: calls.filter(({ state }) => state !== 'replaced').length,
        cast: calls.filter(({ state }) => state === 'cast').length,
      },
      splits: members.filter(({ ballots }) => new Set(ballots.map(({ opinion }) => opinion)).size > 1).length,
      decided: members.filter(({ heard, state }) => state === 'ruled' && heard === 'taken').length,
    };
  }

  async done(roundId: string, effect: string): Promise<object | undefined> {
    return this.of(roundId).events.get(effect)?.data;
  }

  async record(roundId: string, step: RoundStep): Promise<boolean> {
    const round = this.of(roundId);
    if (round.events.has(step.effect) || (step.from && !step.from.includes(round.stored.state))) return false;
    round.events.set(step.effect, structuredClone(step));
    if (step.to) round.stored = { ...round.stored, state: step.to };
    return true;
  }

  async addMembers(roundId: string): Promise<undefined> {
    const { stored, members } = this.of(roundId);
    for (const record of this.#cases.all().filter((found) => isComplete(found, stored))) {
      const { id: caseId, opening } = record.stored;
      const elsewhere = [...this.rounds.values()].some((round) =>
        ['judging', 'asked', 'ruled'].includes(round.members.get(caseId)?.state ?? ''),
      );
      if (!elsewhere) members.set(caseId, { caseId, opening, state: 'judging', judges: [], calls: [], ballots: [] });
    }
  }

  async membersToDraw(roundId: string) {
    return this.#all(roundId).map(({ caseId }) => {
      const { disease, institution } = this.#cases.of(caseId).stored;
      return { caseId, disease, institution, department: null, barred: [] };
    });
  }

  async keepRegister(roundId: string, seed: string) {
    const round = this.of(roundId);
    if (!round.seed) Object.assign(round, { seed, register: structuredClone(this.experts) });
    return { seed: round.seed!, register: round.register };
  }

  async callPanel(
    roundId: string,
    drawn: Parameters<RoundStore['callPanel']>[1],
    experts: number,
    step: RoundStep,
  ): Promise<void> {
    if (!(await this.record(roundId, step))) return;
    for (const { caseId, judges } of drawn) {
      const member = this.member(roundId, caseId);
      member.judges = judges;
      for (const subject of judges.slice(0, experts)) member.calls.push({ subject, state: 'waiting', at: step.at });
    }
  }

  async remind(roundId: string): Promise<number> {
    return this.#all(roundId).flatMap(({ calls }) => calls.filter(({ state }) => state === 'waiting')).length;
  }

  async silentMembers(roundId: string, askedBefore: Date) {
    return this.#all(roundId).flatMap(({ caseId, state, judges, calls }) => {
      const silent = calls
        .filter((call) => call.state === 'waiting' && call.at < askedBefore)
        .map(({ subject }) => subject);
      const next = judges.filter((judge) => !calls.some(({ subject }) => subject === judge));
      return state === 'judging' && silent.length > 0 ? [{ caseId, called: calls.length, silent, next }] : [];
    });
  }

  async substitute(roundId: string, substitutions: readonly Substitution[], at: Date): Promise<void> {
    for (const { caseId, replaced, by } of substitutions) {
      const { calls } = this.member(roundId, caseId);
      for (const call of calls) if (replaced.includes(call.subject)) call.state = 'replaced';
      calls.push(...by.map((subject) => ({ subject, state: 'waiting' as const, at })));
    }
  }

  async membersToTally(roundId: string): Promise<MemberToTally[]> {
    return this.#all(roundId).flatMap(({ caseId, opening, state, judges, ballots }) => {
      if (state !== 'judging' && state !== 'asked') return [];
      const { stored } = this.#cases.of(caseId);
      return [
        {
          caseId,
          state,
          waits: stored.status === 'open' && stored.opening === opening,
          hasJudges: judges.length > 0,
          ballots,
        },
      ];
    });
  }

  async storeTally(roundId: string, tallied: readonly Tallied[]): Promise<void> {
    for (const result of tallied) {
      const because = result.state === 'carried' ? { because: result.because } : {};
      const ruling = result.state === 'ruled' ? { ruling: result } : {};
      Object.assign(this.member(roundId, result.caseId), { state: result.state, ...because, ...ruling });
    }
  }

  async carriedBecause(roundId: string) {
    const carried = this.#all(roundId).filter(({ state }) => state === 'carried');
    return Object.fromEntries(
      carried.map(({ because }) => [because!, carried.filter((other) => other.because === because).length]),
    );
  }

  async carriedUntold(roundId: string): Promise<CarriedMember[]> {
    const carried = this.#all(roundId).filter(({ state }) => state === 'carried');
    const told = ({ caseId }: Member) =>
      this.#cases.of(caseId).ledger.some(({ key }) => key === `notify:roundCarried:${roundId}`);
    return carried.filter((member) => !told(member)).map(({ caseId, because }) => ({ caseId, because: because! }));
  }

  async rulingOn(roundId: string, caseId: string) {
    const { signed } = this.of(roundId);
    const { outcome, reasons } = this.member(roundId, caseId).ruling!;
    return { outcome, reasons, signedBy: signed!.by, decidedAt: signed!.at };
  }

  async wakeMembers(roundId: string): Promise<number> {
    const woken = this.#all(roundId).filter(({ state, heard }) => state === 'ruled' && heard === undefined);
    for (const member of woken) {
      member.heard = 'sent';
      const message = {
        id: crypto.randomUUID(),
        kind: 'roundRuled',
        by: this.of(roundId).signed!.by,
        round: roundId,
      } as const;
      void this.tell(applicationWorkflowId(member.caseId, member.opening), message).then(
        () => (member.heard = 'taken'),
        () => (member.state = 'left'),
      );
    }
    return woken.length;
  }

  async membersAwaited(roundId: string) {
    return { count: this.#all(roundId).filter(({ state, heard }) => state === 'ruled' && heard === 'sent').length };
  }

  #judgedAgain(caseId: string): void {
    for (const { stored, members } of this.rounds.values()) {
      const member = members.get(caseId);
      if (stored.state === 'voting' && member?.state === 'asked') member.state = 'judging';
    }
  }

  #all(roundId: string): Member[] {
    return [...this.of(roundId).members.values()];
  }
}

function isComplete({ stored, stage, acceptedAt }: CaseRecord, { region, cutOffAt }: StoredRound): boolean {
  return (
    stored.region === region &&
    stage === 'awaitingBatch' &&
    stored.status === 'open' &&
    (acceptedAt ?? stored.receivedAt) <= cutOffAt
  );
}
