import type { Caller } from '../access/access.ts';
import { departments, type Department } from '../access/departments.ts';
import { DomainError, type Finding } from '../errors.ts';
import { knownValue } from '../policy/figure.ts';
import type { Policy } from '../policy/schema.ts';
import type { PlainDate } from '../plain-date.ts';
import type { RegistryEvent } from './registry-event.ts';

/**
 * Whose registers the event may come from, as the pack says: what nobody has said is an error that names the figure.
 * A mistake is taken back by whoever reported it, so that nothing is asked of one.
 * @throws DomainError INVALID_REQUEST for a category that the pack lacks, PARAMETER_NOT_CONFIGURED
 */
export function reportersOf({ registers, populations }: Policy, event: RegistryEvent): readonly Department[] {
  switch (event.kind) {
    case 'retracted':
      return departments;
    case 'died':
      return knownValue(registers.deaths);
    case 'insuranceLapsed':
    case 'insuranceResumed':
    case 'insuranceTypeChanged':
      return knownValue(registers.insurance);
    case 'categoryGained':
    case 'categoryLost': {
      const population = populations[event.category];
      if (population) return [knownValue(population.listKeptBy)];
      throw invalid([
        {
          where: '/body/category',
          problem: `${event.category} is no category of the region`,
          hint: `one of ${Object.keys(populations).join(', ')}`,
        },
      ]);
    }
  }
}

/** Pack and token must agree on who speaks. */
export function reportsAs(reporters: readonly Department[], { department }: Pick<Caller, 'department'>): boolean {
  return department !== undefined && reporters.includes(department);
}

/** @throws DomainError INVALID_REQUEST where it cannot have happened on that day, or says nothing. */
export function requirePossible(event: RegistryEvent, bornOn: PlainDate | undefined, today: PlainDate): void {
  const where = '/body/on';
  const findings: Finding[] = [];
  if (event.on > today)
    findings.push({ where, problem: 'lies in the future', hint: 'report it when the day has come' });
  if (bornOn !== undefined && event.on < bornOn)
    findings.push({ where, problem: 'lies before the birth that the identity number names', hint: `from ${bornOn}` });
  if (event.kind === 'insuranceTypeChanged' && event.from === event.to)
    findings.push({ where: '/body/to', problem: 'is the insurance that the person leaves', hint: 'name another' });
  if (event.corrects === event.id)
    findings.push({ where: '/body/corrects', problem: 'is this event', hint: 'name the event that was wrong' });
  if (findings.length > 0) throw invalid(findings);
}

function invalid(findings: Finding[]): DomainError {
  const said = findings.map(({ where, problem }) => `${where}: ${problem}`).join('; ');
  return new DomainError('INVALID_REQUEST', said, { findings });
}
