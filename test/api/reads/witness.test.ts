/** What is put down of an answer or a refusal, and what is not. */
import { expect, it } from 'vitest';
import { disclosingAlways } from '../../../api/http/disclosing.ts';
import type { ApiRoute } from '../../../api/http/route.ts';
import { createWitness } from '../../../api/reads/witness.ts';
import type { Caller } from '../../../domain/access/access.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { Exchange } from '../../../platform/http/mount.ts';
import type { PersonalReads } from '../../../store/reads/reads.ts';

type Added = Parameters<PersonalReads['add']>;

const caseId = '00000000-0000-4000-8000-000000000001';
const absentees = [{ subject: 'officer-2', region: 'rizhao' }];
const caller: Caller = {
  subject: 'officer-1',
  roles: ['handlingOfficer'],
  regions: ['rizhao'],
  standsInFor: absentees,
};

const routes = [
  { operationId: 'getApplication', discloses: disclosingAlways('course') },
  { operationId: 'listTasks', discloses: 'nothing' },
] as unknown as readonly ApiRoute[];

const call = { path: '/v1/applications/{id}', params: { id: caseId }, query: {}, body: {}, requestId: 'r-1', caller };
const called = (operationId = 'getApplication', differing: Partial<Exchange<Caller>> = {}): Exchange<Caller> => ({
  ...call,
  operationId,
  ...differing,
});

function witnessing(add: PersonalReads['add'] = async () => undefined) {
  const added: Added[] = [];
  const reads = { add: async (...one: Added) => (await add(...one), void added.push(one)) };
  const clock = { now: () => new Date('2026-03-02T01:00:00Z') };
  return { added, ...createWitness(routes, { reads, clock, lookupKey: Buffer.alloc(32).toString('base64') }) };
}

it('an answer is put down with who reads, in which roles and for whom', async () => {
  const { added, answered } = witnessing();
  await answered(called(), { status: 200, body: {} });
  expect(added).toMatchObject([
    [
      { reader: 'officer-1', roles: ['handlingOfficer'], absentees: ['officer-2'], operation: 'getApplication' },
      { cases: [caseId], kinds: ['course'] },
    ],
  ]);
});

it('what discloses nothing is not, nor what its hot path has written already', async () => {
  const { added, answered } = witnessing();
  await answered(called('listTasks'), { status: 200, body: {} });
  await answered(called(), { status: 200, body: {}, isWritten: true });
  expect(added).toEqual([]);
});

it('a refusal is, with its code; what went wrong otherwise is not', async () => {
  const { added, refused } = witnessing();
  for (const code of ['NOT_PERMITTED', 'FOUR_EYES'] as const) await refused(called(), new DomainError(code, ''));
  for (const code of ['NOT_FOUND', 'STATE_CONFLICT'] as const) await refused(called(), new DomainError(code, ''));
  await refused(called(), new Error('out of order'));
  await refused(called('listTasks', { path: '/v1/tasks', params: {} }), new DomainError('NOT_PERMITTED', ''));
  await refused(called('getApplication', { params: { id: 'no id' } }), new DomainError('NOT_PERMITTED', ''));
  expect(added.map(([, shown]) => shown)).toMatchObject([
    { cases: [caseId], kinds: [], refusal: 'NOT_PERMITTED' },
    { cases: [caseId], kinds: [], refusal: 'FOUR_EYES' },
  ]);
});

it('a refusal that tells of somebody else’s case counts as shown', async () => {
  const { added, refused } = witnessing();
  const params = { existing: `/v1/applications/${caseId}`, status: 'decided' };
  await refused(called('listTasks'), new DomainError('DUPLICATE_APPLICATION', '', { params }));
  expect(added.map(([, shown]) => shown)).toMatchObject([{ cases: [caseId], kinds: ['course', 'diagnosis'] }]);
});

it('what cannot be put down is not answered', async () => {
  const { answered, refused } = witnessing(() => Promise.reject(new Error('the database is gone')));
  const unavailable = expect.objectContaining({ code: 'DEPENDENCY_UNAVAILABLE' }) as Error;
  await expect(answered(called(), { status: 200, body: {} })).rejects.toThrow(unavailable);
  await expect(refused(called(), new DomainError('NOT_PERMITTED', ''))).rejects.toThrow(unavailable);
});
