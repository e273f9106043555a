import { DomainError } from '../../domain/errors.ts';

/** Days are ISO dates (YYYY-MM-DD), which compare as text; first and last day are both included. */
export interface Period {
  from: string;
  until: string | null;
}

export const changeKinds = ['change', 'suspend', 'resume', 'end'] as const;
export type ChangeKind = (typeof changeKinds)[number];

export interface Change extends Period {
  kind: ChangeKind;
  institution: string | null;
}

/** An entitlement as registered, with its changes in the order in which they were recorded. */
export interface Record extends Period {
  institution: string | null;
  changes: readonly Change[];
}

export type State = 'inForce' | 'suspended' | 'ended';

export interface Standing extends Period {
  state: State;
  institution: string | null;
  /** 1 as registered, one more with each change. */
  version: number;
}

const stateAfter = { suspend: 'suspended', resume: 'inForce', end: 'ended' } as const;

const permitted = {
  inForce: ['change', 'suspend', 'end'],
  suspended: ['change', 'resume', 'end'],
  ended: [],
} as const satisfies { [S in State]: readonly ChangeKind[] };

/** What the record says after its last change. */
export function standingOf({ from, until, institution, changes }: Record): Standing {
  const registered: Standing = { state: 'inForce', from, until, institution, version: 1 };
  return changes.reduce<Standing>(
    (before, change) => ({
      ...before,
      state: change.kind === 'change' ? before.state : stateAfter[change.kind],
      until: change.until ?? before.until,
      institution: change.institution ?? before.institution,
      version: before.version + 1,
    }),
    registered,
  );
}

/** Refuses a change that the state does not permit, or that would reach behind the change before it. */
export function requirePermitted(record: Record, change: Pick<Change, 'kind' | 'from'>): void {
  const { state } = standingOf(record);
  const actions: readonly ChangeKind[] = permitted[state];
  if (!actions.includes(change.kind)) {
    throw new DomainError('STATE_CONFLICT', `An entitlement that is ${state} does not permit ${change.kind}.`, {
      params: { state, permitted: actions },
    });
  }
  const earliest = record.changes.at(-1)?.from ?? record.from;
  // An end may reach back: a death becomes known after the fact.
  if (change.kind !== 'end' && change.from < earliest) {
    throw new DomainError(
      'STATE_CONFLICT',
      `The change before it holds from ${earliest}; this one cannot hold earlier.`,
      {
        params: { state, earliest },
      },
    );
  }
}

/** What holds on a day, suspensions left out; undefined when the person is not entitled then. */
export function inForceOn(record: Record, day: string): { institution: string | null } | undefined {
  const { from, until } = standingOf(record);
  const effective = record.changes.filter((change) => change.from <= day);
  const { state, institution } = standingOf({ ...record, changes: effective });
  const within = from <= day && (until === null || day <= until);
  return within && state === 'inForce' ? { institution } : undefined;
}
