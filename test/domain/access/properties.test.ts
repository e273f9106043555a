/** What holds of the access table for any caller and any target. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Caller, type Target, permits } from '../../../domain/access/access.ts';
import { mustBeVouchedFor, type Operation, type Role, operations, roles } from '../../../domain/access/grants.ts';

const subjects = fc.constantFrom('me', 'you', 'she');
const people = fc.constantFrom('person-me', 'person-you', 'person-she');
const regionCodes = fc.constantFrom('rizhao', 'county', 'district');
const institutions = fc.constantFrom('hospital-1', 'hospital-2');
const callers: fc.Arbitrary<Caller> = fc
  .record({
    subject: subjects,
    roles: fc.uniqueArray(fc.constantFrom(...roles)),
    regions: fc.oneof(fc.uniqueArray(regionCodes), fc.constant('*' as const)),
    institution: fc.option(institutions, { nil: undefined }),
    identity: fc.option(fc.record({ personId: people, name: fc.constant('虚构甲') }), { nil: undefined }),
    standsInFor: fc.array(fc.record({ subject: subjects, region: regionCodes }), { maxLength: 3 }),
  })
  .map(({ institution, identity, ...rest }) => ({
    ...rest,
    ...(institution !== undefined && { institution }),
    ...(identity && { identity }),
  }));
const targets: fc.Arbitrary<Target> = fc.record(
  {
    region: regionCodes,
    person: people,
    submitter: subjects,
    agents: fc.uniqueArray(fc.oneof(subjects, people), { maxLength: 2 }),
    bearer: subjects,
    vouched: fc.boolean(),
    institution: institutions,
    assignee: subjects,
    candidate: fc.constantFrom(...roles),
    consent: fc.boolean(),
  },
  { requiredKeys: [] },
);
const targetFields = [
  'region',
  'person',
  'submitter',
  'agents',
  'bearer',
  'vouched',
  'institution',
  'assignee',
  'candidate',
  'consent',
] as const;
const anyOperation = fc.constantFrom(...operations);
const free: readonly Operation[] = ['submitApplication', 'uploadDocument', 'readPolicy'];

function isAgentOf({ subject, identity }: Caller, { agents = [] }: Target): boolean {
  return agents.some((name) => name === subject || name === identity?.personId);
}

function isAbout({ identity }: Caller, { person }: Target): boolean {
  return identity !== undefined && identity.personId === person;
}

function concerns(by: Caller, target: Target): boolean {
  return target.submitter === by.subject || isAgentOf(by, target) || isAbout(by, target);
}

const consentRules: readonly Operation[] = [
  'readDiagnosis',
  'readTrace',
  'readHandbook',
  'readContactDiagnosis',
  'readTask',
];
const pairs = fc.uniqueArray(fc.constantFrom(...roles), { minLength: 2, maxLength: 2 });

describe('whatever the caller and the target', () => {
  it('two roles of one token open nothing that neither opens alone', () => {
    fc.assert(
      fc.property(anyOperation, callers, pairs, targets, (operation, by, held, target) => {
        const alone = held.some((role) => permits(operation, { ...by, roles: [role] }, target).permitted);
        expect(permits(operation, { ...by, roles: held }, target).permitted).toBe(alone);
      }),
      { numRuns: 2_000 },
    );
  });

  it('an agent learns no diagnosis without consent, whatever else the token holds', () => {
    fc.assert(
      fc.property(fc.constantFrom(...consentRules), callers, targets, (operation, by, target) => {
        fc.pre(isAgentOf(by, target) && target.consent !== true && !isAbout(by, target));
        expect(permits(operation, { ...by, roles: ['agent', ...by.roles] }, target).permitted).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('outside the office nobody learns of the registers, or speaks for the person, by a case that nobody vouches for', () => {
    const outside = fc.uniqueArray(fc.constantFrom<Role>('applicant', 'agent', 'externalSystem', 'hospitalDesk'));
    const disclosing = operations.filter(mustBeVouchedFor);
    fc.assert(
      fc.property(fc.constantFrom(...disclosing), callers, outside, targets, (operation, by, held, target) => {
        fc.pre(target.vouched !== true && target.assignee !== by.subject);
        expect(permits(operation, { ...by, roles: held, standsInFor: [] }, target).permitted).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('applicants and agents reach only what is about them, what they entered or are the agents in', () => {
    fc.assert(
      fc.property(anyOperation, callers, targets, (operation, by, target) => {
        fc.pre(!free.includes(operation));
        const layman = { ...by, roles: by.roles.filter((role) => role === 'applicant' || role === 'agent') };
        if (permits(operation, layman, target).permitted)
          expect(concerns(layman, target) || target.bearer === layman.subject).toBe(true);
      }),
    );
  });

  it('nobody reaches into another region except what is their own or assigned to them', () => {
    fc.assert(
      fc.property(anyOperation, callers, targets, (operation, by, target) => {
        fc.pre(!free.includes(operation) && by.regions !== '*' && !by.roles.includes('administrator'));
        fc.pre(target.region === undefined || !by.regions.includes(target.region as string));
        const absent = by.standsInFor!.some(
          ({ subject, region }) => subject === target.assignee && region === target.region,
        );
        const theirs = concerns(by, target) || target.bearer === by.subject || target.assignee === by.subject || absent;
        if (!theirs) expect(permits(operation, by, target).permitted).toBe(false);
      }),
    );
  });

  it('leaving a field of the target unknown never permits more', () => {
    const fields = fc.constantFrom<keyof Target>(...targetFields);
    fc.assert(
      fc.property(anyOperation, callers, targets, fields, (operation, by, target, field) => {
        const { [field]: _unknown, ...rest } = target;
        if (permits(operation, by, rest).permitted) expect(permits(operation, by, target).permitted).toBe(true);
      }),
    );
  });

  it('standing in for nobody never permits more, and standing in never more than the colleague could in that region', () => {
    fc.assert(
      fc.property(anyOperation, callers, targets, (operation, by, target) => {
        const { standsInFor = [], ...alone } = by;
        if (!permits(operation, by, target).permitted) expect(permits(operation, alone, target).permitted).toBe(false);
        else if (!permits(operation, alone, target).permitted) {
          const there = standsInFor.filter(({ region }) => region === target.region);
          expect(there.some(({ subject }) => permits(operation, { ...alone, subject }, target).permitted)).toBe(true);
        }
      }),
    );
  });

  it('taking a role away never permits more', () => {
    fc.assert(
      fc.property(anyOperation, callers, targets, (operation, by, target) => {
        const fewer = { ...by, roles: by.roles.slice(1) };
        if (permits(operation, fewer, target).permitted) expect(permits(operation, by, target).permitted).toBe(true);
      }),
    );
  });
});
