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
  const hasRegister = stated(policy.institutions) !== undefined;
  if (institution && hasRegister && !isDesignated(policy, institution, ['treating'], name, from))
    throw notCovered(registration, 'notDesignated');
}

function notCovered({ disease, from: on, institution, insuranceType }: Registration, why: WhyNot): DomainError {
  const message = `From ${on} no claim for ${disease} could be settled at ${institution}, ${insuranceType}: ${why}.`;
  return new DomainError('NOT_COVERED', message, { params: { disease, on, why } });
}
