import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrismaClient } from '../../generated/settlement/client.ts';
import { connect, type Database } from '../../platform/database.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { createSettlementApp } from '../../services/settlement/app.ts';
import { readPolicies } from '../../services/settlement/policies.ts';
import { createDatabase } from '../support/databases.ts';
import { providers, serviceToken, silent, startService, type Service } from './harness.ts';

let service: Service;
let database: Database<PrismaClient>;

beforeAll(async () => {
  database = connect(PrismaClient, await createDatabase('settlement'));
  const clock = { now: () => new Date('2026-03-02T01:00:00Z') };
  const policies = readPolicies(fromRoot('examples', 'overlays'));
  const parts = {
    database,
    clock,
    log: silent,
    metrics: createMetrics('settlement'),
    serviceToken,
    providers,
    policies,
  };
  service = await startService(createSettlementApp({ ...parts, checkReplies: true }), [database.close]);
});

afterAll(() => service.close());

async function yearly(query: string) {
  return linesOf((await service.call('GET', `/v1/reports/yearly?${query}`)).body);
}

function linesOf(body: any) {
  return Object.fromEntries(body.lines.map(({ insuranceType, ...line }: any) => [insuranceType, line]));
}

const county = 'region=xx-county&year=2021&approvalsFrom=2021-03-01&approvalsUntil=2021-12-31';

/**
 * So many claims of one insurance whose payments add up to exactly `fen`: the last bear what is left of the division.
 */
function claimsOf(insuranceType: string, visits: number, fen: number) {
  return database.pool.query(
    `INSERT INTO "Claim" ("institution", "claimNumber", "fingerprint", "kind", "personRef", "region", "year", "request", "settlement", "settledAt", "known")
     SELECT 'county-hospital', $1 || n, '', 'claim', '00000000-0000-0000-0000-000000000001', 'xx-county', 2021,
       jsonb_build_object('lines', '[{"kind": "special"}]'::jsonb),
       jsonb_build_object('layers', jsonb_build_array(jsonb_build_object('layer', 'basicInsurance', 'shares', jsonb_build_array(
         jsonb_build_object('lines', '[0]'::jsonb, 'paid', $3::bigint / $2::int + (n <= $3::bigint % $2::int)::int))))),
       '2021-12-31', jsonb_build_array(jsonb_build_object('insuranceType', $1::text))
     FROM generate_series(1, $2::int) n`,
    [insuranceType, visits, fen],
  );
}

/** How the county's approvals fall to the insurances is not stated; a half each will do. */
function approvalsOf(count: number, filedOn: string) {
  return database.pool.query(
    `INSERT INTO "Entitlement"
     SELECT 'XX-COUNTY-' || $2 || '-' || n, $2 || n, '', '00000000-0000-0000-0000-000000000001', 'xx-county', 'mania',
       CASE n % 2 WHEN 0 THEN 'employee' ELSE 'resident' END, NULL, $2::date, NULL, $2::date, $2::date, $2::date
     FROM generate_series(1, $1::int) n`,
    [count, filedOn],
  );
}

function state(type: string, year: number, figures: object) {
  return service.call('PUT', `/v1/reports/stated/xx-county/${year}/${type}`, { source: 'D2 §二(一)', ...figures });
}

describe("the county's year [D2 §二(一)]", () => {
  let report: any;

  beforeAll(async () => {
    await Promise.all([
      claimsOf('employee', 65_073, 2_756_127_926),
      claimsOf('resident', 129_325, 4_512_647_700),
      approvalsOf(2_528, '2021-06-01'),
      approvalsOf(40, '2021-02-28'),
      state('employee', 2020, { visits: 59_157 }),
      state('resident', 2020, { visits: 117_568 }),
    ]);
    report = (await service.call('GET', `/v1/reports/yearly?${county}`)).body;
  });

  it('shows exactly what the document states, and what follows from it', () => {
    const { employee, resident, all } = linesOf(report);
    const source = { beforeFrom: 'D2 §二(一)', growth: '10.00' };
    expect(employee.visits).toEqual({ value: 65_073, before: 59_157, change: 5_916, ...source });
    expect(resident.visits).toEqual({ value: 129_325, before: 117_568, change: 11_757, ...source });
    expect(all.visits).toEqual({ value: 194_398, before: 176_725, change: 17_673, ...source });
    expect([employee, resident, all].map(({ amount }) => amount.value)).toEqual([
      '27561279.26',
      '45126477.00',
      '72687756.26',
    ]);
    expect([employee, resident, all].map(({ amountPerVisit }) => amountPerVisit)).toEqual([
      '423.54',
      '348.94',
      '373.91',
    ]);
    expect(all.approvals.value).toBe(2_528);
  });

  it('knows nothing of what nobody states: no amount and no approvals of the year before', () => {
    const { all } = linesOf(report);
    const unknown = { before: null, beforeFrom: null, change: null, growth: null };
    expect([all.amount, all.approvals]).toMatchObject([unknown, unknown]);
  });

  it('counts each statistic over its own days', async () => {
    expect(report.periods.approvals).toEqual({ from: '2021-03-01', until: '2021-12-31' });
    expect(report.periods.visits).toEqual({ from: '2021-01-01', until: '2021-12-31' });
    expect((await yearly('region=xx-county&year=2021')).all.approvals.value).toBe(2_568);
  });

  it('compares with what was counted where nothing is stated, the same days of the year before', async () => {
    const { all, employee } = await yearly(
      'region=xx-county&year=2022&approvalsFrom=2022-03-01&approvalsUntil=2022-12-31',
    );
    expect(all.approvals).toEqual({
      value: 0,
      before: 2_528,
      beforeFrom: 'counted',
      change: -2_528,
      growth: '-100.00',
    });
    expect(employee.amount).toMatchObject({
      value: '0.00',
      before: '27561279.26',
      change: '-27561279.26',
      growth: '-100.00',
    });
    expect(employee.amountPerVisit).toBeNull();
  });
});

describe('a visit', () => {
  const claimed = async (kind: string, number: string = randomUUID()) => {
    const personRef = randomUUID();
    const known = {
      personRef,
      region: 'rizhao',
      disease: 'diabetesComplicated',
      insuranceType: 'resident',
      from: '2026-01-01',
    };
    const filed = { ...known, decidedAt: '2026-01-01T00:00:00Z', filedOn: '2026-01-01' };
    await service.call('PUT', `/v1/entitlements/${randomUUID()}`, filed);
    const line = {
      kind,
      total: '1000.00',
      inScope: '1000.00',
      ...(kind === 'chronic' && { disease: 'diabetesComplicated' }),
    };
    const path = `/v1/institutions/demo-second-peoples-hospital/claims/${number}`;
    const body = { personRef, region: 'rizhao', servedOn: '2026-03-02', lines: [line] };
    return { path, claim: (await service.call('PUT', path, body)).body };
  };

  it('is a claim for a recognised disease, in force; what basic insurance paid of it is the amount', async () => {
    const { claim } = await claimed('chronic');
    await claimed('ordinary');
    const reversed = await claimed('chronic');
    await service.call('PUT', `${reversed.path}/reversal`, { reason: 'test' });
    const { resident, employee } = await yearly('region=rizhao&year=2026');
    expect([resident.visits.value, resident.amount.value]).toEqual([1, claim.layers[0].paid]);
    expect(resident.approvals.value).toBe(3);
    expect(employee.visits.value).toBe(0);
  });
});

it.each(['region=rizhao&year=26', 'region=rizhao&year=2026&approvalsFrom=2025-12-31', 'year=2026'])(
  'refuses %s',
  async (query) => {
    expect((await service.call('GET', `/v1/reports/yearly?${query}`)).status).toBe(400);
  },
);

it.each(['zh-CN', 'en'])('comes as a workbook in %s', async (language) => {
  const headers = { authorization: `Bearer ${serviceToken}`, 'accept-language': language };
  const response = await fetch(`${service.url}/v1/reports/yearly.xlsx?region=rizhao&year=2020`, { headers });
  expect(response.headers.get('content-type')).toContain('spreadsheetml');
  expect(
    Buffer.from(await response.arrayBuffer())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
});
