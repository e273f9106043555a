import type { Contacts, StoredCase } from '../../store/cases/port.ts';
import type { Registry } from '../../store/registers/registry.ts';
import type { NewTask } from '../../store/tasks/task-writes.ts';
import type { ClinicalRecord } from '../../domain/eligibility/verdict.ts';
import { plainDate } from '../../domain/plain-date.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import type { Actor } from '../../domain/tasks/answer-given.ts';
import type { PolicyReference } from '../../workflows/messages.ts';
import type { Said } from './conversations.ts';
import { withExamples } from '../domain/packs.ts';

export const rizhao = withExamples('rizhao-shandong-2020');
export const county = withExamples('xx-county-2021');

/** How a case names its policy. */
export function referenceOf({ pack, version, id }: Policy): PolicyReference {
  return { pack, version, id, packSha: 'a'.repeat(64), overlaySha: null };
}

/** What matters of an application; the rest is a resident with a tumour whom nobody knows yet to have it. */
export interface Story extends Partial<
  Pick<StoredCase, 'personId' | 'kind' | 'disease' | 'procedure' | 'papers' | 'institution'>
> {
  policy?: Policy;
  known?: Partial<Awaited<ReturnType<Registry['factsOf']>>>;
  agent?: Contacts['agent'];
}

export const pathology: ClinicalRecord = {
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

/** The rules hand over: nothing shows the disease. */
export const incomplete: Story = {};
/** The chain reviews at once: a paper is there to be read. */
export const completeForTheChain: Story = {
  ...forTheChain,
  papers: [{ evidence: 'inpatientRecord', documentId: '5f0c2b62-0000-4000-8000-000000000002' }],
};
export const completeForTheBatch: Story = {
  ...forTheBatch,
  papers: [{ evidence: 'inpatientRecord', documentId: '5f0c2b62-0000-4000-8000-000000000003' }],
};

/** The patient can hardly leave home, as a register knows. */
export function atHome(story: Story): Story {
  const categories = [{ category: 'limitedMobility', from: plainDate('2020-01-01') }];
  return { ...story, known: { ...story.known, categories } };
}

/** A reviewing institution holds a record, and the person belongs to a poor category. */
export function poor(story: Story): Story {
  const categories = [{ category: 'minimumLivingAllowance', from: plainDate('2020-01-01') }];
  return {
    ...story,
    known: { ...story.known, categories, records: [{ ...pathology, kind: 'imaging', icd10: 'I25.1' }] },
  };
}

export const nephritis = {
  kind: 'inpatientStay',
  institution: 'xx-county-peoples-hospital',
  on: '2024-03-05',
  icd10: 'N03',
} as const;

type Asked = Pick<NewTask, 'id' | 'open'>;

export const officer = { subject: 'officer-1', role: 'handlingOfficer' };
export const desk = { subject: 'desk-2', role: 'hospitalDesk' };
export const department = { subject: 'department-1', role: 'departmentReviewer' };
export const confirmer = { subject: 'confirmer-1', role: 'confirmingOfficer' };

export const team = { subject: 'team-1', role: 'visitTeam' };

const slot = { from: '2030-03-05T01:00:00Z', until: '2030-03-05T03:00:00Z' };

export function planned({ id }: Asked, change: object = {}) {
  return { taskId: id, outcome: 'planned' as const, team: '示例上门组', slot, by: team, ...change };
}

export function rescheduled({ id }: Asked, to = { from: '2030-03-06T06:30:00Z', until: '2030-03-06T07:30:00Z' }) {
  return { taskId: id, outcome: 'rescheduled' as const, slot: to, by: team };
}

export function visited(task: Asked, change: object = {}) {
  const papers = {
    signatureId: '5f0c2b62-0000-4000-8000-0000000000a1',
    photographIds: ['5f0c2b62-0000-4000-8000-0000000000a2'],
  };
  return {
    taskId: task.id,
    outcome: 'visited' as const,
    findings: '…',
    answers: satisfied(task),
    ...papers,
    by: team,
    ...change,
  };
}

export function visitNot(outcome: 'notAtHome' | 'declined', { id }: Asked) {
  return { taskId: id, outcome, by: team };
}

function satisfied({ open }: Asked) {
  return open.map((_reason, point) => ({ point, answer: 'satisfied' as const }));
}

const why = [{ code: 'criterionNotMet', clause: 'D3-P §三(三)', params: { criterion: 'confirmedMalignancy' } }];

export function approval(task: Asked, by: Actor = officer) {
  return { taskId: task.id, outcome: 'approved' as const, reasons: [], answers: satisfied(task), by };
}

export function refusal({ id }: Asked, by: Actor = officer) {
  return { taskId: id, outcome: 'notRecognised' as const, reasons: why, answers: [], by };
}

export function recommendation(task: Asked, by: Actor = department) {
  return { taskId: task.id, outcome: 'recommended' as const, answers: satisfied(task), by };
}

export function objection({ id }: Asked, by: Actor = department) {
  return { taskId: id, outcome: 'notRecommended' as const, reasons: why, by };
}

/** What needs no more than to be said. */
export function said(outcome: 'accepted' | 'returned' | 'leftToRound', { id }: Asked, by: Actor) {
  return { taskId: id, outcome, by, ...(outcome === 'returned' && { note: '…' }) } as Said;
}

export function request({ id }: Asked, by: Actor = officer) {
  return { taskId: id, outcome: 'supplementRequested' as const, also: [], by };
}

export function notTakenUp({ id }: Asked, by: Actor = officer) {
  return { taskId: id, outcome: 'notAccepted' as const, reason: 'otherOfficeCompetent' as const, by };
}
