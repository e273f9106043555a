import { isDesignated } from '../../domain/eligibility/designation.ts';
import { DomainError } from '../../domain/errors.ts';
import { plainDate } from '../../domain/plain-date.ts';
import { stated } from '../../domain/policy/figure.ts';
import { getDisease } from '../../domain/policy/recognition.ts';
import type { Registration } from './contract/entitlements.ts';
import type { WhyNot } from './contract/persons.ts';
import type { Policies } from './policies.ts';

/**
 * What would have every claim refused is refused when it is filed: somebody can still correct it, and nobody has been
 * told of a benefit. By what is in force on the first day.
 * @throws DomainError NOT_COVERED, DISEASE_NOT_LISTED, PACK_UNKNOWN
 */
export function requireFileable(registration: Registration, policies: Policies): void {
  const { region, disease: name, institution, insuranceType } = registration;
  const from = plainDate(registration.from);
  const policy = policies.ofRegion(region, from);
  const disease = stated(policy.diseases) && getDisease(policy, name);
  const insured = disease && stated(disease.insuranceTypes);
  if (insured && !insured.some((type) => type === insuranceType)) throw notCovered(registration, 'otherInsuranceType');
  requireTreating({ region, disease: name, institution, from: registration.from }, policies);
}

interface Chosen {
  readonly region: string;
  readonly disease: string;
  readonly institution?: string | null | undefined;
  readonly from: string;
}

/** An institution that is chosen 选定 treats the disease. @throws DomainError NOT_COVERED, PACK_UNKNOWN */
export function requireTreating({ region, disease, institution, from }: Chosen, policies: Policies): void {
  if (!institution) return;
  const policy = policies.ofRegion(region, plainDate(from));
  if (stated(policy.institutions) === undefined) return;
  if (isDesignated(policy, institution, ['treating'], disease, plainDate(from))) return;
  throw notCovered({ disease, from }, 'notDesignated');
}

function notCovered({ disease, from: on }: Pick<Registration, 'disease' | 'from'>, why: WhyNot): DomainError {
  const message = `No claim for ${disease} could be settled so from ${on}: ${why}.`;
  return new DomainError('NOT_COVERED', message, { params: { disease, on, why } });
}
