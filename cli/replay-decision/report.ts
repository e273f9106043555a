import type { Assessed, Reason, TraceStep, Verdict } from '../../domain/eligibility/verdict.ts';
import { languages } from '../../domain/notices/text.ts';
import { namesOf } from '../../domain/notices/names.ts';
import { wordingOf } from '../../domain/notices/wording.ts';
import { getDisease } from '../../domain/policy/recognition.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { texts } from '../../platform/texts.ts';
import { columns } from '../policy/columns.ts';
import type { Replay } from './replay.ts';

export function report({ caseId, disease, assessments, auditEntries, differences }: Replay, policy: Policy): string {
  const { names } = getDisease(policy, disease);
  return [
    `Case ${caseId}: ${names.zh} ${names.en} (${disease})`,
    `Policy ${policy.pack} ${policy.version}, ${policy.id.slice(0, 12)}`,
    ...assessments.flatMap(({ ordinal, assessedAt, ...assessed }) => [
      '',
      `Assessment ${ordinal}, at ${assessedAt}`,
      ...columns([
        ['RULE', 'ANSWERED', 'SAW', 'CLAUSE'],
        ...assessed.trace.map((step) => stepRow(step, policy, disease)),
      ]),
      ...verdictLines(assessed, policy, disease),
    ]),
    '',
    ...(assessments.length === 0 ? ['The rules have not run on this case yet.'] : []),
    ...(differences.length === 0
      ? [`The same as recorded; the ${auditEntries} entries of the audit chain follow from each other.`]
      : ['NOT AS RECORDED', ...differences.map((difference) => `  ${difference}`)]),
  ].join('\n');
}

function stepRow({ rule, answer, saw, clause, origin }: TraceStep, policy: Policy, disease: string): string[] {
  const seen = Object.entries(saw).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const supplied = origin === 'pack' ? '' : ` (${origin})`;
  return [nameOf(rule, policy, disease), named(`answers.${answer}`), seen.join(', '), clause + supplied];
}

/** A criterion is named by the policy, every other rule by the locale files. */
function nameOf(rule: string, policy: Policy, disease: string): string {
  const [, criterion] = /^criterion\.(.+)$/.exec(rule) ?? [];
  if (!criterion) return named(`rules.${rule}`);
  return languages.map((language) => namesOf(policy, disease, language).criterion(criterion)).join(' ');
}

function verdictLines({ verdict }: Assessed, policy: Policy, disease: string): string[] {
  const said = reasonsOf(verdict).flatMap((reason) =>
    languages.map((language) => `  ${wordingOf(policy, disease, language, texts).reason(reason)} [${reason.clause}]`),
  );
  return [`→ ${named(`verdicts.${verdict.kind}`)}`, ...said];
}

function reasonsOf(verdict: Verdict): readonly Reason[] {
  switch (verdict.kind) {
    case 'approve':
      return [];
    case 'refuse':
      return verdict.reasons;
    case 'handOver':
      return verdict.open;
  }
}

/** In every language of the locale files. */
function named(key: string): string {
  return languages.map((language) => texts(language).text(`replay.${key}`)).join(' ');
}
