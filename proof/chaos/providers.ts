/** Providers: they see the settlement service through its API alone, and what was not answered they send again. */
import { setTimeout as delay } from 'node:timers/promises';
import { fen, minus, sum, type Fen } from '../../domain/money.ts';
import { issueProviderSecret } from '../../platform/provider-credentials.ts';
import type { Amends, Claim, Visit } from './visits.ts';

/** What a provider holds of a claim that was settled. */
export interface HeldClaim {
  readonly institution: string;
  readonly number: string;
  readonly kind: 'claim' | 'refund' | 'correction';
  readonly replaces: string | null;
  readonly total: Fen;
  /** As it was answered. */
  readonly paid: Fen;
  readonly takenBackBy: Amends | null;
  /** `asOrdinary`: the person was not recognised for the disease. `afterApproval`: not at the time of the visit. */
  readonly settled: 'atOnce' | 'afterApproval' | 'asOrdinary';
}

export interface SettlementOffice {
  /** Of its instances. */
  readonly urls: readonly string[];
  /** Of each institution its own. */
  readonly secretOf: (institution: string) => string;
  /** Milliseconds between two visits. */
  readonly pause: number;
  /** Nobody asks any longer. */
  readonly stopped: () => boolean;
}

/** Each institution is given one in that file when it first needs it. */
export function secretsIn(file: string): SettlementOffice['secretOf'] {
  const secrets = new Map<string, string>();
  return (institution) => {
    const secret =
      secrets.get(institution) ?? issueProviderSecret(file, { holder: institution, institutions: [institution] });
    secrets.set(institution, secret);
    return secret;
  };
}

const answersWithin = 10_000;
const tryAgainAfter = 50;
const askAgainAfter = 500;
const givenBack = '10.00';

/** One visit after another; several providers may share the visits. */
export async function attend(visits: Iterable<Visit>, office: SettlementOffice, held: HeldClaim[]): Promise<void> {
  for (const visit of visits) {
    held.push(...(await treat(visit, office)));
    await delay(office.pause);
  }
}

async function treat(visit: Visit, office: SettlementOffice): Promise<HeldClaim[]> {
  const {
    number,
    patient: { institution },
  } = visit;
  if (visit.previewed) await ask(office, institution, 'POST', '/v1/claims/preview', { institution, ...visit.claim });
  const { claim, paid, settled } = await settle(visit, office);
  const total = totalOf(claim);
  const origin = { kind: 'claim', replaces: null } as const;
  const own = { institution, number, ...origin, total, paid, settled, takenBackBy: visit.amends ?? null };
  const replaced = { institution, replaces: number, settled, takenBackBy: null };
  const path = pathOf(visit);
  switch (visit.amends) {
    case undefined:
      return [own];
    case 'reversal':
      await put(office, institution, `${path}/reversal`, { reason: 'example' });
      return [own];
    case 'refund': {
      const lines = [{ line: 0, total: givenBack, inScope: givenBack }];
      const rest = await put(office, institution, `${path}/refunds/${number}-rest`, { reason: 'example', lines });
      const left = minus(total, fen(givenBack));
      return [own, { ...replaced, ...rest, number: `${number}-rest`, kind: 'refund', total: left }];
    }
    case 'correction': {
      const right = { reason: 'example', claim: { ...claim, servedOn: visit.rightDay } };
      const corrected = await put(office, institution, `${path}/corrections/${number}-right`, right);
      return [own, { ...replaced, ...corrected, number: `${number}-right`, kind: 'correction', total }];
    }
  }
}

/** As soon as the person is recognised; as ordinary expenses once it is clear that this will not be. */
async function settle(visit: Visit, office: SettlementOffice) {
  const {
    claim,
    patient: { applied, institution },
  } = visit;
  for (let settled: HeldClaim['settled'] = 'atOnce'; ; settled = 'afterApproval') {
    const isRecognised = applied?.isRecognised(); // read first: the answer is of a later time
    const answer = await ask(office, institution, 'PUT', pathOf(visit), claim);
    if (answer !== 'notCovered') return { claim, paid: fen(answer.paid), settled };
    if (isRecognised) throw new Error(`claim ${visit.number}: the case was approved, and the person is not covered`);
    if (isRecognised === false) break;
    await delay(askAgainAfter);
  }
  const lines = claim.lines.map(({ total, inScope }) => ({ kind: 'ordinary' as const, total, inScope }));
  const ordinary = { ...claim, lines };
  return {
    claim: ordinary,
    ...(await put(office, institution, pathOf(visit), ordinary)),
    settled: 'asOrdinary' as const,
  };
}

function pathOf({ number, patient: { institution } }: Visit): string {
  return `/v1/institutions/${institution}/claims/${number}`;
}

function totalOf({ lines }: Claim): Fen {
  return sum(lines.map(({ total }) => fen(total)));
}

async function put(office: SettlementOffice, institution: string, path: string, body: object): Promise<{ paid: Fen }> {
  const answer = await ask(office, institution, 'PUT', path, body);
  if (answer === 'notCovered') throw new Error(`${path}: what was covered is not any more`);
  return { paid: fen(answer.paid) };
}

/**
 * The same request, at whichever instance answers.
 * @throws Error for what no client mends by trying again
 */
async function ask(
  { urls, secretOf, stopped }: SettlementOffice,
  institution: string,
  method: 'PUT' | 'POST',
  path: string,
  body: object,
): Promise<{ paid: string } | 'notCovered'> {
  const headers = { authorization: `Bearer ${secretOf(institution)}`, 'content-type': 'application/json' };
  for (let attempt = 0; !stopped(); attempt += 1) {
    const url = urls[attempt % urls.length]! + path;
    const signal = AbortSignal.timeout(answersWithin);
    const response = await fetch(url, { method, headers, body: JSON.stringify(body), signal }).catch(() => undefined);
    const answer = (await response?.json().catch(() => undefined)) as { paid: string; code?: string } | undefined;
    if (response?.ok && answer) return answer;
    if (answer?.code === 'NOT_COVERED') return 'notCovered';
    if (response && answer && response.status < 500) throw new Error(`${path} was answered ${JSON.stringify(answer)}`);
    await delay(tryAgainAfter);
  }
  throw new Error(`${path} was not answered any more`);
}
