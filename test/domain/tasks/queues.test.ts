import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tasksAreTakenBy, roles } from '../../../domain/access/grants.ts';
import { taskKinds } from '../../../domain/tasks/kinds.ts';
import { queueOf, queuesOf, type QueueMember, type QueuePlace } from '../../../domain/tasks/queue.ts';

const atTheirHospital = ['hospitalDesk', 'departmentReviewer', 'confirmingOfficer'];
const takers = roles.filter(tasksAreTakenBy);
const regions = fc.constantFrom('example', 'elsewhere');
const hospitals = fc.constantFrom('hospital-1', 'hospital-2');
const specialties = fc.constantFrom('oncology', 'psychiatry');

const places: fc.Arbitrary<QueuePlace> = fc.record({
  candidate: fc.constantFrom(...takers),
  region: regions,
  institution: fc.option(hospitals),
  specialty: fc.option(specialties),
});
const members: fc.Arbitrary<QueueMember> = fc.record({
  roles: fc.uniqueArray(fc.constantFrom(...takers)),
  regions: fc.uniqueArray(regions),
  institution: fc.option(hospitals, { nil: undefined }),
  specialties: fc.uniqueArray(specialties),
});

function qualifies(member: QueueMember, { candidate, region, institution, specialty }: QueuePlace): boolean {
  const isThere = !atTheirHospital.includes(candidate) || institution === (member.institution ?? null);
  const isAble = specialty === null || member.specialties.includes(specialty);
  return member.roles.includes(candidate) && member.regions.includes(region) && isThere && isAble;
}

describe('queues', () => {
  it.each<[story: string, QueuePlace, string]>([
    [
      'an officer’s is that of the region, wherever the patient is treated',
      { candidate: 'handlingOfficer', region: 'example', institution: 'hospital-1', specialty: null },
      'handlingOfficer/example/-/-',
    ],
    [
      'a department’s is that of its hospital',
      { candidate: 'departmentReviewer', region: 'example', institution: 'hospital-1', specialty: 'oncology' },
      'departmentReviewer/example/hospital-1/oncology',
    ],
  ])('%s', (_story, place, queue) => {
    expect(queueOf(place)).toBe(queue);
  });

  it('a member of the staff has exactly the queues of the tasks that they qualify for', () => {
    fc.assert(
      fc.property(members, places, (member, place) => {
        expect(queuesOf(member).includes(queueOf(place))).toBe(qualifies(member, place));
      }),
      { numRuns: 500 },
    );
  });

  it('has no queue twice', () => {
    fc.assert(
      fc.property(members, (member) => {
        expect(new Set(queuesOf(member)).size).toBe(queuesOf(member).length);
      }),
    );
  });

  it('every kind of task has somebody who takes it', () => {
    for (const { candidate } of Object.values(taskKinds)) expect(takers).toContain(candidate);
  });
});
