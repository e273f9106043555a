import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Caller } from '../../domain/access/access.ts';
import { maskIdentityNumber, maskName } from '../../domain/identity-number.ts';
import { namesOf } from '../../domain/notices/names.ts';
import type { Language, Text } from '../../domain/notices/text.ts';
import { wordingOf } from '../../domain/notices/wording.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { localDay, localTime } from '../../domain/time-zone.ts';
import { languageOf } from '../../platform/http/language.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { texts } from '../../platform/texts.ts';
import type { PersonDetails } from '../../store/cases/details.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { MemberRow, MemberRows } from '../../store/rounds/member-rows.ts';
import type { RoundName, RoundRows } from '../../store/rounds/round-rows.ts';
import { opinionsIn } from './members.ts';
import type { PanelReads } from './panel.ts';
import type { RoundReads } from './rounds.ts';
import { requireRoundAction } from './standing.ts';

export type CellValue = string | number | null;

export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly CellValue[])[];
}

/** A signed round in words, ready for paper or a spreadsheet. */
export interface RoundRecord {
  readonly language: Language;
  readonly title: string;
  readonly office: string;
  readonly decidedAt: Date;
  readonly facts: Table;
  readonly members: Table;
  readonly ballots: Table;
  readonly panel: Table;
  readonly page: (number: number, of: number) => string;
}

interface Dependencies {
  rounds: RoundRows;
  members: MemberRows;
  sealer: Sealer;
  policies: PolicyStore;
  reads: RoundReads;
  panel: PanelReads;
}

const membersAtOnce = 500;

export type RecordRound = ReturnType<typeof createRoundRecords>;

/** What became of a signed round, member by member; applicants stay masked. */
export function createRoundRecords({ rounds, members: rows, sealer, policies, reads, panel }: Dependencies) {
  return async function record(
    name: RoundName,
    caller: Caller,
    acceptLanguage: string | undefined,
  ): Promise<RoundRecord> {
    const row = await rounds.get(name);
    requireRoundAction('exportRound', row, caller, { region: row.region });
    const language = languageOf(acceptLanguage);
    const policy = await policies.get(row.policyVersionId);
    const { text } = texts(language);
    const heading = wordingOf(policy, '', language, texts);
    const say = saying(language);
    const tables = await membersIn(row.id, say);
    return {
      language,
      decidedAt: row.decidedAt!,
      office: heading.office,
      title: text('rounds.title', { region: namesOf(policy, '', language).region }),
      page: (number, of) => text('rounds.page', { number, of }),
      facts: factsOf(await reads.get(name, caller), row.seed, say),
      ...tables,
      panel: await panelIn(name, caller, say),
    };
  };

  async function membersIn(roundId: string, say: Saying): Promise<{ members: Table; ballots: Table }> {
    const members: CellValue[][] = [];
    const ballots: CellValue[][] = [];
    let after: string | undefined;
    for (;;) {
      const page = await rows.page(roundId, {}, after, membersAtOnce);
      for (const row of page) {
        const policy = await policies.get(row.case.submission.policyVersionId);
        members.push(memberRow(row, policy, say));
        ballots.push(...ballotRows(row, policy, say));
      }
      if (page.length < membersAtOnce) break;
      after = page.at(-1)!.caseId;
      // Thousands of rows are for others to wait for, a page at most.
      await nextTurn();
    }
    const table = (sheet: string, columns: readonly string[], filled: CellValue[][]) => ({
      name: say.text(`rounds.sheets.${sheet}`),
      columns: columns.map(say.column),
      rows: filled,
    });
    return { members: table('members', memberColumns, members), ballots: table('ballots', ballotColumns, ballots) };
  }

  function memberRow(
    { caseId, case: about, specialty, assignments, ...member }: MemberRow,
    policy: Policy,
    say: Saying,
  ): CellValue[] {
    const { name, idNumber } = sealer.open(about.submission.applicantSealed) as PersonDetails;
    const wording = say.wording(policy, about.disease);
    const { approved, notRecognised } = opinionsIn({ assignments });
    const reasons = (member.reasons ?? []).map(wording.reason).join('\n');
    const person = [maskName(name), maskIdentityNumber(idNumber)];
    return [
      caseId,
      ...person,
      wording.disease(about.disease),
      specialty,
      resultOf(member, say),
      approved,
      notRecognised,
      reasons,
    ];
  }

  function ballotRows({ caseId, case: about, assignments }: MemberRow, policy: Policy, say: Saying): CellValue[][] {
    const wording = say.wording(policy, about.disease);
    const { criterion: nameOf } = namesOf(policy, about.disease, say.language);
    return assignments.flatMap(({ ballot }) => {
      if (!ballot) return [];
      const { subject, onBehalfOf, opinion, reasons, castAt, findingsSealed } = ballot;
      const { criteria, note = null } = sealer.open(findingsSealed) as Findings;
      const answered = criteria
        .map(({ criterion, met }) => say.text(met ? 'rounds.met' : 'rounds.notMet', { criterion: nameOf(criterion) }))
        .join('\n');
      return [
        [
          caseId,
          subject,
          onBehalfOf,
          say.text(`outcomes.${opinion}`),
          answered,
          reasons.map(wording.reason).join('\n'),
          note,
          say.at(castAt),
        ],
      ];
    });
  }

  async function panelIn(name: RoundName, caller: Caller, say: Saying): Promise<Table> {
    const { experts } = await panel(name, caller);
    const rows = experts.map(({ subject, specialties, institution, department, fallback, figures }) => [
      ...[subject, specialties.join(', '), institution, department, fallback ? say.text('rounds.yes') : null],
      ...[figures!.called, figures!.cast, figures!.replaced],
    ]);
    return { name: say.text('rounds.sheets.panel'), columns: panelColumns.map(say.column), rows };
  }
}

const memberColumns = [
  'application',
  'applicant',
  'idNumber',
  'disease',
  'specialty',
  'result',
  'approved',
  'notRecognised',
  'reasons',
];
const ballotColumns = ['application', 'expert', 'onBehalfOf', 'opinion', 'criteria', 'reasons', 'note', 'castAt'];
const panelColumns = ['expert', 'specialties', 'institution', 'department', 'fallback', 'called', 'cast', 'replaced'];

interface Findings {
  readonly criteria: readonly { readonly criterion: string; readonly met: boolean }[];
  readonly note?: string;
}

interface Saying {
  readonly language: Language;
  readonly text: Text;
  readonly column: (name: string) => string;
  /** An instant as clocks in the region show it. */
  readonly at: (instant: Date) => string;
  readonly wording: (policy: Policy, disease: string) => ReturnType<typeof wordingOf>;
}

function saying(language: Language): Saying {
  const { text } = texts(language);
  const wordings = new Map<string, ReturnType<typeof wordingOf>>();
  return {
    language,
    text,
    column: (name) => text(`rounds.columns.${name}`),
    at: (instant) => `${localDay(instant)} ${localTime(instant)}`,
    wording(policy, disease) {
      const key = `${policy.id}/${disease}`;
      const known = wordings.get(key) ?? wordingOf(policy, disease, language, texts);
      wordings.set(key, known);
      return known;
    },
  };
}

function factsOf(round: Awaited<ReturnType<RoundReads['get']>>, seed: string | null, { text, at }: Saying): Table {
  const { members, ballots, splits, outcomes } = round.figures;
  const instant = (said: string | null) => said && at(new Date(said));
  const facts: Record<string, CellValue> = {
    code: `${round.region}/${round.code}`,
    month: round.month,
    kind: text(`rounds.kinds.${round.kind}`),
    cutOffAt: instant(round.cutOffAt),
    closedAt: instant(round.closedAt),
    decidedAt: instant(round.decidedAt),
    signedBy: round.signedBy,
    members: Object.values(members).reduce((sum, count) => sum + count, 0),
    approved: outcomes!.approved,
    notRecognised: outcomes!.notRecognised,
    carried: members.carried,
    left: members.left,
    ballots: ballots.cast,
    splits,
    seed,
  };
  const rows = Object.entries(facts).map(([name, value]) => [text(`rounds.facts.${name}`), value]);
  return { name: text('rounds.sheets.facts'), columns: [], rows };
}

function resultOf(
  { state, outcome, carriedBecause }: Pick<MemberRow, 'state' | 'outcome' | 'carriedBecause'>,
  { text }: Saying,
): string {
  if (state === 'carried' && carriedBecause) return text(`rounds.carried.${carriedBecause}`);
  return state === 'ruled' && outcome ? text(`outcomes.${outcome}`) : text('rounds.left');
}
