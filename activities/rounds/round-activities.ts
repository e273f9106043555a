import { randomUUID } from 'node:crypto';
import { extraRound } from '../../domain/rounds/calendar.ts';
import { drawPanel } from '../../domain/rounds/draw.ts';
import { panelOf, specialtyOf, type Panel } from '../../domain/rounds/panel.ts';
import type { RoundState } from '../../domain/rounds/standing.ts';
import { tally } from '../../domain/rounds/tally.ts';
import { localDay, endOfDay } from '../../domain/time-zone.ts';
import type { WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { RoundFigures } from '../../store/rounds/figures.ts';
import { pulse, pulseAfter } from '../pulse.ts';
import type {
  MemberToTally,
  RoundBook,
  RoundStore,
  SilentMember,
  Substitution,
  Tallied,
} from '../../store/rounds/port.ts';
import type { Alarms } from '../../store/alarms/alarms.ts';

interface Dependencies {
  rounds: RoundStore;
  book: RoundBook;
  policies: PolicyStore;
  calendar: WorkingCalendar;
  alarms: Alarms;
}

/** `at` is an ISO instant of workflow time. */
export interface OnRound {
  roundId: string;
  at: string;
}

/** What the coordinator waits for; ISO instants. */
export interface RoundTimetable {
  readonly region: string;
  readonly state: RoundState;
  readonly cutOffAt: string;
  readonly remindAt: string;
  readonly substituteAt: string;
  readonly closesAt: string;
  /** The end of the closing day. */
  readonly signBy: string;
}

export type RoundActivities = ReturnType<typeof createRoundActivities>;

const pageSize = 200;

/** Members woken and not heard of yet, at most: people's own messages find their way between them. */
const mostAwaited = 400;
const lookAgainAfterMs = 200;

/**
 * Each is kept under its effect in the round's audit chain, or finds by the rows what has been done; so any may die
 * anywhere.
 */
export function createRoundActivities({ rounds, book, policies, calendar, alarms }: Dependencies) {
  return {
    async readRound({ roundId }: { roundId: string }): Promise<RoundTimetable> {
      const { region, state, cutOffAt, remindAt, substituteAt, closesAt } = await rounds.get(roundId);
      return {
        region,
        state,
        cutOffAt: cutOffAt.toISOString(),
        remindAt: remindAt.toISOString(),
        substituteAt: substituteAt.toISOString(),
        closesAt: closesAt.toISOString(),
        signBy: endOfDay(localDay(closesAt)).toISOString(),
      };
    },

    countRound: ({ roundId }: { roundId: string }): Promise<RoundFigures> => rounds.figures(roundId),

    /** Effect `fixMembers`. 截止: every case that was complete by the cut-off and is in no other round. */
    async fixMembers({ roundId, at }: OnRound): Promise<void> {
      if (await rounds.done(roundId, 'fixMembers')) return;
      let last: string | undefined;
      do {
        last = await rounds.addMembers(roundId, last, pageSize);
        await pulse();
      } while (last !== undefined);
      const { members } = await rounds.figures(roundId);
      await rounds.record(roundId, {
        effect: 'fixMembers',
        action: 'membersFixed',
        at: new Date(at),
        data: { members: members.judging },
      });
    },

    /**
     * Effect `callPanel`. The seed and the register are kept before anything is drawn, so that the draw can be
     * repeated.
     */
    async callPanel({ roundId, at }: OnRound): Promise<void> {
      if (await rounds.done(roundId, 'callPanel')) return;
      const { policyVersionId, substituteAt } = await rounds.get(roundId);
      const policy = await policies.get(policyVersionId);
      const away = { from: localDay(new Date(at)), until: localDay(substituteAt) };
      const { seed, register } = await rounds.keepRegister(roundId, randomUUID(), new Date(at), away);
      const toDraw = await rounds.membersToDraw(roundId, new Date(at));
      await pulse();
      const members = toDraw.map(({ disease, ...member }) => ({ ...member, specialty: specialtyOf(policy, disease) }));
      const { experts } = panelOf(policy);
      const judgesOf = new Map(
        drawPanel(seed, members, register, experts).map(({ caseId, judges }) => [caseId, judges]),
      );
      await pulse();
      const drawn = members.map(({ caseId, specialty }) => ({ caseId, specialty, judges: judgesOf.get(caseId) ?? [] }));
      const unjudged = drawn.filter(({ judges }) => judges.length === 0).length;
      if (unjudged > 0) {
        await alarms.raise({
          id: unjudgedAlarm(roundId),
          problem: 'ROUND_UNJUDGED',
          params: { round: roundId, members: unjudged },
          at: new Date(at),
        });
      }
      const data = { members: drawn.length, experts: register.length, unjudged };
      const opensVoting = { from: ['announced'], to: 'voting' } as const;
      await rounds.callPanel(roundId, drawn, experts, {
        effect: 'callPanel',
        action: 'panelCalled',
        at: new Date(at),
        data,
        ...opensVoting,
      });
    },

    /** Effect `remind`. Experts whose ballot is not cast yet. */
    async remindExperts({ roundId, at }: OnRound): Promise<void> {
      if (await rounds.done(roundId, 'remind')) return;
      const reminded = await rounds.remind(roundId, new Date(at));
      await rounds.record(roundId, { effect: 'remind', action: 'reminded', at: new Date(at), data: { reminded } });
    },

    /** Effect `substitute`. Whoever is silent still is replaced by the next who was drawn, as long as there is one. */
    async substituteSilent({ roundId, at }: OnRound): Promise<void> {
      if (await rounds.done(roundId, 'substitute')) return;
      let replaced = 0;
      let page: readonly SilentMember[];
      let after: string | undefined;
      do {
        page = await rounds.silentMembers(roundId, new Date(at), after, pageSize);
        const substitutions = page.flatMap(substitutionFor);
        await rounds.substitute(roundId, substitutions, new Date(at));
        replaced += substitutions.reduce((sum, { by }) => sum + by.length, 0);
        after = page.at(-1)?.caseId;
        await pulse();
      } while (page.length === pageSize);
      await rounds.record(roundId, {
        effect: 'substitute',
        action: 'substituted',
        at: new Date(at),
        data: { replaced },
      });
    },

    /** Effects `close`, after which no ballot counts, and `tally`. */
    async closeRound({ roundId, at }: OnRound): Promise<void> {
      await rounds.record(roundId, {
        effect: 'close',
        action: 'closed',
        at: new Date(at),
        data: {},
        from: ['voting'],
        to: 'closed',
      });
      const panel = panelOf(await policies.get((await rounds.get(roundId)).policyVersionId));
      for (;;) {
        const page = await rounds.membersToTally(roundId, pageSize);
        if (page.length === 0) break;
        await rounds.storeTally(
          roundId,
          page.map((member) => talliedBy(panel, member)),
        );
        await pulse();
      }
      const { members, splits } = await rounds.figures(roundId);
      const carriedBecause = await rounds.carriedBecause(roundId);
      await rounds.record(roundId, {
        effect: 'tally',
        action: 'tallied',
        at: new Date(at),
        data: { ...members, splits, carriedBecause },
      });
    },

    /** Effect `extraRound`. For whom there was no quorum, within the same month if it fits (PRACTICE #15). */
    async openExtraRound({ roundId, at }: OnRound): Promise<void> {
      const { noQuorum = 0 } = await rounds.carriedBecause(roundId);
      if (noQuorum === 0) return;
      const { region, month, policyVersionId } = await rounds.get(roundId);
      const policy = await policies.get(policyVersionId);
      const opened = { region, kind: 'extra', policyVersionId, at: new Date(at), by: 'system' } as const;
      const step = { effect: 'extraRound', at: new Date(at) };
      const beside = (await book.ofMonth(region, month)).filter(({ code }) => code !== month);
      for (let ordinal = beside.length + 1; ; ordinal += 1) {
        const times = extraRound(policy, calendar, new Date(at), ordinal);
        if (!times) return void (await rounds.record(roundId, { ...step, action: 'extraRoundTooLate', data: {} }));
        const done = { ...step, action: 'extraRoundOpened', data: { code: times.code } };
        // Whoever opens a round by hand at the same moment may have taken the code.
        if (await book.openAfter(roundId, done, times, opened)) return;
      }
    },

    /** Effect `unsigned`. The closing day is over, and nobody has signed. */
    async reportUnsigned({ roundId, at }: OnRound): Promise<void> {
      await rounds.record(roundId, { effect: 'unsigned', action: 'signatureMissing', at: new Date(at), data: {} });
      await alarms.raise({
        id: unsignedAlarm(roundId),
        problem: 'ROUND_UNSIGNED',
        params: { round: roundId },
        at: new Date(at),
      });
    },

    /**
     * Effect `publish`. Wakes each member once, and waits until all have taken what was ruled, or have left before.
     * False while the signature is missing; where nothing was ruled there is nothing to sign.
     */
    async publishRound({ roundId, at }: OnRound): Promise<boolean> {
      const { state } = await rounds.get(roundId);
      if (state === 'published') return true;
      const { members } = await rounds.figures(roundId);
      if (state === 'closed' && members.ruled > 0) return false;
      await wakeAll(roundId, new Date(at));
      const { decided } = await rounds.figures(roundId);
      const publishes = { from: ['closed', 'signed'], to: 'published' } as const;
      await rounds.record(roundId, {
        effect: 'publish',
        action: 'published',
        at: new Date(at),
        data: { decided },
        ...publishes,
      });
      for (const alarm of [unsignedAlarm(roundId), unjudgedAlarm(roundId)]) await alarms.clear(alarm, new Date(at));
      return true;
    },
  };

  async function wakeAll(roundId: string, at: Date): Promise<void> {
    let from: string | undefined;
    for (;;) {
      const awaited = await rounds.membersAwaited(roundId, from);
      from = awaited.first ?? from;
      const woken = awaited.count < mostAwaited ? await rounds.wakeMembers(roundId, pageSize, at) : 0;
      if (awaited.count === 0 && woken === 0) return;
      await (woken > 0 ? pulse() : pulseAfter(lookAgainAfterMs));
    }
  }
}

function substitutionFor({ caseId, called, silent, next }: SilentMember): Substitution[] {
  const by = next.slice(0, silent.length);
  return by.length === 0 ? [] : [{ caseId, called, replaced: silent.slice(0, by.length), by }];
}

function talliedBy(panel: Panel, { caseId, state, waits, hasJudges, ballots }: MemberToTally): Tallied {
  if (!waits) return { caseId, state: 'left' };
  if (state === 'asked') return { caseId, state: 'carried', because: 'asked' };
  if (!hasJudges) return { caseId, state: 'carried', because: 'noJudge' };
  const ruling = tally(panel, ballots);
  return ruling === 'noQuorum'
    ? { caseId, state: 'carried', because: 'noQuorum' }
    : { caseId, state: 'ruled', ...ruling };
}

/** Members whom nobody of the register may judge: they are carried to a later round. */
function unjudgedAlarm(roundId: string): string {
  return `roundUnjudged:${roundId}`;
}

function unsignedAlarm(roundId: string): string {
  return `roundUnsigned:${roundId}`;
}
