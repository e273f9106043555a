import { isDomainError, type Finding } from '../../domain/errors.ts';
import { yuan, type Fen } from '../../domain/money.ts';
import type { Claim } from '../../domain/settlement/claim.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import type { PersonOnDay, Rules, RulesOn } from '../../domain/settlement/person.ts';
import { withContributions, type Accumulators } from '../../domain/settlement/ledger.ts';
import { settle, type Settlement } from '../../domain/settlement/settle.ts';
import { claimOf } from '../../services/settlement/claim-answers.ts';
import type { ClaimsFile, FileClaim } from './read.ts';

export interface Refused {
  readonly code: string;
  readonly message: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly findings: readonly Finding[];
}

export interface Settled {
  readonly name: string;
  readonly claim: Claim;
  /** In whose words it is said. */
  readonly policy: Policy;
  readonly result: { readonly settlement: Settlement } | { readonly refused: Refused };
  /** Where it is not as the file expects; of a claim that expects nothing, that it was refused. */
  readonly differences: readonly string[];
}

/** In the order of the file; claims of one person and year build on each other. */
export function settleAll({ policyOn, claims }: ClaimsFile): Settled[] {
  const years = new Map<string, Accumulators>();
  return claims.map((each) => {
    const year = `${each.person} ${each.servedOn.slice(0, 4)}`;
    const claim = claimOf(each, each.institution, each.layers);
    const used = years.get(year) ?? {};
    const result = settledOrRefused(claim, used, (day) => rulesOf(policyOn(day), each));
    if ('settlement' in result) years.set(year, withContributions(used, result.settlement.contributions));
    return {
      name: each.claim,
      claim,
      policy: policyOn(claim.servedOn),
      result,
      differences: differencesFrom(each.expect, result),
    };
  });
}

/** Whoever claims for a disease is taken for recognised: no register is behind a file. */
function personOf({ lines, recognised, ...each }: FileClaim): PersonOnDay {
  const { insuranceType, populations, assistanceGranted, residentElsewhere, hardship } = each;
  const ofLines = lines.flatMap(({ disease }) => disease ?? []);
  const held = [...new Set([...recognised, ...ofLines])];
  return { insuranceType, populations, assistanceGranted, residentElsewhere, hardship, recognised: held };
}

function rulesOf(policy: Policy, each: FileClaim): Rules {
  return { insured: policy, household: policy, person: personOf(each) };
}

function settledOrRefused(claim: Claim, used: Accumulators, rulesOn: RulesOn): Settled['result'] {
  try {
    return { settlement: settle(claim, used, rulesOn) };
  } catch (error) {
    if (!isDomainError(error)) throw error;
    const { code, message, params, findings } = error;
    return { refused: { code, message, params, findings } };
  }
}

function differencesFrom(expected: FileClaim['expect'], result: Settled['result']): string[] {
  if ('refused' in result) {
    const { code } = result.refused;
    return expected?.error === code ? [] : [`refused with ${code}${expected?.error ? `, not ${expected.error}` : ''}`];
  }
  if (expected?.error) return [`is settled, and not refused with ${expected.error}`];
  const { paid, patientShare, layers } = result.settlement;
  const paidBy = (layer: string) => layers.find((answer) => answer.layer === layer)?.paid;
  const compared: Compared[] = [
    ['paid', paid, expected?.paid],
    ['patientShare', patientShare, expected?.patientShare],
    ...Object.entries(expected?.layers ?? {}).map(([layer, pays]): Compared => [layer, paidBy(layer), pays]),
  ];
  return compared.flatMap(([what, came, wanted]) => {
    const amount = came === undefined ? 'not settled' : yuan(came);
    return wanted === undefined || wanted === amount ? [] : [`${what} is ${amount}, not ${wanted}`];
  });
}

type Compared = [what: string, came: Fen | undefined, wanted: string | undefined];
