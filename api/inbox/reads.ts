import { z } from 'zod';
import type { Caller } from '../../domain/access/access.ts';
import { inboxKinds } from '../../domain/inbox/kinds.ts';
import { languageOf } from '../../platform/http/language.ts';
import { texts } from '../../platform/texts.ts';
import type { Clock } from '../../platform/clock.ts';
import type { InboxEntry, Position } from '../../store/inbox/entries.ts';
import type { InboxStore, InboxWish } from '../../store/inbox/inbox.ts';
import type { TaskDetails } from '../../store/tasks/task-details.ts';
import { readerOf, type Reading } from '../reads/witness.ts';
import { notPermitted } from '../http/authentication.ts';
import { decodeValues, encodeValues, pageBy } from '../http/cursor.ts';
import type { TaskReads } from '../tasks/reads.ts';

interface Dependencies {
  inbox: InboxStore;
  tasks: Pick<TaskReads, 'shown'>;
  clock: Clock;
}

/** Beyond it, a count says only that there are more. */
const countedExactly = 10_000;

export type InboxReads = ReturnType<typeof createInboxReads>;

/** All that waits for the caller, or that the caller may take. */
export function createInboxReads({ inbox, tasks, clock }: Dependencies) {
  return {
    async list(
      wish: InboxWish,
      caller: Caller,
      limit: number,
      cursor: string | undefined,
      language: string | undefined,
    ) {
      const after = cursor === undefined ? undefined : positionOf(cursor);
      const { items, next } = pageBy(await inbox.list(wish, caller, limit + 1, after), limit, cursorOf);
      return { items: items.map((entry) => entryView(entry, language)), next };
    },

    async count(wish: InboxWish, caller: Caller) {
      const counts = await inbox.count(wish, caller, countedExactly + 1);
      const shown = (count: number) => ({ count: Math.min(count, countedExactly), exact: count <= countedExactly });
      const { ballot, contact, opinion, task } = counts;
      return { ballot: shown(ballot), contact: shown(contact), opinion: shown(opinion), task: shown(task) };
    },

    /** undefined = nothing waits. What a task shows is put down as it is claimed. @throws DomainError LIMIT_REACHED */
    async next(wish: InboxWish, reading: Reading, language: string | undefined) {
      const { caller } = reading;
      const now = clock.now();
      const next = await inbox.next(wish, caller, now, readerOf(reading, now));
      if (next === 'inactive') throw notPermitted('takeNext', 'inactive');
      if (next === undefined) return undefined;
      if ('entry' in next) return { ...entryView(next.entry, language), task: null };
      const { task } = next;
      return { ...entryView(entryOf(task), language), task: await tasks.shown(task, caller, language) };
    },
  };
}

const position = z.tuple([z.int(), z.int(), z.iso.datetime(), z.enum(inboxKinds), z.string()]);

function cursorOf({ majorPriority, minorPriority, standsAt, kind, key }: InboxEntry): string {
  return encodeValues([majorPriority, minorPriority, standsAt.toISOString(), kind, key]);
}

function positionOf(cursor: string): Position {
  const [majorPriority, minorPriority, standsAt, kind, key] = decodeValues(cursor, position);
  return { majorPriority, minorPriority, standsAt: new Date(standsAt), kind, key };
}

function entryOf(task: TaskDetails): InboxEntry {
  const { id, kind, subjectId, subjectKind, region, majorPriority, minorPriority, dueAt, assignee, version } = task;
  return {
    kind: 'task',
    key: id,
    code: kind,
    subjectId,
    subjectKind,
    region,
    majorPriority,
    minorPriority,
    standsAt: dueAt,
    dueAt,
    holder: assignee,
    within: null,
    delegated: task.delegator !== null,
    version,
  };
}

function entryView(entry: InboxEntry, language: string | undefined) {
  const { kind, code, subjectId, subjectKind, region, majorPriority, minorPriority, standsAt, dueAt, version } = entry;
  return {
    kind,
    code,
    title: texts(languageOf(language)).text(`inbox.${code}`),
    subject: { kind: subjectKind, id: subjectId },
    region,
    state: entry.holder === null ? ('free' as const) : ('mine' as const),
    holder: entry.holder,
    priority: { major: majorPriority, minor: minorPriority },
    dueAt: dueAt?.toISOString() ?? null,
    since: dueAt === null ? standsAt.toISOString() : null,
    version,
    links: linksOf(entry),
  };
}

function linksOf({ kind, key, subjectId, within, holder, delegated }: InboxEntry) {
  switch (kind) {
    case 'task': {
      const self = `/v1/tasks/${key}`;
      const answer = delegated ? 'opinion' : 'completion';
      return { self, action: `${self}/${holder === null ? 'claim' : answer}` };
    }
    case 'ballot': {
      const self = `/v1/rounds/${within}/members/${subjectId}`;
      return { self, action: `${self}/ballot` };
    }
    case 'opinion': {
      const self = `/v1/sampling/draws/${within}/cases/${subjectId}`;
      return { self: `${self}/file`, action: `${self}/opinion` };
    }
    case 'contact': {
      const self = `/v1/outreach/contacts/${key}`;
      return { self, action: `${self}/${holder === null ? 'assignment' : 'report'}` };
    }
  }
}
