import type { Contacts, NewTask, Registry, StoredCase } from '../../activities/ports.ts';
import type { ClinicalRecord } from '../../domain/eligibility/verdict.ts';
import { plainDate } from '../../domain/plain-date.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import type { TaskAnswer } from '../../workflows/messages.ts';
import { withExamples } from '../domain/packs.ts';

export const rizhao = withExamples('rizhao-shandong-2020');
export const county = withExamples('xx-county-2021');

/** What matters of an application; the rest is a resident with a tumour whom nobody knows yet to have it. */
export interface Story extends Partial<
  Pick<StoredCase, 'personId' | 'kind' | 'disease' | 'procedure' | 'papers' | 'institution'>
> {
  policy?: Policy;
  known?: Partial<Awaited<ReturnType<Registry['factsOf']>>>;
  agent?: Contacts['agent'];
}

const pathology: ClinicalRecord = {
  kind: 'pathology',
  institution: 'demo-first-peoples-hospital',
  on: plainDate('2024-03-05'),
  icd10: 'C34.901',
  source: 'registry',
};

/** The rules approve. */
export const clear: Story = { known: { records: [pathology] } };
/** The rules hand over: a paper is to be read. */
export const doubtful: Story = {
  papers: [{ evidence: 'pathologyReport', documentId: '5f0c2b62-0000-4000-8000-000000000001' }],
};
/** The rules refuse. */
export const notInsured: Story = { known: { insurance: [] } };
export const forTheBatch: Story = { disease: 'coronaryHeartDisease', procedure: 'monthlyBatch' };
export const forTheChain: Story = {
  policy: county,
  disease: 'chronicGlomerulonephritis',
  procedure: 'reviewChain',
  institution: 'xx-county-peoples-hospital',
};

const officer = { subject: 'officer-1', role: 'handlingOfficer' };

export function approval({ id, open }: NewTask, change: Partial<TaskAnswer> = {}): TaskAnswer {
  const answers = open.map((_reason, point) => ({ point, answer: 'satisfied' as const }));
  return { taskId: id, outcome: 'approved', reasons: [], answers, by: officer, ...change };
}

export function refusal({ id }: NewTask, change: Partial<TaskAnswer> = {}): TaskAnswer {
  const reasons = [{ code: 'criterionNotMet', clause: 'D3-P §三(三)', params: { criterion: 'confirmedMalignancy' } }];
  return { taskId: id, outcome: 'notRecognised', reasons, answers: [], by: officer, ...change };
}
