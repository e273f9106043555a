import { DomainError } from '../../domain/errors.ts';
import { registerReasons, type ChangeKind, type RestatedStep, type State } from './contract/entitlements.ts';

/** Days are ISO dates (YYYY-MM-DD), which compare as text; first and last day are both included. */
export interface Period {
  from: string;
  until: string | null;
}

export interface Change extends Period {
  kind: ChangeKind;
  institution: string | null;
  insuranceType: string | null;
  reason: string;
  /** Of a restatement. */
  steps: readonly RestatedStep[] | null;
}

/** An entitlement as registered, with its changes in the order in which they were recorded. */
export interface Record extends Period {
  institution: string | null;
  insuranceType: string;
  changes: readonly Change[];
}

export interface Standing extends Period {
  state: State;
  institution: string | null;
  insuranceType: string;
  /** 1 as registered, one more with each change. */
  version: number;
}

const stateAfter = { suspend: 'suspended', resume: 'inForce', end: 'ended' } as const;

function turnsState(kind: ChangeKind): kind is keyof typeof stateAfter {
  return kind in stateAfter;
}

const permitted = {
  inForce: ['change', 'extend', 'suspend', 'end', 'restate'],
  suspended: ['change', 'extend', 'resume', 'end', 'restate'],
  ended: ['restate'],
} as const satisfies { [S in State]: readonly ChangeKind[] };

/** What the record says after its last change. */
export function standingOf({ from, until, institution, insuranceType, changes }: Record): Standing {
  const version = changes.length + 1;
  const registered: Standing = { state: 'inForce', from, until, institution, insuranceType, version };
  return counting(changes).reduce<Standing>(
    (before, change) => ({
      ...before,
      state: before.state !== 'ended' && turnsState(change.kind) ? stateAfter[change.kind] : before.state,
      until: change.kind === 'extend' ? change.until : (change.until ?? before.until),
      institution: change.institution ?? before.institution,
      insuranceType: change.insuranceType ?? before.insuranceType,
    }),
    registered,
  );
}

/** What a restatement says stands in the place of all that registers had said before it. */
export function counting(changes: readonly Change[]): readonly Change[] {
  return changes.reduce<readonly Change[]>((before, change) => {
    if (change.kind !== 'restate') return [...before, change];
    const ours = before.filter(({ reason }) => !registerReasons.some((theirs) => theirs === reason));
    return [...ours, ...(change.steps ?? []).map(asChange)];
  }, []);
}

function asChange({ insuranceType, ...step }: RestatedStep): Change {
  return { ...step, insuranceType: insuranceType ?? null, institution: null, until: null, steps: null };
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
  const earliest = earliestOf(record, change.kind);
  if (change.from < earliest) {
    throw new DomainError(
      'STATE_CONFLICT',
      `What is recorded before it holds from ${earliest}; this cannot hold earlier.`,
      {
        params: { state, earliest },
      },
    );
  }
}

/**
 * Registers report after the fact: an end may reach back as far as it must, a suspension and its end behind terms that
 * were agreed since, but not behind each other; nor may terms, or the later of the two would not be what holds.
 */
function earliestOf({ from, ...record }: Record, kind: ChangeKind): string {
  const changes = counting(record.changes);
  if (kind === 'end' || kind === 'extend' || kind === 'restate') return '';
  if (turnsState(kind)) return changes.findLast((earlier) => turnsState(earlier.kind))?.from ?? '';
  return changes.findLast(({ institution, insuranceType }) => institution ?? insuranceType)?.from ?? from;
}

/** What the record says of a day, whatever its term. */
export function standingBy(record: Record, day: string): Standing {
  return standingOf({ ...record, changes: counting(record.changes).filter((change) => change.from <= day) });
}

/** What holds on a day, suspensions left out; undefined when the person is not entitled then. */
export function inForceOn(record: Record, day: string): Pick<Standing, 'institution' | 'insuranceType'> | undefined {
  const { from, until } = standingOf(record);
  const { state, institution, insuranceType } = standingBy(record, day);
  const within = from <= day && (until === null || day <= until);
  return within && state === 'inForce' ? { institution, insuranceType } : undefined;
}
