import type { Facts, Reason } from '../../../domain/eligibility/verdict.ts';
import { requireBorn } from '../../../domain/identity-number.ts';
import { assess } from '../../../domain/eligibility/assess.ts';
import { knownValue } from '../../../domain/policy/figure.ts';
import type { ProcedureName, RecordKind } from '../../../domain/policy/schema.ts';
import { localDay } from '../../../domain/time-zone.ts';
import type { Clock } from '../../../platform/clock.ts';
import { lookupId } from '../../../platform/sealing.ts';
import type { PublishedPolicies } from '../../../store/policies/published-policies.ts';
import { acceptingDisease } from './requirements.ts';
import type { OutlookForm } from './form.ts';

interface Dependencies {
  policies: PublishedPolicies;
  clock: Clock;
  /** 32 bytes in base64, for keyed hashes. */
  lookupKey: string;
  /** What registries and earlier cases say of a person. */
  factsOf: (personId: string) => Promise<Omit<Facts, 'papers'>>;
}

/** What the rules would say of an application that has not been made, by what is held already. */
export interface Outlook {
  readonly policyVersionId: string;
  readonly disease: string;
  /** Evidence that a registry holds: it need not be brought. */
  readonly held: readonly {
    readonly evidence: string;
    readonly kind: RecordKind;
    readonly institution: string;
    readonly on: string;
  }[];
  /** What is still to be supplied or settled, or would be refused for. */
  readonly open: readonly Reason[];
  readonly verdict: 'approve' | 'refuse' | 'handOver';
  readonly procedure: ProcedureName;
}

export type LookAhead = (form: Omit<OutlookForm, 'presence'>) => Promise<Outlook>;

/**
 * 预填: for whoever fills in the form with the patient, so that nothing already held is asked for again. Stores nothing.
 */
export function createOutlook({ policies, clock, lookupKey, factsOf }: Dependencies): LookAhead {
  return async ({ region, idNumber, disease: name, institution = null, ...form }) => {
    const now = clock.now();
    const receivedOn = localDay(now);
    requireBorn(idNumber, receivedOn, '/body/idNumber');
    const { policy } = policies.openRegion(region);
    const facts = { ...(await factsOf(lookupId(lookupKey, idNumber))), papers: [] };
    const disease = acceptingDisease(policy, name, receivedOn, '/body/disease');
    const application = {
      ...form,
      region,
      institution,
      disease: disease.code,
      channel: 'window',
      identity: 'present',
      receivedOn,
    } as const;
    const { verdict, trace } = assess(policy, application, facts, now);
    return {
      policyVersionId: policy.id,
      disease: disease.code,
      held: trace.flatMap(({ saw }) => (saw['satisfiedBy'] as Outlook['held'] | undefined) ?? []),
      open: openIn(verdict),
      verdict: verdict.kind,
      procedure: knownValue(disease.procedure),
    };
  };
}

function openIn(verdict: ReturnType<typeof assess>['verdict']): readonly Reason[] {
  if (verdict.kind === 'refuse') return verdict.reasons;
  return verdict.kind === 'handOver' ? verdict.open : [];
}
