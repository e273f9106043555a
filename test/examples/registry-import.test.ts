import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPrismaRegistry } from '../../store/registers/registry.ts';
import { importRegistry } from '../../proof/demo/registry-import.ts';
import { importStaff, missingEntry } from '../../proof/demo/staff-import.ts';
import { readLines, registryEntry } from '../../examples/format.ts';
import { PrismaClient } from '../../generated/engine/client.ts';
import { connect, type Database } from '../../platform/database.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { lookupId, sealer } from '../../platform/sealing.ts';
import { createDatabase } from '../support/databases.ts';

const lookupKey = Buffer.alloc(32, 1).toString('base64');
const keys = { sealer: sealer(`d1:${Buffer.alloc(32, 2).toString('base64')}`), lookupKey };
const entries = readLines(fromRoot('examples', 'rizhao', 'registry.ndjson'), registryEntry);
let database: Database<PrismaClient>;

beforeAll(async () => {
  database = connect(PrismaClient, await createDatabase('engine'), { max: 2 });
});

afterAll(() => database.close());

test('what is imported is what the rules are told, however often it is imported', async () => {
  await importRegistry(database.prisma, keys, entries);
  await importRegistry(database.prisma, keys, entries);
  const registry = createPrismaRegistry(database, keys.sealer);
  for (const { idNumber, diedOn, insurance, categories, records } of entries) {
    const facts = await registry.factsOf(lookupId(lookupKey, idNumber));
    expect(facts.person).toEqual({ known: true, ...(diedOn && { diedOn }) });
    expect(facts.insurance).toEqual(insurance);
    expect(facts.categories).toEqual(expect.arrayContaining(categories));
    expect(facts.records).toHaveLength(records.length);
    expect(facts.records).toEqual(expect.arrayContaining(records.map((record) => ({ ...record, source: 'registry' }))));
  }
});

test('nobody can be read from the tables without the keys', async () => {
  await importRegistry(database.prisma, keys, entries);
  const people = await database.prisma.registryPerson.findMany();
  const stored = people
    .map(({ personId, detailsSealed }) => personId + Buffer.from(detailsSealed).toString('utf8'))
    .join();
  expect(people).toHaveLength(entries.length);
  for (const { idNumber, name } of entries) {
    expect(stored).not.toContain(idNumber);
    expect(stored).not.toContain(name);
  }
});

test('whoever takes tasks in the demo is on the staff register; a token says so of whoever is not', async () => {
  const { prisma } = database;
  const reviewer = {
    subject: 'reviewer-1',
    role: 'departmentReviewer',
    regions: ['xx-county'],
    institution: 'hospital-1',
  } as const;
  expect(await missingEntry(prisma, reviewer.subject, [reviewer.role])).toContain('PUT /v1/staff/reviewer-1');
  const staff = [
    { ...reviewer, regions: [...reviewer.regions] },
    { subject: 'agent-1', role: 'agent' as const },
  ];
  await importStaff(prisma, staff, new Date('2026-03-02T01:00:00Z'));
  await prisma.staffMember.update({ where: { subject: reviewer.subject }, data: { active: false } });
  await importStaff(prisma, staff, new Date('2026-03-03T01:00:00Z'));
  expect(await prisma.staffMember.findMany()).toMatchObject([
    { subject: 'reviewer-1', roles: ['departmentReviewer'], institution: 'hospital-1', active: false },
  ]);
  expect(await missingEntry(prisma, reviewer.subject, [reviewer.role])).toBeUndefined();
  expect(await missingEntry(prisma, 'agent-1', ['agent'])).toBeUndefined();
});
