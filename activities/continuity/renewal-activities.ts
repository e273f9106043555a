import { lastDay, renewalStep, type RenewalStep } from '../../domain/continuity/renewal.ts';
import { DomainError } from '../../domain/errors.ts';
import { addDays, type PlainDate } from '../../domain/plain-date.ts';
import { known, knownValue, stated } from '../../domain/policy/figure.ts';
import { getDisease, listedDiseases } from '../../domain/policy/recognition.ts';
import { changeCase } from '../../store/cases/case-writes.ts';
import type { Settlement } from '../settlement/port.ts';
import type { Alarms } from '../../store/alarms/alarms.ts';
import type { CaseStore, StoredCase } from '../../store/cases/port.ts';
import type { ExpiringAfter, ExpiringCase, Recognitions } from '../../store/cases/recognitions.ts';
import type { PublishedPolicies } from '../../store/policies/published-policies.ts';

interface Dependencies {
  store: CaseStore;
  recognitions: Recognitions;
  inForce: PublishedPolicies;
  settlement: Settlement;
  alarms: Alarms;
}

/** `today` in the time zone of the regions; `at` is an ISO instant of workflow time. */
interface OnRecognition {
  caseId: string;
  today: PlainDate;
  at: string;
}

/** Recognitions for which the day asks something, and where to read on; no `next` after the last page. */
export interface RenewalPage {
  readonly due: readonly { readonly caseId: string; readonly step: RenewalStep }[];
  readonly next?: ExpiringAfter;
}

export type RenewalActivities = ReturnType<typeof createRenewalActivities>;

const pageSize = 100;

export function createRenewalActivities({ store, recognitions, inForce, settlement, alarms }: Dependencies) {
  return {
    async findRenewalsDue({ today, after }: { today: PlainDate; after?: ExpiringAfter }): Promise<RenewalPage> {
      const expiring = await recognitions.expiringBy(addDays(today, earliestDaysBefore(today)), after, pageSize);
      const due = expiring.flatMap((recognition) => {
        const step = renewalStep(recognition, opensDaysBefore(recognition, today), today);
        return step ? [{ caseId: recognition.caseId, step }] : [];
      });
      const last = expiring.at(-1);
      return last && expiring.length === pageSize ? { due, next: { until: last.until, caseId: last.caseId } } : { due };
    },

    /**
     * Once a recognition. Under the policy in force, with what is held already; `opened` unless the person was faster.
     */
    async openRenewal({ caseId, today, at }: OnRecognition): Promise<{ until: PlainDate; opened: boolean }> {
      const { region, disease: name } = await store.get(caseId);
      const { policy, reference } = inForce.openRegion(region, today);
      const disease = getDisease(policy, name);
      const { procedure, sensitive } = disease;
      const renewal = {
        procedure: knownValue(procedure),
        sensitive: knownValue(sensitive),
        kind: 'renewal',
        at: new Date(at),
      } as const;
      const { until } = await recognitions.expiring(caseId);
      const opened = await recognitions.openRenewal(caseId, { ...renewal, policy: reference });
      await alarms.clear(alarmOf(caseId), new Date(at));
      return { until, opened };
    },

    /** Key `keep:<renewal>:<opening>`. The benefit goes on, whatever its last day, until the renewal is decided. */
    async keepBenefit({ caseId, today, at }: OnRecognition): Promise<void> {
      const { renewal, renewedBy } = await recognitions.expiring(caseId);
      if (!renewedBy || renewal?.overOn || renewal?.kept) return;
      const key = `keep:${renewedBy.caseId}:${renewedBy.opening}`;
      await store.effect(caseId, key, async (stored) => {
        await settlement.change(`${caseId}:${key}`, {
          kind: 'extend',
          ...filed(stored),
          from: today,
          reason: 'renewalPending',
        });
        return { at: new Date(at), actor: 'system', action: 'benefitKept', result: { renewal: renewedBy.caseId } };
      });
      await alarms.clear(alarmOf(caseId), new Date(at));
    },

    /**
     * Key `release:<renewal>:<opening>`. The renewal came to nothing: the benefit ends with its term, or with that day
     * if that is later.
     */
    async releaseBenefit({ caseId, at }: OnRecognition): Promise<void> {
      const expiring = await recognitions.expiring(caseId);
      const { renewal, renewedBy } = expiring;
      if (!renewedBy?.why || !renewal?.kept || renewal.released) return;
      const until = lastDay(expiring);
      const key = `release:${renewedBy.caseId}:${renewedBy.opening}`;
      await store.effect(caseId, key, async (stored) => {
        await settlement.change(`${caseId}:${key}`, {
          kind: 'extend',
          ...filed(stored),
          from: until,
          until,
          reason: renewedBy.why!,
        });
        return {
          at: new Date(at),
          actor: 'system',
          action: 'benefitReleased',
          result: { renewal: renewedBy.caseId, until },
        };
      });
      await alarms.clear(alarmOf(caseId), new Date(at));
    },

    /** Key `expire:0`. The settlement service knows the last day already. Returns the first day without. */
    async expireRecognition({ caseId, at }: OnRecognition): Promise<{ from: PlainDate }> {
      const from = addDays(lastDay(await recognitions.expiring(caseId)), 1);
      return store.effect(caseId, 'expire:0', () => ({
        at: new Date(at),
        actor: 'system',
        action: 'entitlementExpired',
        result: { from },
        writes: [changeCase({ recognitionState: 'ended', holdsPlace: false })],
      }));
    },

    /** The others of the round go on. */
    async reportRenewalProblem({ caseId, problem, at }: OnRecognition & { problem: string }): Promise<void> {
      await alarms.raise({ id: alarmOf(caseId), subjectId: caseId, problem, params: {}, at: new Date(at) });
    },
  };

  /** How far ahead to look: as far as any policy does. */
  function earliestDaysBefore(today: PlainDate): number {
    const daysBefore = inForce
      .all(today)
      .flatMap(({ policy }) =>
        policy.diseases.value === null
          ? []
          : listedDiseases(policy).map(({ renewal }) => stated(renewal)?.opensDaysBefore ?? 0),
      );
    return Math.max(0, ...daysBefore);
  }

  /** Undefined where the disease has no renewal, nobody has said when it opens, or the region is gone. */
  function opensDaysBefore({ region, disease }: ExpiringCase, today: PlainDate): number | undefined {
    try {
      const renewal = known(getDisease(inForce.openRegion(region, today).policy, disease).renewal);
      return renewal === 'none' ? undefined : renewal.opensDaysBefore;
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }
}

function alarmOf(caseId: string): string {
  return `renewal:${caseId}`;
}

function filed({ filingNumber }: StoredCase): { filingNumber: string } {
  if (filingNumber) return { filingNumber };
  throw new DomainError('DEPENDENCY_UNAVAILABLE', 'The recognition is not filed yet.', {
    params: { dependency: 'settlement' },
  });
}
