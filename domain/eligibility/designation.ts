import { DomainError } from '../errors.ts';
import type { PlainDate } from '../plain-date.ts';
import { known } from '../policy/figure.ts';
import type { Institution, Policy } from '../policy/schema.ts';
import { inForce } from './rule.ts';
import type { Facts } from './verdict.ts';

type InstitutionRole = Institution['terms'][number]['role'];

/** Whether the register (disease × role × dates, PRACTICE #9) has the institution in one of the roles on that day. */
export function isDesignated(
  policy: Policy,
  institution: string,
  roles: readonly InstitutionRole[],
  disease: string,
  on: PlainDate,
): boolean {
  return registered(policy).some(({ code, terms }) => code === institution && hasRole(terms, roles, disease, on));
}

/**
 * A benefit is used where somebody may treat the disease: without such an institution its first claim would be refused.
 * @throws DomainError INSTITUTION_NOT_DESIGNATED
 */
export function requireTreating(policy: Policy, { disease, institution }: Applied, on: PlainDate): void {
  if (institution !== null && isDesignated(policy, institution, ['treating'], disease, on)) return;
  throw new DomainError(
    'INSTITUTION_NOT_DESIGNATED',
    `${institution ?? 'No institution'} treats ${disease} on ${on}.`,
    {
      params: { institution, disease },
    },
  );
}

interface Applied {
  readonly disease: string;
  /** Chosen treating institution. */
  readonly institution: string | null;
}

/** Where the disease is reviewed: at the institution chosen if it may, else at the first of the register that may. */
export function reviewingInstitution(
  policy: Policy,
  { disease, institution }: Applied,
  on: PlainDate,
): string | undefined {
  const reviewing = registered(policy).filter(({ terms }) => hasRole(terms, ['reviewing'], disease, on));
  return (reviewing.find(({ code }) => code === institution) ?? reviewing[0])?.code;
}

/** Who may confirm from existing records: a reviewing institution that holds some of them (PRACTICE #15). */
export function confirmingInstitution(
  policy: Policy,
  { disease }: Applied,
  { records }: Pick<Facts, 'records'>,
  on: PlainDate,
): string | undefined {
  return records.find(({ institution }) => isDesignated(policy, institution, ['reviewing'], disease, on))?.institution;
}

function registered({ institutions }: Policy): readonly Institution[] {
  const register = known(institutions);
  return register === 'none' ? [] : register;
}

function hasRole(
  terms: Institution['terms'],
  roles: readonly InstitutionRole[],
  disease: string,
  on: PlainDate,
): boolean {
  return terms.some(
    ({ role, diseases, from, until }) =>
      roles.includes(role) &&
      (diseases === 'all' || diseases.includes(disease)) &&
      inForce({ from: from as PlainDate, until: until as PlainDate | undefined }, on),
  );
}
