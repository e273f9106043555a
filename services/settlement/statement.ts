import { yuan } from '../../domain/money.ts';
import type { Language } from '../../domain/notices/text.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { explain } from '../../domain/settlement/explanation.ts';
import { settlementWording, type Worded } from '../../domain/settlement/wording.ts';
import { localDay } from '../../domain/time-zone.ts';
import { printed, type Cell, type Sheet } from '../../platform/print/sheet.ts';
import { texts } from '../../platform/texts.ts';
import { claimOf, stateOf } from './claim-answers.ts';
import type { ClaimRow } from './claim-rows.ts';

type Wording = ReturnType<typeof settlementWording>;

/** The tree of a settled claim in one language. */
export function explanationOf(
  { request, institution, settlement }: ClaimRow,
  policy: Policy,
  language: Language,
): Worded {
  const { worded } = settlementWording(policy, language, texts);
  return worded(explain(claimOf(request, institution), settlement));
}

/** 结算单 as a PDF of A4 pages. It names diseases, for it is the patient's own; the person is known by the claim alone. */
export function statementPdf(claim: ClaimRow, policy: Policy, language: Language): Promise<Buffer> {
  const wording = settlementWording(policy, language, texts);
  const { text, region } = wording;
  const title = text('settlement.statement.title', { region });
  const page = (number: number, of: number) => text('settlement.statement.page', { number, of });
  const author = wording.institution(claim.institution);
  return printed({ size: 'A4', margin: 48, language, title, author, issuedAt: claim.settledAt, page }, (sheet) => {
    sheet.heading(title, author);
    for (const [label, value] of particulars(claim, localDay(claim.settledAt), wording)) {
      sheet.row([
        { text: text(`settlement.statement.${label}`), share: 0.27 },
        { text: value, share: 0.73 },
      ]);
    }
    layerTable(sheet, claim, wording);
    sheet.rule();
    sheet.document.moveDown(1);
    sheet.paragraphs([text('settlement.statement.steps')], 10);
    sheet.paragraphs(indented(explanationOf(claim, policy, language)), 8);
  });
}

function particulars(
  claim: ClaimRow,
  settledOn: string,
  { text, institution }: Wording,
): [label: string, value: string][] {
  const { claimNumber, replaces, request, known, settlement } = claim;
  const { total, inScope, paid, patientShare } = settlement;
  return [
    ['claimNumber', claimNumber],
    ...(replaces ? [['replaces', replaces] as [string, string]] : []),
    ['state', text(`settlement.states.${stateOf(claim)}`)],
    ['institution', institution(claim.institution)],
    ['insuranceType', text(`insuranceTypes.${known.at(-1)!.insuranceType}`)],
    ['servedOn', request.servedOn],
    ['settledOn', settledOn],
    ['total', yuan(total)],
    ['inScope', yuan(inScope)],
    ['paidTotal', yuan(paid)],
    ['patientShare', yuan(patientShare)],
  ];
}

function layerTable(sheet: Sheet, { settlement }: ClaimRow, { text }: Wording): void {
  const columns = ['eligible', 'deductible', 'paid', 'left'] as const;
  const cells = (name: string, amounts: readonly string[]): Cell[] => [
    { text: name, share: 0.28 },
    ...amounts.map((amount) => ({ text: amount, share: 0.18, align: 'right' as const })),
  ];
  const heading = columns.map((column) => text(`settlement.statement.${column}`));
  sheet.row(cells(text('settlement.statement.layer'), heading));
  for (const answer of settlement.layers) {
    sheet.row(
      cells(
        text(`settlement.layers.${answer.layer}`),
        columns.map((column) => yuan(answer[column])),
      ),
    );
  }
}

function indented({ words, children }: Worded, depth = 0): string[] {
  return [`${'　'.repeat(depth)}${words}`, ...children.flatMap((child) => indented(child, depth + 1))];
}
