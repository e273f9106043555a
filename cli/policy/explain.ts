import { figuresIn, stated } from '../../domain/policy/figure.ts';
import { getDisease, missingDiseaseFigures, missingRecognitionFigures } from '../../domain/policy/recognition.ts';
import type { Criterion, Disease, Evidence, Figure, Policy } from '../../domain/policy/schema.ts';
import { columns } from './columns.ts';
import { exampleOverlayOf } from './files.ts';

export interface Explanation {
  readonly pack: string;
  readonly version: string;
  readonly region: string;
  readonly disease: Pick<Disease, 'code' | 'names' | 'aliases' | 'excludes' | 'supersedes'>;
  /** Nothing that recognition needs is missing. */
  readonly open: boolean;
  /** Paths of what recognition needs and nobody supplied. */
  readonly blocking: readonly string[];
  /** A file of the project that supplies figures to this pack, as an example. */
  readonly exampleOverlay: string | undefined;
  readonly figures: readonly Figure<unknown>[];
  readonly missing: readonly { readonly path: string; readonly clause: string; readonly blocks: string }[];
}

export function explain(policy: Policy, name: string): Explanation {
  const disease = getDisease(policy, name);
  const { code, names, aliases, excludes, supersedes } = disease;
  const figures = figuresIn([...partsFor(policy, disease), disease]);
  const blocking = [...missingRecognitionFigures(policy), ...missingDiseaseFigures(policy, disease)];
  return {
    pack: policy.pack,
    version: policy.version,
    region: `${policy.region.names.zh} ${policy.region.names.en}`,
    disease: { code, names, aliases, excludes, supersedes },
    open: blocking.length === 0,
    blocking: [...new Set(blocking.map(({ path }) => path))],
    exampleOverlay: exampleOverlayOf(policy.pack),
    figures,
    missing: [...new Set([...blocking, ...figures.filter(({ value }) => value === null)])].map(({ path, clause }) => ({
      path,
      clause,
      blocks: blockedBy(policy, disease, path),
    })),
  };
}

/** What of the policy a decision about this disease goes through, in the order in which it is met. */
function partsFor(policy: Policy, disease: Disease): unknown[] {
  const {
    inForceFrom,
    insuranceTypes,
    channels,
    acceptance,
    queues,
    procedures,
    homeVisit,
    benefitStart,
    refusal,
    continuity,
  } = policy;
  const procedure = stated(disease.procedure);
  const clocks = procedure ? [procedures[procedure]] : [];
  return [
    inForceFrom,
    insuranceTypes,
    channels,
    acceptance,
    queues,
    ...clocks,
    homeVisit,
    benefitStart,
    refusal,
    continuity,
  ];
}

/** What waits for a figure that nobody needs to recognise someone, by the end of its path. */
const uses: Readonly<Record<string, string>> = {
  triggers: 'home visits',
  deadlineDays: 'the deadline of a home visit',
  noticeDays: 'the deadline of the notice of a refusal',
  appealDays: 'appeals; the notice says where to ask',
  appealWorkingDays: 'appeals',
  roundDay: 'the rounds',
  dayOff: 'the rounds',
  votingWorkingDays: 'the rounds',
  closingTime: 'the rounds',
  remindHoursBefore: 'the rounds',
  substituteHoursBefore: 'the rounds',
  panel: 'the rounds',
  extraRoundWorkingDays: 'an extra round for whom a round left undecided',
  alarmWorkingDaysBefore: 'the alarm of a month without a round',
  handbook: 'the handbook after an approval',
  carriesOverBetweenInsuranceTypes: 'what follows a change between employee and resident insurance',
  category: 'settlement by class',
  renewal: 'the renewal review',
  perYear: 'settlement under a yearly limit',
  perMonth: 'settlement under a monthly limit',
};

function blockedBy(policy: Policy, disease: Disease, path: string): string {
  if (missingRecognitionFigures(policy).some((figure) => figure.path === path))
    return 'every application in the region';
  if (missingDiseaseFigures(policy, disease).some((figure) => figure.path === path))
    return 'applications for this disease';
  return uses[path.slice(path.lastIndexOf('.') + 1)] ?? 'nothing yet';
}

export function printExplanation(explanation: Explanation): string {
  const { pack, version, region, disease, open, figures, missing } = explanation;
  const { names, code, aliases, excludes, supersedes } = disease;
  const stated = figures.filter(({ value }) => value !== null);
  return [
    `${names.zh} ${names.en} (${code})${aliases.length > 0 ? `, also ${aliases.join(', ')}` : ''}`,
    `${region}, pack ${pack} ${version}: ${open ? 'takes applications for it' : 'takes no applications for it yet'}`,
    ...whyClosed(explanation),
    '',
    ...columns([['WHAT HOLDS', 'VALUE', 'FROM', 'CLAUSE'], ...stated.map((figure) => row(figure))]),
    ...related('Cannot be held beside it', excludes),
    ...related('Replaces', supersedes),
    ...criteriaOf(figures),
    ...missingLines(missing),
  ].join('\n');
}

function whyClosed({ blocking, exampleOverlay }: Explanation): string[] {
  if (blocking.length === 0) return [];
  const example = exampleOverlay ? `; ${exampleOverlay} is an example of one` : '';
  return [
    `No document states what recognition needs here: ${blocking.join(', ')}`,
    `An overlay supplies it (docs/POLICY-PACKS.md): --overlay FILE${example}`,
  ];
}

function missingLines(missing: Explanation['missing']): string[] {
  if (missing.length === 0) return [];
  return [
    '',
    ...columns([
      ['NOT STATED', 'BLOCKS', 'CLAUSE'],
      ...missing.map(({ path, blocks, clause }) => [path, blocks, clause]),
    ]),
  ];
}

function row({ path, value, origin, clause, note }: Figure<unknown>): string[] {
  const shown = path.endsWith('.criteria') ? 'see below' : brief(value);
  return [path, shown, origin, note ? `${clause}. ${note}` : clause];
}

function brief(value: unknown): string {
  if (Array.isArray(value)) return value.map(brief).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, part]) => `${key} ${brief(part)}`)
    .join(', ');
}

function related(label: string, codes: readonly string[]): string[] {
  return codes.length > 0 ? ['', `${label}: ${codes.join(', ')}`] : [];
}

function criteriaOf(figures: readonly Figure<unknown>[]): string[] {
  const criteria = figures.find(({ path }) => path.endsWith('.criteria'))?.value;
  if (!Array.isArray(criteria)) return [];
  return ['', 'ADMISSION CRITERIA 准入标准, all of them', ...(criteria as Criterion[]).flatMap(criterionLines)];
}

function criterionLines({ code, names, required, alternatives }: Criterion): string[] {
  return [
    `${names.zh} ${names.en} (${code})`,
    ...required.map((evidence) => `  required  ${evidenceLine(evidence)}`),
    ...alternatives.map((evidence) => `  one of    ${evidenceLine(evidence)}`),
  ];
}

function evidenceLine({ code, names, record, issuedBy, paperAccepted }: Evidence): string {
  const bounds = (record.items ?? []).map(({ code: item, atLeast, atMost, unit = '' }) =>
    [item, atLeast === undefined ? '' : `≥ ${atLeast}${unit}`, atMost === undefined ? '' : `≤ ${atMost}${unit}`]
      .filter(Boolean)
      .join(' '),
  );
  const issuer = issuedBy === 'reviewingInstitution' ? 'reviewing institution' : 'designated institution';
  const content = [record.kinds.join(' or '), ...(record.icd10 ?? []), ...bounds].join(', ');
  return (
    `${names.zh} ${names.en} (${code}): ${content}; by a ${issuer}; ` +
    (paperAccepted ? 'paper read by an officer' : 'no paper')
  );
}
