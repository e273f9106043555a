/** 案卷 as people read it: papers and records by what the disease asks for. */
import { z } from 'zod';
import { peopleActedFor, permits, type Caller } from '../../domain/access/access.ts';
import {
  byCriterion,
  otherPapers,
  paperOrigins,
  type CasePaper,
  type EvidenceHeld,
} from '../../domain/eligibility/dossier.ts';
import { settlementsOf } from '../../domain/eligibility/reason.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import { inLanguage } from '../../domain/notices/names.ts';
import type { Language } from '../../domain/notices/text.ts';
import { recordKinds, type Policy } from '../../domain/policy/schema.ts';
import { papersFor, type Basis } from '../../domain/tasks/basis.ts';
import { localDay } from '../../domain/time-zone.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { openDossier, type DossierRow } from '../../store/cases/dossier.ts';
import type { SayReason } from '../http/speaker.ts';

export const paper = z
  .object({
    documentId: z.uuid(),
    evidence: z.string().nullable().describe('As which evidence it was offered'),
    origin: z.enum(paperOrigins).describe('Who put it into the file'),
    mediaType: z.string(),
    addedAt: z.iso.datetime(),
    links: z.object({ document: z.string() }),
  })
  .meta({ id: 'CasePaper' });

const record = z
  .object({
    kind: z.enum(recordKinds),
    on: z.iso.date(),
    institution: z.string(),
    source: z.enum(['registry', 'hospital']),
    icd10: z.string().nullable(),
    items: z.array(z.object({ code: z.string(), value: z.number().nullable(), unit: z.string().nullable() })),
    proves: z.boolean().describe('The rules take it for a proof'),
  })
  .meta({ id: 'CaseRecord' });

export const dossierShape = z
  .object({
    criteria: z.array(
      z.object({
        criterion: z.string(),
        name: z.string(),
        evidence: z.array(
          z.object({
            code: z.string(),
            name: z.string(),
            required: z.boolean().describe('All of the required, one of the others'),
            paperAccepted: z.boolean().describe('A paper may stand for it'),
            papers: z.array(paper),
            records: z.array(record).describe('Those that speak of it'),
          }),
        ),
      }),
    ),
    otherPapers: z.array(paper).describe('Under no evidence of the disease: a reviewer’s, or of a home visit'),
  })
  .meta({ id: 'Dossier', description: 'Papers and records 案卷, for those who may read each paper listed' });

export interface DossierReader {
  readonly policy: Policy;
  readonly language: Language;
  readonly sealer: Sealer;
  readonly now: Date;
}

/**
 * The file with those of its papers that the caller may read, by the same rule as each paper; undefined where it is not
 * theirs. What reviewers and visit teams add is for those who work on the case, not for whoever applied.
 * @param alsoHeldBy whoever holds the task at which the file is read
 */
export function readableDossier(row: DossierRow, caller: Caller, alsoHeldBy?: string | null): DossierRow | undefined {
  const { region, institution, person, submitter, agents, papers } = row;
  const people = peopleActedFor(caller, region);
  const holders = [...row.holders, ...(alsoHeldBy ? [alsoHeldBy] : [])];
  const working = { region, institution, assignee: holders.find((holder) => people.includes(holder)) ?? null };
  if (permits('readDocument', caller, working).permitted) return row;
  if (!permits('readDocument', caller, { ...working, person, submitter, agents }).permitted) return undefined;
  return { ...row, papers: papers.filter(({ origin }) => origin === 'applicant') };
}

export function dossierView(row: DossierRow, { policy, language, sealer, now }: DossierReader) {
  const dossier = openDossier(row, sealer);
  return {
    criteria: byCriterion(policy, row.disease, dossier, localDay(now)).map(({ criterion, evidence }) => ({
      criterion: criterion.code,
      name: inLanguage(criterion, language),
      evidence: evidence.map((each) => evidenceView(each, language)),
    })),
    otherPapers: otherPapers(policy, row.disease, dossier).map(paperView),
  };
}

function evidenceView({ evidence, required, papers, records }: EvidenceHeld, language: Language) {
  return {
    code: evidence.code,
    name: inLanguage(evidence, language),
    required,
    paperAccepted: evidence.paperAccepted,
    papers: papers.map(paperView),
    records: records.map(({ kind, on, institution, source, icd10 = null, items = [], proves }) => ({
      kind,
      on,
      institution,
      source,
      icd10,
      items: items.map(({ code, value = null, unit = null }) => ({ code, value, unit })),
      proves,
    })),
  };
}

export function paperView(one: CasePaper) {
  return { ...one, links: { document: `/v1/documents/${one.documentId}` } };
}

/** What is open and what settles it, with the papers that may; null for whoever may not read them. */
export function pointView(reason: Reason, say: SayReason, basis: Basis | null) {
  return {
    ...reason,
    text: say(reason),
    satisfiedBy: [...settlementsOf(reason.code)],
    papers: basis && papersFor(reason, basis).map(({ documentId }) => documentId),
  };
}
