import { yuan } from '../../domain/money.ts';
import type { Language } from '../../domain/notices/text.ts';
import { explain } from '../../domain/settlement/explanation.ts';
import { settlementWording, type Worded } from '../../domain/settlement/wording.ts';
import { texts } from '../../platform/texts.ts';
import { columns } from '../policy/columns.ts';
import type { Settled } from './settle-all.ts';

export function report(all: readonly Settled[], language: Language): string {
  const different = all.filter(({ differences }) => differences.length > 0).length;
  const verdict = different === 0 ? 'All as expected.' : `${different} of ${all.length} not as expected.`;
  return [...all.map((settled) => reportOf(settled, language)), verdict].join('\n\n');
}

function reportOf({ name, claim, policy, result, differences }: Settled, language: Language): string {
  const wrong = differences.map((difference) => `NOT AS EXPECTED: ${difference}`);
  if ('refused' in result) {
    const { code, message, findings } = result.refused;
    return [
      `${name}: ${code}`,
      `  ${message}`,
      ...findings.map(({ where, problem }) => `  ${where} ${problem}`),
      ...wrong,
    ].join('\n');
  }
  const { settlement } = result;
  const { text, worded } = settlementWording(policy, language, texts);
  const rows = settlement.layers.map(({ layer, eligible, deductible, paid, left }) => [
    text(`settlement.layers.${layer}`),
    ...[eligible, deductible, paid, left].map(yuan),
  ]);
  const heading = ['layer', 'eligible', 'deductible', 'paid', 'left'].map((column) =>
    text(`settlement.statement.${column}`),
  );
  return [name, ...columns([heading, ...rows]), ...indented(worded(explain(claim, settlement))), ...wrong].join('\n');
}

function indented({ words, children }: Worded, depth = 0): string[] {
  return [`${'  '.repeat(depth)}${words}`, ...children.flatMap((child) => indented(child, depth + 1))];
}

/** What a program reads: amounts in yuan, every step with its figure and clause. */
export function reportAsJson(all: readonly Settled[]): object {
  const claims = all.map(({ name, claim, policy, result, differences }) => ({
    claim: name,
    policy: { pack: policy.pack, version: policy.version, id: policy.id },
    differences,
    ...('refused' in result
      ? { refused: result.refused }
      : { explanation: settlementWording(policy, 'en', texts).worded(explain(claim, result.settlement)) }),
  }));
  return { claims };
}
