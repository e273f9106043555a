import { z } from 'zod';
import { presenceProofs } from '../../../domain/case/identity.ts';
import { identityNumber, ownNumber } from '../../../domain/identity-number.ts';
import { helperKinds } from '../../../domain/outreach/contact.ts';
import { channels, insuranceTypes, recordKinds } from '../../../domain/policy/schema.ts';
import { telephone } from '../../../domain/telephone.ts';
import { freeText, personName } from '../../../domain/written-text.ts';
import { canonicalJson } from '../../../platform/canonical-json.ts';

/** Who may act for a person (PRACTICE, Agents). */
export const agentKinds = ['guardian', 'relative', ...helperKinds] as const;

export const applicationKinds = ['initial', 'reapplication', 'renewal', 'transfer', 'institutionChange'] as const;

export const code = z.string().regex(/^[\w.-]{1,80}$/, 'is no code: letters, digits, . _ -');
const wording = z.string().trim().min(1).max(80);
const contact = {
  name: personName,
  phone: telephone.optional(),
  email: z.email().optional(),
};

const applicant = z
  .strictObject({
    idNumber: identityNumber,
    ...contact,
    language: z.enum(['zh-CN', 'en']).optional(),
    limitedMobility: z
      .boolean()
      .optional()
      .describe('Can hardly leave home 行动不便: experts may come 上门服务 where the region offers it'),
  })
  .meta({ id: 'Applicant' });

const agent = z
  .strictObject({
    kind: z.enum(agentKinds),
    ...contact,
    authorisation: freeText(200).describe('The authorising document, or the office that appointed the agent'),
    idNumber: identityNumber
      .optional()
      .describe('By which the agent is known again, with a token of their own; whatever was entered by somebody else'),
  })
  .meta({
    id: 'Agent',
    description: 'Learns of progress; of the diagnosis once the person has agreed to it on its own 单独同意',
  });

/** A desk states that the person is there, and what was read of them. */
export const presence = z
  .strictObject({
    proof: z.enum(presenceProofs).describe('What was read: 身份证, 社会保障卡 or 医保电子凭证'),
    reference: ownNumber(z.string().trim().min(1).max(100))
      .optional()
      .describe('Number of the reading, where the reader has one'),
  })
  .meta({ id: 'Presence', description: 'The person whom it is about is at the desk; kept with the application' });

const clinicalRecord = z
  .strictObject({
    kind: z.enum(recordKinds),
    institution: code,
    on: z.iso.date(),
    icd10: z
      .string()
      .regex(/^[A-Z]\d{2}(\.\d{1,3})?$/, 'an ICD-10 code, as C34.1')
      .optional(),
    items: z
      .array(z.strictObject({ code, value: z.number().optional(), unit: z.string().optional() }))
      .max(50)
      .optional(),
  })
  .meta({ id: 'ClinicalRecord', description: "A structured record of the submitting hospital's own system" });

export const papers = z
  .array(z.strictObject({ evidence: code, documentId: z.uuid().toLowerCase() }))
  .max(50)
  .overwrite(eachOnce)
  .default([])
  .describe('By evidence code of the disease; the same paper twice is taken once');

const records = z
  .array(clinicalRecord)
  .max(50)
  .overwrite(eachOnce)
  .default([])
  .describe('From hospitals only; the same one twice is taken once');

/** Forms fill themselves in twice, and people press twice: what is the same is one. */
function eachOnce<T>(items: T[]): T[] {
  return [...new Map(items.map((item) => [canonicalJson(item), item])).values()];
}

const applicationForDisease = z
  .strictObject({
    disease: wording.describe('Code, name or any wording that the pack lists'),
    kind: z.enum(applicationKinds).default('initial'),
    institution: code.optional().describe('Chosen treating institution 选定定点'),
    treatingPhysician: wording
      .optional()
      .describe('Subject of the treating physician, who takes no part in the review'),
    documents: papers,
    records,
  })
  .meta({ id: 'DiseaseApplication' });

/** Who would apply for what: asked before the form is filled in. */
export const outlookForm = z
  .strictObject({
    region: code,
    idNumber: identityNumber,
    insuranceType: z.enum(insuranceTypes),
    disease: wording.describe('Code, name or any wording that the pack lists'),
    kind: z.enum(applicationKinds).default('initial'),
    institution: code.optional(),
    presence: presence.describe('What is held of somebody is told in their presence only'),
  })
  .meta({ id: 'OutlookRequest' });

export type OutlookForm = z.output<typeof outlookForm>;

/** 补正: what was asked for, or more; also the institution, where none was chosen. */
export const supplementForm = z
  .strictObject({
    documents: papers,
    records,
    institution: code.optional().describe('Chosen treating institution 选定定点'),
  })
  .refine(
    ({ documents, records, institution }) => documents.length + records.length > 0 || institution !== undefined,
    'supply something',
  )
  .meta({ id: 'Supplement' });

export type SupplementForm = z.output<typeof supplementForm>;

/** 异议复核: why the refusal is thought wrong, with what supports it. */
export const appealForm = z
  .strictObject({
    grounds: freeText(2000).describe('Why the decision is thought wrong; kept sealed'),
    documents: papers,
  })
  .meta({ id: 'Appeal' });

export type AppealForm = z.output<typeof appealForm>;

/** One submission 申请: one person, one or more diseases, one case each. */
export const submissionForm = z
  .strictObject({
    region: code,
    channel: z.enum(channels),
    applicant,
    agent: agent.optional(),
    presence: presence
      .optional()
      .describe('From desks only; without it a person checks identity before anything is decided'),
    insuranceType: z.enum(insuranceTypes),
    diseases: z.array(applicationForDisease).min(1).max(10),
  })
  .meta({ id: 'Submission' });

export type SubmissionForm = z.output<typeof submissionForm>;
export type DiseaseApplication = SubmissionForm['diseases'][number];
