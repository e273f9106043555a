/** A settlement service to claim at, and what the engine and the offices tell it of people. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { PrismaClient } from '../../generated/settlement/client.ts';
import { connect, type Database } from '../../platform/database.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { createSettlementApp } from '../../services/settlement/app.ts';
import { readPolicies } from '../../services/settlement/policies.ts';
import { createDatabase } from '../support/databases.ts';
import { providers, serviceToken, silent, startService, type Service } from './harness.ts';

/** Two instances on one database: whichever takes a claim, the person's year is one. */
export let service: Service;
export let other: Service;
export let database: Database<PrismaClient>;
/** What the first of the two has asked of the database. */
export const statements: string[] = [];

export const policies = readPolicies(fromRoot('examples', 'overlays'));
export const clock = { now: () => new Date('2026-03-01T17:00:00Z') };

/** For the tests of one file. */
export function openDesk(): void {
  beforeAll(async () => {
    const url = await createDatabase('settlement');
    const start = (onStatement?: (sql: string) => void) => {
      const opened = connect(PrismaClient, url, onStatement ? { onStatement } : {});
      const metrics = createMetrics('settlement');
      const app = createSettlementApp({
        database: opened,
        clock,
        log: silent,
        metrics,
        serviceToken,
        providers,
        policies,
        checkReplies: true,
      });
      return { opened, started: startService(app, [opened.close]) };
    };
    const first = start((sql) => statements.push(sql));
    database = first.opened;
    service = await first.started;
    other = await start().started;
  });

  afterAll(async () => {
    await Promise.all([service.close(), other.close()]);
  });
}

export const hospital = 'demo-second-peoples-hospital';
export const pathOf = (number: string) => `/v1/institutions/${hospital}/claims/${number}`;

export function aRequest(personRef: string, facts: object = {}) {
  return {
    personRef,
    region: 'rizhao',
    servedOn: '2026-03-02',
    lines: [{ kind: 'ordinary', total: '400.00', inScope: '300.00' }],
    ...facts,
  };
}

export function commit(personRef: string, facts: object = {}, number: string = randomUUID(), at = service) {
  return at.call('PUT', pathOf(number), aRequest(personRef, facts));
}

export const resident = { type: 'resident', region: 'rizhao', from: '2020-01-01' };

/** What registers say of a person, as the engine tells it. */
export function tell(personRef: string, facts: object = {}, version = 0) {
  return service.call('PUT', `/v1/persons/${personRef}/facts`, {
    version,
    insurance: [resident],
    categories: [],
    ...facts,
  });
}

export const since2020 = (category: string) => ({ categories: [{ category, from: '2020-01-01' }] });

/** Somebody of whom the registers say this. */
export async function known(facts: object = {}): Promise<string> {
  const personRef = randomUUID();
  await tell(personRef, facts);
  return personRef;
}

export function onRecord(personRef: string, kind: string, facts: object = {}, key: string = randomUUID()) {
  const record = { personRef, region: 'rizhao', kind, number: 'R-1', by: 'officer-1', from: '2026-01-01', ...facts };
  return service.call('PUT', `/v1/office-records/${key}`, record);
}

export async function amounts(personRef: string, year = 2026) {
  return (await service.call('GET', `/v1/persons/${personRef}/accumulators?region=rizhao&year=${year}`)).body.amounts;
}

export function recognise(personRef: string, facts: object = {}) {
  const registration = {
    disease: 'diabetesComplicated',
    insuranceType: 'resident',
    from: '2026-01-01',
    filedOn: '2026-01-01',
  };
  return service.call('PUT', `/v1/entitlements/${randomUUID()}`, {
    ...registration,
    personRef,
    region: 'rizhao',
    decidedAt: '2026-01-01T00:00:00Z',
    ...facts,
  });
}

export function aReferral() {
  return { number: randomUUID(), issuer: 'demo-township-clinic', on: '2026-03-01' };
}
