import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPrismaRegistry } from '../../../store/registers/registry.ts';
import { PrismaClient } from '../../../generated/engine/client.ts';
import { connect } from '../../../platform/database.ts';
import { createPolicyStore } from '../../../store/policies/policy-versions.ts';
import { openEngine, type Engine } from '../../activities/engine.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

describe('the registries', () => {
  it('tell what each department knows of a person, on days and not at instants', async () => {
    const { personId } = await engine.receivedCase({
      known: {
        diedOn: '2026-02-28',
        insurance: [
          { type: 'resident', region: 'rizhao', from: '2015-01-01', until: '2020-12-31' },
          { type: 'employee', region: 'rizhao', from: '2021-01-01' },
        ],
        categories: [{ category: 'extremelyPoor', from: '2022-01-01' }],
        records: [
          {
            kind: 'laboratory',
            institution: 'demo-county-hospital',
            on: '2025-05-06',
            items: [{ code: 'hba1c', value: 8.1, unit: '%' }],
          },
        ],
      },
    });
    const facts = await createPrismaRegistry(engine, engine.sealer).factsOf(personId);
    expect(facts).toEqual({
      person: { known: true, diedOn: '2026-02-28' },
      insurance: [
        { type: 'resident', region: 'rizhao', from: '2015-01-01', until: '2020-12-31' },
        { type: 'employee', region: 'rizhao', from: '2021-01-01' },
      ],
      categories: [{ category: 'extremelyPoor', from: '2022-01-01' }],
      records: [
        {
          kind: 'laboratory',
          institution: 'demo-county-hospital',
          on: '2025-05-06',
          source: 'registry',
          items: [{ code: 'hba1c', value: 8.1, unit: '%' }],
        },
      ],
    });
  });

  it('do not know everybody', async () => {
    const facts = await createPrismaRegistry(engine, engine.sealer).factsOf(randomUUID());
    expect(facts).toEqual({ person: { known: false }, insurance: [], categories: [], records: [] });
  });

  it('keep what a hospital found sealed', async () => {
    const { personId } = await engine.receivedCase({
      known: { records: [{ kind: 'diagnosis', institution: 'h', on: '2025-05-06', icd10: 'F20.0' }] },
    });
    const row = await engine.prisma.registryClinicalRecord.findFirstOrThrow({ where: { personId } });
    expect(Buffer.from(row.contentSealed).toString('latin1')).not.toContain('F20');
  });
});

describe('the policy of a case', () => {
  it('is read once in a process, and again only where that failed', async () => {
    const statements: string[] = [];
    const observed = connect(PrismaClient, engine.url, { onStatement: (sql) => statements.push(sql) });
    const policies = createPolicyStore(observed.prisma);
    const { caseId } = await engine.receivedCase();
    const { policyVersionId } = await engine.store.get(caseId);

    await expect(policies.get('unheard-of')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(policies.get('unheard-of')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const [one, other] = await Promise.all([policies.get(policyVersionId), policies.get(policyVersionId)]);
    expect(one).toMatchObject({ id: policyVersionId, pack: 'rizhao-shandong-2020' });
    expect(await policies.get(policyVersionId)).toBe(one);
    expect(other).toBe(one);
    expect(statements.filter((sql) => sql.includes('PolicyVersion'))).toHaveLength(3);
    await observed.close();
  });

  it('stays what it was: a stored version cannot be changed', async () => {
    await expect(engine.prisma.policyVersion.updateMany({ data: { packText: '' } })).rejects.toThrow(
      'permission denied for table PolicyVersion',
    );
    await expect(engine.prisma.policyVersion.deleteMany()).rejects.toThrow();
  });
});
