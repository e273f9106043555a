import type { PlainDate } from '../plain-date.ts';
import { known } from '../policy/figure.ts';
import type { Institution, Policy } from '../policy/schema.ts';
import { inForce } from './rule.ts';

type InstitutionRole = Institution['terms'][number]['role'];

/** Whether the register (disease × role × dates, PRACTICE #9) has the institution in one of the roles on that day. */
export function isDesignated(
  { institutions }: Policy,
  institution: string,
  roles: readonly InstitutionRole[],
  disease: string,
  on: PlainDate,
): boolean {
  const register = known(institutions);
  if (register === 'none') return false;
  const terms = register.find(({ code }) => code === institution)?.terms ?? [];
  return terms.some(
    ({ role, diseases, from, until }) =>
      roles.includes(role) &&
      (diseases === 'all' || diseases.includes(disease)) &&
      inForce({ from: from as PlainDate, until: until as PlainDate | undefined }, on),
  );
}
