import { randomUUID } from 'node:crypto';
import { cpus, loadavg } from 'node:os';
import type pg from 'pg';
import { localDay } from '../../domain/time-zone.ts';
import { ClaimRequest } from '../../services/settlement/contract/claims.ts';
import type { ClaimDesk } from '../../services/settlement/claim-desk.ts';
import { insertClaim, inTransaction, type ClaimId, type NewClaim } from '../../services/settlement/claim-rows.ts';
import { keepFacts } from '../../services/settlement/facts-rows.ts';
import { closedLoop, spread, type Spread } from './measure.ts';

export interface Options {
  readonly claims: number;
  readonly concurrency: number;
  readonly rounds: number;
  readonly earlier: number;
}

export interface Round extends Spread {
  readonly perSecond: number;
  /** SQL statements a claim. */
  readonly statements: number;
}

export const sides = ['bare', 'desk', 'http'] as const;
export type Side = (typeof sides)[number];

export interface Figures {
  readonly options: Options;
  readonly machine: { readonly processors: number; readonly loadBefore: number };
  readonly rounds: Readonly<Record<Side, readonly Round[]>>;
  /** One at a time, for a person without and one with many earlier claims. */
  readonly flat: { readonly none: Spread; readonly many: Spread };
}

export interface Bench {
  readonly desk: ClaimDesk;
  readonly pool: pg.Pool;
  statements(): number;
  overHttp(id: ClaimId, request: ClaimRequest): Promise<void>;
}

export const institution = 'demo-county-hospital';
const persons = 400;
const warmUp = 200;

export async function measure(options: Options, bench: Bench): Promise<Figures> {
  const loadBefore = loadavg()[0]!;
  const work = await workOf(bench);
  for (const side of sides) await roundOf(work[side], { ...options, claims: warmUp }, bench);
  const rounds: Record<Side, Round[]> = { bare: [], desk: [], http: [] };
  for (let turn = 0; turn < options.rounds; turn += 1) {
    for (const side of sides) rounds[side].push(await roundOf(work[side], options, bench));
  }
  return { options, machine: { processors: cpus().length, loadBefore }, rounds, flat: await flatness(options, bench) };
}

async function roundOf(one: Work, { claims, concurrency }: Options, bench: Bench): Promise<Round> {
  const before = bench.statements();
  const began = performance.now();
  const milliseconds = await closedLoop(claims, concurrency, one);
  const seconds = (performance.now() - began) / 1_000;
  return { ...spread(milliseconds), perSecond: claims / seconds, statements: (bench.statements() - before) / claims };
}

type Used = Parameters<typeof insertClaim>[2];
type Work = (index: number) => Promise<void>;

/** Each side has people of its own, whose service year is open already. */
async function workOf({ desk, pool, overHttp }: Bench): Promise<Record<Side, Work>> {
  const people = () => Array.from({ length: persons }, () => randomUUID());
  const [bare, byDesk, byHttp] = [people(), people(), people()];
  const written = new Map<string, { claim: NewClaim; opened: Used }>();
  for (const personRef of [...bare, ...byDesk, ...byHttp]) {
    await introduce(pool, personRef);
    const { claim } = await desk.commit(anId(), aRequest(personRef));
    written.set(personRef, { claim, opened: { amounts: claim.settlement.contributions, referralUse: null } });
  }
  const of = (all: string[], index: number) => all[index % persons]!;
  return {
    async bare(index) {
      const { claim, opened } = written.get(of(bare, index))!;
      await inTransaction(pool, (client) => insertClaim(client, { ...claim, ...anId() }, opened));
    },
    desk: async (index) => void (await desk.commit(anId(), aRequest(of(byDesk, index)))),
    http: (index) => overHttp(anId(), aRequest(of(byHttp, index))),
  };
}

async function flatness({ earlier }: Options, { desk, pool }: Bench): Promise<Figures['flat']> {
  const [none, many] = [randomUUID(), randomUUID()];
  for (const personRef of [none, many]) await introduce(pool, personRef);
  const { claim } = await desk.commit(anId(), aRequest(many));
  await desk.commit(anId(), aRequest(none));
  const alike = `"institution", "fingerprint", "kind", "replaces", "personRef", "region", "year", "request",
    "settlement", "dependsOn", "settledAt", "known"`;
  await pool.query(
    `INSERT INTO "Claim" ("claimNumber", ${alike})
      SELECT 'earlier-' || n, ${alike} FROM "Claim", generate_series(1, $2::int) n WHERE "claimNumber" = $1`,
    [claim.claimNumber, earlier],
  );
  await pool.query('ANALYZE "Claim"');
  // In turns, so that what else the machine does strikes both alike.
  const times: Record<'none' | 'many', number[]> = { none: [], many: [] };
  for (let turn = 0; turn < 20; turn += 1) {
    for (const [who, personRef] of [
      ['none', none],
      ['many', many],
    ] as const) {
      times[who].push(...(await closedLoop(20, 1, async () => void (await desk.commit(anId(), aRequest(personRef))))));
    }
  }
  return { none: spread(times.none), many: spread(times.many) };
}

function anId(): ClaimId {
  return { institution, claimNumber: randomUUID() };
}

/** Registers know whom: claims are settled by what they say. */
async function introduce(pool: pg.Pool, personRef: string): Promise<void> {
  const insurance = [{ type: 'resident', region: 'rizhao', from: '2020-01-01' } as const];
  const categories = [{ category: 'minimumLivingAllowance', from: '2020-01-01' }];
  await keepFacts(pool, personRef, { version: 1, insurance, categories }, new Date());
}

function aRequest(personRef: string): ClaimRequest {
  return ClaimRequest.parse({
    personRef,
    region: 'rizhao',
    servedOn: localDay(new Date()),
    lines: [
      { kind: 'ordinary', total: '180.00', inScope: '160.00' },
      { kind: 'inpatient', total: '900.00', inScope: '850.00' },
    ],
  });
}
