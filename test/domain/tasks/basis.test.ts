import { describe, expect, it } from 'vitest';
import {
  clinicalReasonCodes,
  reason,
  reasonParams,
  settlementsOf,
  type ReasonCode,
} from '../../../domain/eligibility/reason.ts';
import type { CasePaper } from '../../../domain/eligibility/dossier.ts';
import type { Reason, Verdict } from '../../../domain/eligibility/verdict.ts';
import { isDomainError } from '../../../domain/errors.ts';
import {
  checkCorrected,
  checkSettled,
  papersFor,
  pointsLeft,
  unsettledAtAcceptance,
} from '../../../domain/tasks/basis.ts';
import { withExamples } from '../packs.ts';

const policy = withExamples('rizhao-shandong-2020');
const clause = 'Example only';

function aPaper(evidence: string | null, ordinal: number, origin: CasePaper['origin'] = 'applicant'): CasePaper {
  return {
    documentId: `00000000-0000-4000-8000-00000000000${ordinal}`,
    evidence,
    origin,
    mediaType: 'application/pdf',
    addedAt: '2026-11-28T00:00:00.000Z',
  };
}

const pathology = aPaper('pathologyReport', 1);
const dialysis = aPaper('haemodialysisRecord', 2);
const aside = aPaper(null, 3, 'reviewer');
const signature = aPaper(null, 4, 'visit');
const tumour = { policy, disease: 'malignantTumor', papers: [pathology, dialysis, aside, signature] };
const toRead = reason('paperToRead', clause, { criterion: 'confirmedMalignancy', evidence: ['pathologyReport'] });
const missing = reason('evidenceMissing', clause, {
  criterion: 'confirmedMalignancy',
  required: [],
  alternatives: ['pathologyReport', 'inpatientRecord', 'tumourImaging'],
});

const ticked = (more: object = {}, point = 0) => ({ point, answer: 'satisfied' as const, ...more });
const left = (open: readonly Reason[], more: object = {}) => pointsLeft([ticked(more)], open, tumour);
const stillOpen = (...open: Reason[]): Verdict => ({ kind: 'handOver', open });
const approve: Verdict = { kind: 'approve', supersedes: [] };

function refusalOf(act: () => void): string {
  try {
    act();
  } catch (error) {
    if (!isDomainError(error)) throw error;
    return `${error.code}: ${error.findings.map(({ problem }) => problem).join('; ')}`;
  }
  return 'settled';
}

describe('a point on evidence', () => {
  it.each<[story: string, open: Reason, more: object, settled: boolean]>([
    ['is not settled by a tick', toRead, {}, false],
    ['nor by a tick with a note', toRead, { note: '已看' }, false],
    ['but by the paper that shows it', toRead, { papers: [pathology.documentId] }, true],
    ['nothing was supplied for: a tick is not a paper', missing, { note: '已看' }, false],
    ['by one of the alternatives', missing, { papers: [pathology.documentId] }, true],
    ['not by a paper of another evidence', missing, { papers: [dialysis.documentId] }, false],
    ['not by a reviewer’s paper that nobody said what it shows', missing, { papers: [aside.documentId] }, false],
    ['not by a paper of nobody’s', missing, { papers: ['00000000-0000-4000-8000-0000000000ff'] }, false],
    [
      'not by a stranger’s paper beside the right one',
      missing,
      { papers: [pathology.documentId, '00000000-0000-4000-8000-0000000000ff'] },
      false,
    ],
    ['by the signed report of somebody who has been there', missing, { papers: [signature.documentId] }, true],
  ])('%s', (_story, open, more, settled) => {
    expect(left([open], more)).toHaveLength(settled ? 0 : 1);
  });

  it('asks for all that is required', () => {
    const both = reason('evidenceMissing', clause, {
      criterion: 'endStageRenalDisease',
      required: ['renalDiagnosis'],
      alternatives: [],
    });
    const dossier = { policy, disease: 'renalDialysis', papers: [dialysis, aPaper('renalDiagnosis', 5)] };
    const named = (papers: string[]) => pointsLeft([ticked({ papers })], [both], dossier);
    expect(named([dialysis.documentId])).toHaveLength(1);
    expect(named(['00000000-0000-4000-8000-000000000005'])).toHaveLength(0);
  });

  it('lists the papers that may settle it', () => {
    expect(papersFor(missing, tumour)).toEqual([pathology, signature]);
    expect(papersFor(reason('personUnknown', clause, {}), tumour)).toEqual([]);
  });
});

describe('what only the register can say', () => {
  const registered = [
    reason('personDeceased', clause, {}),
    reason('notInsured', clause, { insuranceType: 'resident' }),
    reason('insuranceTypeNotCovered', clause, { insuranceType: 'resident', disease: 'malignantTumor' }),
    reason('alreadyRecognised', clause, { disease: 'malignantTumor', filingNumber: 'EXAMPLE-1' }),
    reason('personUnknown', clause, {}),
    reason('institutionNotChosen', clause, {}),
    reason('institutionNotDesignated', clause, { institution: 'nowhere', disease: 'malignantTumor' }),
    reason('diseaseNotListed', clause, { disease: 'gout' }),
  ];

  it.each(registered.map((open) => [open.code, open] as const))(
    '%s: no tick, no note and no paper settles it',
    (_, open) => {
      const named = left([open], { note: '已核实', papers: [pathology.documentId] });
      expect(refusalOf(() => checkSettled(named, [open], stillOpen(open)))).toContain(`point 0 (${open.code})`);
      expect(refusalOf(() => checkSettled(named, [open], { kind: 'refuse', reasons: [open] }))).toContain(open.code);
      expect(refusalOf(() => checkSettled(named, [open], approve))).toBe('settled');
    },
  );

  it('an earlier recognition that no register of ours has: a person finds it, and writes down where', () => {
    const open = reason('recognitionMissing', clause, { disease: 'malignantTumor' });
    expect(left([open])).toHaveLength(1);
    expect(left([open], { note: '外省备案号已电话核实' })).toHaveLength(0);
  });

  it('a correction that is wrong itself is named, though what was open is gone', () => {
    const open = [reason('institutionNotChosen', clause, {})];
    const anew = reason('institutionNotDesignated', clause, { institution: 'nowhere', disease: 'malignantTumor' });
    expect(refusalOf(() => checkSettled(left(open), open, stillOpen(anew)))).toContain('institutionNotDesignated');
    expect(
      refusalOf(() =>
        checkSettled([], [], {
          kind: 'refuse',
          reasons: [reason('notInsured', clause, { insuranceType: 'employee' })],
        }),
      ),
    ).toContain('notInsured');
  });

  it('a paper that came meanwhile settles nothing that nobody has read', () => {
    expect(refusalOf(() => checkSettled(left([missing]), [missing], stillOpen(toRead)))).toContain('evidenceMissing');
  });
});

it('an application is not taken up of somebody whom nobody knows; what is missing may still come', () => {
  expect(unsettledAtAcceptance([missing, reason('institutionNotChosen', clause, {})])).toEqual([]);
  expect(unsettledAtAcceptance([missing, reason('personUnknown', clause, {})])).toMatchObject([{ point: 1 }]);
});

it('what an officer corrects about a filing is looked up before it is filed again', () => {
  const wrong = reason('institutionNotDesignated', clause, { institution: 'nowhere', disease: 'malignantTumor' });
  expect(refusalOf(() => checkCorrected({ institution: 'nowhere' }, stillOpen(wrong)))).toContain(
    'institutionNotDesignated',
  );
  expect(refusalOf(() => checkCorrected({ institution: 'somewhere' }, stillOpen(missing)))).toBe('settled');
});

it('each code says what settles it, but those that leave nothing to settle', () => {
  const without = (Object.keys(reasonParams) as ReasonCode[]).filter((code) => settlementsOf(code).length === 0);
  expect(without).toEqual(['diseaseNotListed', 'appliedForAlready', 'filingRefused']);
  for (const code of clinicalReasonCodes) expect(settlementsOf(code)).toEqual(['paper']);
  expect(settlementsOf('unheardOf')).toEqual([]);
});
